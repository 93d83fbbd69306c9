#include "ui/go_to/go_to_dialog.h"

#include "ui/go_to/go_to_model.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr QSize wantedSize(640, 470);
constexpr int fromTop = 72; ///< of the window
constexpr int page = 7;     ///< rows

} // namespace

GoToDialog::GoToDialog(Workbench& workbench, const QMenuBar& menus, const QTimeZone& zone,
                       QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      m_items(workbench, zone),
      m_all(m_items.all(menus)),
      m_model(new GoToModel(this)),
      m_edit(new QLineEdit(this)),
      m_list(new QListView(this)),
      m_notice(new QLabel(this))
{
    setWindowTitle(tr("Go to"));
    m_edit->setPlaceholderText(tr("Name, path, tag, label, time such as “2 h ago”, or command"));
    m_edit->setAccessibleName(tr("What to go to"));
    m_edit->setClearButtonEnabled(true);
    m_edit->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GoToDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("What was found"));
    m_list->installEventFilter(this);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    setRole(m_notice, "muted");
    arrange();
    connect(m_edit, &QLineEdit::textChanged, this, &GoToDialog::find);
    connect(m_list, &QListView::clicked, this, &GoToDialog::go);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GoToDialog::tellCurrent);
    find();
}

void GoToDialog::arrange()
{
    auto* card = new QFrame(this);
    setRole(card, "card");
    auto* inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_list);
    inside->addWidget(m_notice, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(space);
    layout->addWidget(m_edit);
    layout->addWidget(card, 1);
    const QWidget* host = parentWidget() ? parentWidget()->window() : nullptr;
    if (!host)
        return resize(wantedSize);
    resize(std::min(wantedSize.width(), host->width() - 2 * space),
           std::min(wantedSize.height(), host->height() - fromTop));
    move(host->mapToGlobal(QPoint((host->width() - width()) / 2, fromTop)));
}

bool GoToDialog::event(QEvent* event)
{
    const bool isDone = QDialog::event(event);
    if (event->type() == QEvent::WindowDeactivate && isVisible())
        reject();
    return isDone;
}

bool GoToDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down: step(+1); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_PageDown: step(+page); return true;
    case Qt::Key_PageUp: step(-page); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: go(m_list->currentIndex()); return true;
    default: return QDialog::eventFilter(watched, event);
    }
}

void GoToDialog::find()
{
    const QString typed = m_edit->text();
    std::vector<GoToItem> found = goToMatches(TypedWords(typed), m_all);
    if (auto moment = m_items.moment(typed))
        found.insert(found.begin(), std::move(*moment));
    const bool isEmpty = found.empty();
    m_model->show(std::move(found));
    m_list->setCurrentIndex(m_model->index(m_model->enabledFrom(0, +1)));
    m_list->setVisible(!isEmpty);
    m_notice->setVisible(isEmpty);
    m_notice->setText(tr("Nothing matches “%1”.").arg(typed.simplified()));
    tellCurrent();
}

/// Over rows that cannot be used, and never away from those that can.
void GoToDialog::step(int rows)
{
    const int direction = rows < 0 ? -1 : +1;
    const int last = m_model->rowCount() - 1;
    const int wanted = std::clamp(m_list->currentIndex().row() + rows, 0, std::max(last, 0));
    int row = m_model->enabledFrom(wanted, direction);
    if (row < 0)
        row = m_model->enabledFrom(wanted, -direction);
    if (row >= 0)
        m_list->setCurrentIndex(m_model->index(row));
}

/// The keyboard stays in the field, so it says what is chosen below.
void GoToDialog::tellCurrent()
{
    const QModelIndex row = m_list->currentIndex();
    m_edit->setAccessibleDescription(row.isValid() ? row.data(Qt::AccessibleTextRole).toString()
                                     : m_model->rowCount() == 0
                                         ? m_notice->text()
                                         : tr("Nothing of what was found can be used now."));
}

void GoToDialog::go(const QModelIndex& row)
{
    if (!row.isValid() || !m_model->item(row).isEnabled || !isVisible())
        return;
    // It may open a window of its own, which is to stand over the parent.
    const std::function<void()> call = m_model->item(row).go;
    accept();
    call();
}

} // namespace walkeeper::ui
