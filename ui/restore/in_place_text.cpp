#include "ui/restore/in_place_text.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

QString InPlaceText::explanation()
{
    return tr("No program may have the database open, not even an idle one. Its state of now is "
              "kept beside it as a safety copy, and one click brings that back. Its replication "
              "by Walkeeper stops meanwhile and then begins a new generation.");
}

QString InPlaceText::advice(const Error& error)
{
    if (error.code == ErrorCode::Busy)
        return tr("Close the program that has it open, or stop its service, then try again.");
    if (error.code == ErrorCode::PermissionDenied || error.code == ErrorCode::Unsupported ||
        error.code == ErrorCode::InvalidArgument)
        return tr("It can be restored into a new file instead.");
    return ErrorText::advice(error.code);
}

QString InPlaceText::nothingChanged()
{
    return tr("Everything is as it was.");
}

QString InPlaceText::state(const std::optional<RestoredFrom>& from, const QTimeZone& zone)
{
    return from ? tr("restored, as of %1").arg(HumanText::dateAndClock(from->time, zone))
                : tr("as its programs wrote it");
}

QStringList InPlaceText::aftermath(const ReplacedDatabase& done)
{
    QStringList lines;
    lines << tr("What was in its place is kept in %1.").arg(pathToQt(done.before.file));
    if (done.notStored)
        lines << tr("The last commits of that state are not in every replica: %1")
                     .arg(ErrorText::sentence(*done.notStored));
    if (done.notResumed)
        lines << tr("Its replication could not be started again: %1")
                     .arg(ErrorText::sentence(*done.notResumed));
    return lines;
}

} // namespace walkeeper::ui
