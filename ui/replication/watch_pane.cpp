#include "ui/replication/watch_pane.h"

#include "ui/replication/watch_list_model.h"
#include "ui/theme/style_sheet.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScopedValueRollback>

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr int mostRows = 4; ///< before it scrolls
constexpr int margins = 10; ///< of the list, above and below its rows

} // namespace

WatchPane::WatchPane(Workbench& workbench, const SourceFacts& facts, QWidget* parent)
    : QFrame(parent),
      m_workbench(workbench),
      m_model(new WatchListModel(workbench.watched(), facts, workbench.clock(), this)),
      m_list(new QListView(this))
{
    setRole(this, "pane");
    makeList();
    auto* title = new QLabel(tr("Databases"), this);
    setRole(title, "pane-title");
    auto* line = new QFrame(this);
    setRole(line, "line");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 1, 0); // the pane's edge
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_list);
    column->addWidget(line);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& row) {
                if (row.isValid() && !m_isFollowing)
                    m_workbench.showWatched(row.data(WatchListModel::WatchRole).toUInt());
            });
    // A thousand may come or change in one turn of the event loop.
    m_rowsDue.setSingleShot(true);
    m_rowsDue.setInterval(0);
    connect(&m_rowsDue, &QTimer::timeout, this, &WatchPane::showRows);
    connect(m_model, &QAbstractItemModel::rowsInserted, &m_rowsDue, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &WatchPane::showRows);
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this] {
        if (!m_filter.isEmpty())
            m_rowsDue.start();
    });
    connect(&workbench, &Workbench::currentChanged, this, &WatchPane::followCurrent);
    connect(&workbench, &Workbench::currentStateChanged, this, &WatchPane::followCurrent);
    connect(&workbench, &Workbench::currentWatchedChanged, this, &WatchPane::followCurrent);
    // Ages grow by themselves.
    auto* clock = new QTimer(this);
    connect(clock, &QTimer::timeout, m_list->viewport(), qOverload<>(&QWidget::update));
    clock->start(std::chrono::seconds(1));
    showRows();
}

WatchPane::~WatchPane()
{
    delete m_list; // before what it shows
}

void WatchPane::makeList()
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new WatchDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Databases"));
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void WatchPane::setTimeZone(const QTimeZone& zone)
{
    m_model->setTimeZone(zone);
    m_list->viewport()->update();
}

void WatchPane::showRows()
{
    for (int row = 0; row < m_model->rowCount(); ++row)
        m_list->setRowHidden(
            row,
            !m_filter.areIn(m_model->index(row).data(WatchListModel::SearchRole).toStringList()));
    const int rows = shownRows();
    setVisible(rows > 0);
    m_list->setFixedHeight(std::min(rows, mostRows) * m_list->sizeHintForRow(0) + margins);
    followCurrent();
    emit shownChanged();
}

void WatchPane::filter(const TypedWords& words)
{
    m_filter = words;
    showRows();
}

int WatchPane::shownRows() const
{
    int rows = 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        rows += m_list->isRowHidden(row) ? 0 : 1;
    return rows;
}

void WatchPane::followCurrent()
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    const QModelIndex row = database ? m_model->indexOf(database->id) : QModelIndex();
    const QScopedValueRollback following(m_isFollowing, true);
    if (m_list->currentIndex() != row)
        m_list->setCurrentIndex(row);
}

} // namespace walkeeper::ui
