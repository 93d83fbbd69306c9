#include "ui/objects/object_view.h"

#include "ui/objects/object_panel.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/wrapped_label.h"

#include <QBoxLayout>
#include <QScopedValueRollback>

namespace walkeeper::ui {

namespace {

constexpr std::chrono::milliseconds chooseRest(150);

} // namespace

ObjectView::ObjectView(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_model(new ObjectListModel(this)),
      m_table(new PlainTable(tr("Stored objects"), this)),
      m_panel(new ObjectPanel(workbench.engine())),
      m_hint(new WrappedLabel(this))
{
    m_model->setTimeZone(zone);
    m_table->setModel(m_model);
    m_table->setColumns({19, 20, 6, 17});
    m_rest.setSingleShot(true);
    m_rest.setInterval(chooseRest);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space);
    layout->addWidget(m_table);
    layout->addWidget(m_hint);
    m_hint->say(tr("Return shows what the chosen object is made of."));
    m_hint->hide();
    setRole(m_hint, "muted");
    setFocusProxy(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ObjectView::chooseRow);
    connect(m_table, &QAbstractItemView::activated, this, &ObjectView::panelWanted);
    connect(&m_rest, &QTimer::timeout, this, &ObjectView::inspect);
}

void ObjectView::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    m_contents = std::move(contents);
    m_model->setContents(m_contents);
}

void ObjectView::setMoment(const std::optional<Moment>& moment)
{
    m_moment = moment;
    followMoment();
}

void ObjectView::setPanelShown(bool isShown)
{
    m_hint->setHidden(isShown);
}

void ObjectView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_table->currentIndex().isValid())
        m_table->scrollTo(m_table->currentIndex());
    m_rest.start();
}

void ObjectView::followMoment()
{
    if (!m_moment || m_moment->contents != m_contents)
        return;
    const QScopedValueRollback following(m_isFollowing, true);
    const QModelIndex row = m_model->indexOf(m_moment->entry);
    if (m_table->currentIndex().row() != row.row())
        m_table->setCurrentIndex(row);
    m_rest.start();
}

void ObjectView::chooseRow(const QModelIndex& row)
{
    const OpenedReplica* replica = m_workbench.current();
    if (row.isValid() && !m_isFollowing && replica)
        m_workbench.chooseEntry(replica->id, row.data(ObjectListModel::EntryRole).toUInt(), {});
}

/// Only while somebody looks.
void ObjectView::inspect()
{
    const QModelIndex row = m_table->currentIndex();
    if (isVisible() && row.isValid() && m_contents)
        m_panel->show(m_contents, row.data(ObjectListModel::EntryRole).toUInt());
}

} // namespace walkeeper::ui
