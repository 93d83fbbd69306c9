#include "ui/export/export_text.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

QString ExportText::doing(const Export& what)
{
    return what.kind == Export::Kind::Report ? tr("Saving the report on %1").arg(what.name)
                                             : tr("Exporting %1").arg(what.name);
}

QString ExportText::outcome(const Export& what, const ExportEnd& end)
{
    const bool isReport = what.kind == Export::Kind::Report;
    if (*end) {
        const ExportReport& written = **end;
        const QString output = pathToQt(written.output);
        const QString size = HumanText::bytes(written.bytes);
        return isReport ? tr("The report on %1 is saved: %2, %3.").arg(what.name, output, size)
                        : tr("%Ln row(s) of %1 exported to %2, %3.", nullptr,
                             static_cast<int>(written.rows))
                              .arg(what.name, output, size);
    }
    if (end->error().code == ErrorCode::Cancelled)
        return isReport ? tr("Saving the report on %1 was cancelled; nothing was written.")
                              .arg(what.name)
                        : tr("The export of %1 was cancelled; nothing was written.").arg(what.name);
    return (isReport ? tr("The report on %1 is not saved. %2") : tr("%1 was not exported. %2"))
        .arg(what.name, ErrorText::sentence(end->error()));
}

} // namespace walkeeper::ui
