#include "ui/replication/closing_notice.h"

#include "ui/theme/style_sheet.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QPushButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

ClosingNotice::ClosingNotice(QWidget* parent) : QDialog(parent), m_sentence(new WrappedLabel(this))
{
    setWindowTitle(tr("Closing Walkeeper"));
    setMinimumWidth(460);
    auto* hint = new WrappedLabel(this);
    setRole(hint, "muted");
    hint->say(tr("What is not stored when you quit now is kept beside the database, and stored "
                 "after the next start."));
    auto* progress = new QProgressBar(this);
    progress->setRange(0, 0);
    progress->setTextVisible(false);
    auto* quit = new QPushButton(tr("Quit now"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(quit);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 20);
    layout->setSpacing(space);
    layout->addWidget(m_sentence);
    layout->addSpacing(4);
    layout->addWidget(progress);
    layout->addSpacing(4);
    layout->addWidget(hint);
    layout->addSpacing(4);
    layout->addLayout(buttons);
    connect(quit, &QPushButton::clicked, this, [this, quit] {
        quit->setEnabled(false);
        emit impatient();
    });
}

void ClosingNotice::setDatabases(const QStringList& names)
{
    if (!names.isEmpty())
        m_sentence->say(tr("Storing the last commits of %1…").arg(names.join(u", "_s)));
}

} // namespace walkeeper::ui
