#include "ui/text/error_text.h"

#include "ui/text/conversion.h"

namespace walkeeper::ui {

QString ErrorText::sentence(const Error& error)
{
    QString text = toQt(error.message);
    // A name, such as a path, keeps its first letter.
    if (!text.isEmpty() && text.size() > 1 && text.at(1).isLower())
        text[0] = text.at(0).toUpper();
    if (!text.isEmpty() && !text.endsWith(u'.') && !text.endsWith(u')'))
        text += u'.';
    return text;
}

QString ErrorText::advice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound: return tr("Check the name, or choose another place.");
    case ErrorCode::AlreadyExists:
        return tr("Choose another name; nothing that exists is ever overwritten.");
    case ErrorCode::InvalidArgument: return tr("Check what was typed.");
    case ErrorCode::Unsupported: return tr("This version of Walkeeper cannot read it.");
    case ErrorCode::Corrupt: return tr("Another moment may still be restored.");
    case ErrorCode::Unauthenticated: return tr("Other credentials are needed.");
    case ErrorCode::PermissionDenied:
        return tr("Ask for the right to read it, or choose a place that you may write to.");
    case ErrorCode::Busy:
    case ErrorCode::Unavailable: return tr("Try again in a while.");
    case ErrorCode::NoSpace: return tr("Free some space, or choose another disk.");
    case ErrorCode::Cancelled: return {};
    case ErrorCode::Internal: return tr("Please report this as a bug.");
    }
    return {};
}

QString ErrorText::adviceOnConfigured(const StoreUrl& replica, ErrorCode code)
{
    if (code != ErrorCode::NotFound && code != ErrorCode::InvalidArgument &&
        code != ErrorCode::Unavailable)
        return advice(code);
    return replica.scheme == "file"
               ? tr("Check whether its disk is mounted, and whether the configuration names the "
                    "right folder.")
               : tr("Check whether its server can be reached, and whether the configuration names "
                    "the right place.");
}

QString ErrorText::title(FindingKind kind)
{
    switch (kind) {
    case FindingKind::Stranger: return tr("Unknown name");
    case FindingKind::EmptyObject: return tr("Empty object");
    case FindingKind::UnreadableObject: return tr("Cannot be read");
    case FindingKind::DuplicateObject: return tr("Two names for one place");
    case FindingKind::NoSnapshot: return tr("No snapshot");
    case FindingKind::BeforeSnapshot: return tr("Older than every snapshot");
    case FindingKind::MissingIndex: return tr("Missing WAL file");
    case FindingKind::MissingStart: return tr("Missing start of a WAL file");
    case FindingKind::GapInWal: return tr("Gap in a WAL file");
    case FindingKind::OverlapInWal: return tr("Overlap in a WAL file");
    case FindingKind::BadCompression: return tr("Damaged compression");
    case FindingKind::BadWalHeader: return tr("Damaged WAL header");
    case FindingKind::PageSizeMismatch: return tr("Different page sizes");
    case FindingKind::SaltMismatch: return tr("Frames of another WAL");
    case FindingKind::BadFrameChecksum: return tr("Wrong frame checksum");
    case FindingKind::BadFrame: return tr("Damaged frame");
    case FindingKind::BadSnapshot: return tr("Damaged snapshot");
    case FindingKind::SnapshotAlone: return tr("Snapshot without its WAL");
    case FindingKind::SnapshotAhead: return tr("Snapshot ahead of its WAL");
    case FindingKind::LostWalEnd: return tr("The end of a WAL file is lost");
    case FindingKind::SaltJump: return tr("A WAL file may be missing");
    case FindingKind::IntegrityFailure: return tr("Damage inside the database");
    case FindingKind::DiffersFromDatabase: return tr("Not what the database holds");
    case FindingKind::LtxLayout: return tr("Litestream 0.5 layout");
    }
    return {};
}

QString ErrorText::name(Severity severity)
{
    switch (severity) {
    case Severity::Note: return tr("Note");
    case Severity::Warning: return tr("Warning");
    case Severity::Damage: return tr("Damage");
    }
    return {};
}

QString ErrorText::rungName(ValidationRung rung)
{
    switch (rung) {
    case ValidationRung::Listing: return tr("Names");
    case ValidationRung::Objects: return tr("Every object");
    case ValidationRung::Restore: return tr("Full restore");
    case ValidationRung::Comparison: return tr("Comparison with the database");
    }
    return {};
}

QString ErrorText::rungProves(ValidationRung rung)
{
    switch (rung) {
    case ValidationRung::Listing:
        return tr("The names form unbroken chains. Nothing is read, so damage inside an object is "
                  "not seen.");
    case ValidationRung::Objects:
        return tr("Every object unpacks, and every frame and every joint between segments is "
                  "right. That the database inside is sound is not proved.");
    case ValidationRung::Restore:
        return tr("The newest state of each generation really restores, and SQLite finds it sound. "
                  "Needs room for one database in the temporary folder.");
    case ValidationRung::Comparison:
        return tr("A restore is, byte for byte, what the live database holds at the same commit. "
                  "The application goes on writing meanwhile.");
    }
    return {};
}

} // namespace walkeeper::ui
