#include "core/history/finding.h"

namespace walkeeper {

std::string_view severityName(Severity severity)
{
    switch (severity) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Damage: return "damage";
    }
    return "damage";
}

std::string_view findingKindName(FindingKind kind)
{
    switch (kind) {
    case FindingKind::Stranger: return "stranger";
    case FindingKind::EmptyObject: return "empty-object";
    case FindingKind::UnreadableObject: return "unreadable-object";
    case FindingKind::DuplicateObject: return "duplicate-object";
    case FindingKind::NoSnapshot: return "no-snapshot";
    case FindingKind::BeforeSnapshot: return "before-snapshot";
    case FindingKind::MissingIndex: return "missing-index";
    case FindingKind::MissingStart: return "missing-start";
    case FindingKind::GapInWal: return "gap-in-wal";
    case FindingKind::OverlapInWal: return "overlap-in-wal";
    case FindingKind::BadCompression: return "bad-compression";
    case FindingKind::BadWalHeader: return "bad-wal-header";
    case FindingKind::PageSizeMismatch: return "page-size-mismatch";
    case FindingKind::SaltMismatch: return "salt-mismatch";
    case FindingKind::BadFrameChecksum: return "bad-frame-checksum";
    case FindingKind::BadFrame: return "bad-frame";
    case FindingKind::BadSnapshot: return "bad-snapshot";
    case FindingKind::SnapshotAlone: return "snapshot-alone";
    case FindingKind::SnapshotAhead: return "snapshot-ahead";
    case FindingKind::SaltJump: return "salt-jump";
    case FindingKind::LostWalEnd: return "lost-wal-end";
    case FindingKind::IntegrityFailure: return "integrity-failure";
    case FindingKind::DiffersFromDatabase: return "differs-from-database";
    case FindingKind::LtxLayout: return "ltx-layout";
    }
    return "stranger";
}

} // namespace walkeeper
