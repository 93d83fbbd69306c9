#include "ui/data/query_box.h"

#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QPushButton>

namespace walkeeper::ui {

namespace {

constexpr int textHeight = 74; ///< three lines

} // namespace

QueryBox::QueryBox(QWidget* parent)
    : QWidget(parent),
      m_text(new QPlainTextEdit(this)),
      m_run(new QPushButton(tr("Run"), this))
{
    m_text->setPlaceholderText(tr("SELECT … – it can only read"));
    m_text->setAccessibleName(tr("Own query"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFixedHeight(textHeight);
    m_text->setTabChangesFocus(true);
    m_text->installEventFilter(this);
    m_run->setToolTip(tr("Run the query (Ctrl+Return)"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, space, 0);
    row->setSpacing(space);
    row->addWidget(m_text, 1);
    row->addWidget(m_run, 0, Qt::AlignTop);
    connect(m_run, &QPushButton::clicked, this, &QueryBox::run);
}

bool QueryBox::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            run();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QueryBox::run()
{
    const QString sql = m_text->toPlainText().trimmed();
    if (!sql.isEmpty())
        emit runWanted(sql);
}

} // namespace walkeeper::ui
