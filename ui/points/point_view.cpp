#include "ui/points/point_view.h"

#include "ui/widgets/plain_table.h"

#include <QBoxLayout>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace walkeeper::ui {

namespace {

constexpr std::chrono::milliseconds scrollRest(80);

} // namespace

PointView::PointView(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_model(new PointListModel(workbench.book(), this)),
      m_table(new PlainTable(tr("Restore points"), this))
{
    m_model->setTimeZone(zone);
    m_table->setModel(m_model);
    m_table->setColumns({17, 15, 4, 7, 6});
    m_reading.setSingleShot(true);
    m_reading.setInterval(scrollRest);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    setFocusProxy(m_table);

    connect(&m_reading, &QTimer::timeout, this, &PointView::readVisible);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, &m_reading,
            qOverload<>(&QTimer::start));
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this] { m_reading.start(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PointView::chooseRow);
    connect(m_model, &PointListModel::aboutToRearrange, this, &PointView::keepTop);
    connect(m_model, &PointListModel::rearranged, this, &PointView::bringTopBack);
    connect(&workbench.book(), &CommitBook::commitsRead, m_model, &PointListModel::commitsKnown);
}

void PointView::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    m_model->setContents(std::move(contents));
    m_reading.start();
}

void PointView::setMoment(const std::optional<Moment>& moment)
{
    // At the newest moment the choice goes along with what is added; the eyes may be elsewhere.
    const bool goesAlong = m_moment && moment && m_moment->contents != moment->contents &&
                           m_moment->contents->url == moment->contents->url;
    m_moment = moment;
    // The rows of a newer listing come in a moment, and so does this.
    if (!moment || moment->contents != m_model->contents())
        return;
    const QModelIndex row = m_model->indexOf(
        moment->entry, moment->commit ? std::optional(moment->commit->number) : std::nullopt);
    const QScopedValueRollback following(m_isFollowing, true);
    if (!row.isValid() || m_table->currentIndex().row() == row.row())
        return;
    const QRect chosen = m_table->visualRect(m_table->currentIndex());
    m_table->setAutoScroll(!goesAlong || m_table->viewport()->rect().intersects(chosen));
    m_table->setCurrentIndex(row);
    m_table->setAutoScroll(true);
}

void PointView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_table->currentIndex().isValid())
        m_table->scrollTo(m_table->currentIndex());
    m_reading.start();
}

void PointView::chooseRow(const QModelIndex& row)
{
    const OpenedReplica* replica = m_workbench.current();
    if (!row.isValid() || m_isFollowing || !replica)
        return;
    const QVariant commit = row.data(PointListModel::CommitRole);
    m_workbench.chooseEntry(replica->id, row.data(PointListModel::EntryRole).toUInt(),
                            commit.isValid() ? std::optional<std::size_t>(commit.toUInt())
                                             : std::nullopt);
}

void PointView::readVisible()
{
    if (!isVisible())
        return;
    const PlainTable::Rows rows = m_table->visibleRows();
    m_workbench.readListed(m_model->entriesOf(rows.first, rows.last));
}

void PointView::keepTop()
{
    m_top = m_table->indexAt(QPoint(0, 0));
}

/// Rows that have moved in above do not push away what somebody looks at; at the very top new ones
/// come into view.
void PointView::bringTopBack()
{
    const bool wasAtTop = !m_top.isValid() || m_table->verticalScrollBar()->value() == 0;
    setMoment(m_moment);
    if (!wasAtTop)
        m_table->scrollTo(m_top, QAbstractItemView::PositionAtTop);
}

} // namespace walkeeper::ui
