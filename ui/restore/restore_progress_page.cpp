#include "ui/restore/restore_progress_page.h"

#include "ui/restore/page_layout.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_bar.h"

#include <QBoxLayout>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

RestoreProgressPage::RestoreProgressPage(const RestoreFlow& flow, QWidget* parent)
    : QWidget(parent),
      m_flow(flow),
      m_title(new QLabel(this)),
      m_target(new ElidedLabel(this, Qt::ElideMiddle)),
      m_stage(new QLabel(this)),
      m_figures(new QLabel(this)),
      m_bar(new ProgressBar(tr("Progress"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this))
{
    setType(m_title, TypeSize::Title, QFont::DemiBold);
    setRole(m_target, "muted");
    setRole(m_figures, "muted");
    m_cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    auto* layout = pageLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_target);
    layout->addSpacing(2 * space);
    layout->addWidget(makeCard());
    layout->addStretch();
    layout->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        emit cancelWanted();
    });
}

QWidget* RestoreProgressPage::makeCard()
{
    auto* card = new QFrame(this);
    setRole(card, "card");
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(space);
    layout->addWidget(m_stage);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    return card;
}

void RestoreProgressPage::update()
{
    const Progress& progress = m_flow.progress().progress;
    const bool isBack = m_flow.step() == RestoreFlow::Step::BringingBack;
    m_title->setText(isBack                      ? tr("Bringing the old state back…")
                     : m_flow.choice().isInPlace ? tr("Restoring in place…")
                                                 : tr("Restoring…"));
    m_target->setFullText(pathToQt(m_flow.choice().output));
    m_stage->setText(isBack ? tr("The two states change places.")
                            : HumanText::stage(progress.stage));
    const std::uint64_t total = progress.totalBytes.value_or(0);
    m_bar->show(progress);
    QStringList figures;
    if (total > 0) {
        figures << tr("%1 of %2 read")
                       .arg(HumanText::bytes(progress.doneBytes), HumanText::bytes(total));
    }
    if (progress.pages > 0)
        figures << tr("%1 pages written").arg(HumanText::number(progress.pages));
    if (progress.timeLeft)
        figures << HumanText::timeLeft(*progress.timeLeft);
    m_figures->setText(figures.isEmpty() ? u" "_s : figures.join(u"  ·  "_s));
    if (progress == Progress{})
        m_cancel->setEnabled(true);
}

} // namespace walkeeper::ui
