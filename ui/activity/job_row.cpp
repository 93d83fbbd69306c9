#include "ui/activity/job_row.h"

#include "ui/text/human_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/progress_bar.h"

#include <QBoxLayout>
#include <QToolButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

JobRow::JobRow(QWidget* parent)
    : QWidget(parent),
      m_name(new ElidedLabel(this)),
      m_bar(new ProgressBar({}, this)),
      m_cancel(new QToolButton(this))
{
    m_bar->setFixedWidth(120);
    m_cancel->setIcon(icon(Icon::Close));
    setRole(m_cancel, "small");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space);
    row->addWidget(m_name, 1);
    row->addWidget(m_bar);
    row->addWidget(m_cancel);
    connect(m_cancel, &QToolButton::clicked, this, &JobRow::cancelWanted);
}

void JobRow::show(const RunningJob& job)
{
    m_bar->show(job.progress.value_or(Progress()));
    QString text = job.name;
    if (job.progress && job.progress->timeLeft)
        text += u" · "_s + HumanText::timeLeft(*job.progress->timeLeft);
    m_name->setFullText(text);
    m_bar->setAccessibleName(job.name);
    m_cancel->setVisible(static_cast<bool>(job.cancel));
    m_cancel->setToolTip(tr("Cancel: %1").arg(job.name));
    m_cancel->setAccessibleName(m_cancel->toolTip());
    setVisible(true);
}

QString JobRow::text() const
{
    return m_name->text();
}

} // namespace walkeeper::ui
