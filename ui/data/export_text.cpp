#include "ui/data/export_text.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

QString ExportText::outcome(const Export& what, const ExportEnd& end)
{
    if (!*end)
        return end->error().code == ErrorCode::Cancelled
                   ? tr("The export of %1 was cancelled; nothing was written.").arg(what.name)
                   : tr("%1 was not exported. %2")
                         .arg(what.name, ErrorText::sentence(end->error()));
    return tr("%Ln row(s) of %1 exported to %2, %3.", nullptr, static_cast<int>((**end).rows))
        .arg(what.name, pathToQt((**end).output), HumanText::bytes((**end).bytes));
}

} // namespace walkeeper::ui
