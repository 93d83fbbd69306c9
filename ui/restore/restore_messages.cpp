#include "ui/restore/restore_messages.h"

#include "ui/restore/in_place_text.h"
#include "ui/restore/restore_flow.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/widgets/message_bar.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

RestoreMessages::RestoreMessages(BringBackJobs& bringBacks, MessageBar& bar, QObject* parent)
    : QObject(parent),
      m_bringBacks(bringBacks),
      m_bar(bar),
      m_undo(tr("Bring the old state back"))
{
    connect(&m_undo, &QAction::triggered, this, [this] {
        if (m_last)
            m_bringBacks.start(m_last->database, m_last->copy);
    });
    connect(&bringBacks, &BringBackJobs::ended, this, &RestoreMessages::sayBroughtBack);
}

void RestoreMessages::follow(const RestoreFlow& flow)
{
    connect(&flow, &RestoreFlow::stepChanged, this, [this, &flow] {
        if (flow.step() == RestoreFlow::Step::Restored && flow.replaced())
            sayRestored(flow);
    });
}

void RestoreMessages::sayRestored(const RestoreFlow& flow)
{
    const ReplacedDatabase& done = *flow.replaced();
    m_last = Undo{done.database, done.before};
    m_bar.show(done.notResumed ? Severity::Damage : Severity::Note,
               tr("%1 was restored in place.").arg(pathToQt(done.database.filename())),
               InPlaceText::aftermath(done).join(u'\n'), &m_undo);
}

void RestoreMessages::sayBroughtBack(const BringBack& what, const ReplaceEnd& end)
{
    const QString name = pathToQt(what.database.filename());
    if (*end) {
        // The folder holds another state now.
        m_last.reset();
        m_bar.show((**end).notResumed ? Severity::Damage : Severity::Note,
                   tr("The old state of %1 is back.").arg(name),
                   InPlaceText::aftermath(**end).join(u'\n'));
        return;
    }
    if (end->error().code == ErrorCode::Cancelled)
        return;
    m_last = Undo{what.database, what.copy};
    m_bar.show(Severity::Damage,
               tr("The old state of %1 could not be brought back. %2")
                   .arg(name, ErrorText::sentence(end->error())),
               InPlaceText::nothingChanged() + u' ' + InPlaceText::advice(end->error()), &m_undo);
}

} // namespace walkeeper::ui
