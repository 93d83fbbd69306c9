#include "ui/sources/sources_pane.h"

#include "ui/replication/watch_pane.h"
#include "ui/theme/style_sheet.h"
#include "ui/tree/replica_tree_pane.h"

#include <QBoxLayout>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QTreeView>

namespace walkeeper::ui {

SourcesPane::SourcesPane(WatchPane& databases, ReplicaTreePane& replicas, QWidget* parent)
    : QWidget(parent),
      m_databases(databases),
      m_replicas(replicas),
      m_field(new QLineEdit(this)),
      m_empty(new QFrame(this)),
      m_notice(new QLabel(m_empty))
{
    m_field->setPlaceholderText(tr("Filter by name, path, tag or state"));
    m_field->setAccessibleName(tr("Filter databases and replicas"));
    m_field->setToolTip(tr("Shows only databases and replicas that match (Ctrl+F)"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    auto* top = new QFrame(this);
    setRole(top, "pane");
    auto* inTop = new QVBoxLayout(top);
    inTop->setContentsMargins(space, space, space + 1, space);
    inTop->addWidget(m_field);
    setRole(m_empty, "pane");
    m_notice->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_notice->setWordWrap(true);
    setRole(m_notice, "muted");
    auto* inEmpty = new QVBoxLayout(m_empty);
    inEmpty->setContentsMargins(2 * space, 3 * space, 2 * space, space);
    inEmpty->addWidget(m_notice);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(top);
    rows->addWidget(&databases);
    rows->addWidget(&replicas, 1);
    rows->addWidget(m_empty, 1);
    connect(m_field, &QLineEdit::textChanged, this, &SourcesPane::filter);
    connect(&databases, &WatchPane::shownChanged, this, &SourcesPane::showNotice);
    connect(&replicas, &ReplicaTreePane::shownChanged, this, &SourcesPane::showNotice);
    showNotice();
}

void SourcesPane::begin()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool SourcesPane::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool isClear = key == Qt::Key_Escape;
    const bool isLeave = key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter;
    if (!isClear && !isLeave)
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (isClear && !m_field->text().isEmpty())
        m_field->clear();
    else
        leave();
    return true;
}

void SourcesPane::filter()
{
    const TypedWords words(m_field->text());
    m_databases.filter(words);
    m_replicas.filter(words);
}

void SourcesPane::showNotice()
{
    const bool isEmpty = !TypedWords(m_field->text()).isEmpty() && m_databases.shownRows() == 0 &&
                         m_replicas.shownRows() == 0;
    m_notice->setText(tr("No database or replica matches “%1”. Escape shows them all.")
                          .arg(m_field->text().simplified()));
    m_replicas.setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_field->setAccessibleDescription(isEmpty ? m_notice->text() : QString());
}

/// The keyboard goes to what is left.
void SourcesPane::leave()
{
    if (m_databases.shownRows() > 0)
        m_databases.list().setFocus(Qt::OtherFocusReason);
    else if (m_replicas.shownRows() > 0)
        m_replicas.tree().setFocus(Qt::OtherFocusReason);
}

} // namespace walkeeper::ui
