#include "ui/restore/restore_dialog.h"

#include "ui/restore/restore_end_page.h"
#include "ui/restore/restore_plan_page.h"
#include "ui/restore/restore_progress_page.h"
#include "ui/text/conversion.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QStackedWidget>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString titleOf(RestoreFlow::Step step)
{
    switch (step) {
    case RestoreFlow::Step::Planning:
    case RestoreFlow::Step::Planned:
    case RestoreFlow::Step::Impossible: return RestoreDialog::tr("Restore");
    case RestoreFlow::Step::Running:
    case RestoreFlow::Step::BringingBack: return RestoreDialog::tr("Restoring…");
    case RestoreFlow::Step::Restored:
    case RestoreFlow::Step::BroughtBack: return RestoreDialog::tr("Restored");
    case RestoreFlow::Step::NotBroughtBack:
    case RestoreFlow::Step::Failed: return RestoreDialog::tr("Not restored");
    case RestoreFlow::Step::Cancelled: return RestoreDialog::tr("Cancelled");
    }
    return {};
}

/// With a name for a new file that says which database and which moment.
ProposedPlaces placesFor(const RestoreFlow& flow, const RestoreSurroundings& surroundings,
                         const QTimeZone& zone)
{
    const QString stem = surroundings.replica.section(u'.', 0, 0, QString::SectionSkipEmpty);
    const QString time = toQt(flow.moment().time()).toTimeZone(zone).toString(u"yyyyMMdd-HHmmss"_s);
    return {surroundings.folder, (stem.isEmpty() ? u"restored"_s : stem) + u'-' + time,
            surroundings.database};
}

} // namespace

RestoreDialog::RestoreDialog(RestoreFlow& flow, const RestoreSurroundings& surroundings,
                             const QTimeZone& zone, QWidget* parent)
    : QDialog(parent),
      m_flow(flow),
      m_pages(new QStackedWidget(this)),
      m_planPage(new RestorePlanPage(flow, placesFor(flow, surroundings, zone),
                                     {surroundings.replica, surroundings.speed}, zone, this)),
      m_progressPage(new RestoreProgressPage(flow, this)),
      m_endPage(new RestoreEndPage(flow, zone, this))
{
    setMinimumWidth(640);
    m_pages->addWidget(m_planPage);
    m_pages->addWidget(m_progressPage);
    m_pages->addWidget(m_endPage);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->addWidget(m_pages);

    connect(&flow, &RestoreFlow::stepChanged, this, &RestoreDialog::showStep);
    connect(&flow, &RestoreFlow::progressed, m_progressPage, &RestoreProgressPage::update);
    connect(m_planPage, &RestorePlanPage::restoreWanted, &flow, &RestoreFlow::start);
    connect(m_planPage, &RestorePlanPage::closeWanted, this, &RestoreDialog::reject);
    connect(m_progressPage, &RestoreProgressPage::cancelWanted, &flow, &RestoreFlow::cancel);
    connect(m_endPage, &RestoreEndPage::closeWanted, this, &QDialog::accept);
    connect(m_endPage, &RestoreEndPage::backWanted, &flow, &RestoreFlow::planAgain);
    connect(m_endPage, &RestoreEndPage::bringBackWanted, &flow, &RestoreFlow::bringBack);
    connect(m_endPage, &RestoreEndPage::tryAgainWanted, &flow, [this] {
        if (m_flow.step() == RestoreFlow::Step::NotBroughtBack)
            m_flow.bringBack();
        else
            m_flow.start(m_flow.choice());
    });
    connect(m_endPage, &RestoreEndPage::newestReachableWanted, &flow, [this] {
        RestoreChoice choice = m_flow.choice();
        choice.onBroken = BrokenChain::NewestReachable;
        m_flow.start(choice);
    });
    showStep();
    m_planPage->begin();
}

void RestoreDialog::reject()
{
    if (m_flow.step() != RestoreFlow::Step::Running) {
        QDialog::reject();
        return;
    }
    m_closesAfterwards = true;
    m_flow.cancel();
}

void RestoreDialog::showStep()
{
    setWindowTitle(titleOf(m_flow.step()));
    switch (m_flow.step()) {
    case RestoreFlow::Step::Planning:
    case RestoreFlow::Step::Planned:
    case RestoreFlow::Step::Impossible:
        m_planPage->update();
        m_pages->setCurrentWidget(m_planPage);
        return;
    case RestoreFlow::Step::Running:
    case RestoreFlow::Step::BringingBack:
        m_progressPage->update();
        m_pages->setCurrentWidget(m_progressPage);
        return;
    case RestoreFlow::Step::Restored:
        if (!m_flow.choice().isInPlace)
            emit restoredInto(pathToQt(m_flow.choice().output.parent_path()));
        break;
    case RestoreFlow::Step::BroughtBack:
    case RestoreFlow::Step::NotBroughtBack:
    case RestoreFlow::Step::Failed:
    case RestoreFlow::Step::Cancelled: break;
    }
    m_endPage->update();
    m_pages->setCurrentWidget(m_endPage);
    if (m_closesAfterwards && m_flow.step() == RestoreFlow::Step::Cancelled)
        QDialog::reject();
    m_closesAfterwards = false;
}

} // namespace walkeeper::ui
