#include "ui/data/row_list_model.h"

#include "ui/data/value_text.h"
#include "ui/text/conversion.h"
#include "ui/theme/colours.h"
#include "ui/widgets/plain_table.h"

#include <QGuiApplication>

#include <algorithm>
#include <limits>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t windowRows = 200;
constexpr std::size_t keptWindows = 24;
constexpr std::uint64_t keptBytes = 256;       ///< of a text or blob
constexpr std::uint64_t mostRows = 50'000'000; ///< pixels of a view are counted in an int

} // namespace

RowListModel::RowListModel(Engine& engine, QObject* parent)
    : QAbstractTableModel(parent),
      m_engine(engine)
{
    m_ask.setSingleShot(true);
    m_ask.setInterval(0);
    connect(&m_ask, &QTimer::timeout, this, &RowListModel::ask);
    connect(&engine, &Engine::rowsRead, this, &RowListModel::takeRows);
    connect(&engine, &Engine::rowsCounted, this, &RowListModel::takeTotal);
}

RowListModel::~RowListModel()
{
    stop();
}

void RowListModel::begin(std::function<void()> change)
{
    beginResetModel();
    stop();
    m_windows.clear();
    m_used.clear();
    m_wanted.reset();
    m_total.reset();
    m_error.reset();
    m_rows = 0;
    change();
    endResetModel();
    if (m_view.isValid())
        want(0);
    emit progressed();
}

void RowListModel::stop()
{
    m_engine.cancel(m_question);
    m_engine.cancel(m_count);
    m_question = {};
    m_count = {};
    m_reading.reset();
}

void RowListModel::showTable(JobId view, const TableInfo& table)
{
    begin([&] {
        m_view = view;
        m_sql.clear();
        m_selection.table = table.name;
        m_selection.order.clear();
        m_columns.clear();
        for (const ColumnInfo& each : table.columns)
            m_columns.push_back(toQt(each.name));
    });
}

void RowListModel::showAnswer(JobId view, const std::string& sql)
{
    begin([&] {
        m_view = view;
        m_sql = sql;
        m_selection = {};
        m_columns.clear();
    });
}

void RowListModel::clear()
{
    begin([this] {
        m_view = {};
        m_sql.clear();
        m_selection.table.clear();
        m_columns.clear();
    });
}

void RowListModel::setFilter(const QString& containing, const QString& where)
{
    if (fromQt(containing) == m_selection.containing && fromQt(where) == m_selection.where)
        return;
    begin([&] {
        m_selection.containing = fromQt(containing);
        m_selection.where = fromQt(where);
    });
}

std::variant<RowSelection, std::string> RowListModel::shown() const
{
    if (m_sql.empty())
        return m_selection;
    return m_sql;
}

bool RowListModel::isCut() const
{
    return m_total && *m_total > mostRows;
}

int RowListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows);
}

int RowListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

const Cell* RowListModel::cellAt(const QModelIndex& index) const
{
    const auto row = static_cast<std::uint64_t>(index.row());
    const auto found = m_windows.find(row / windowRows);
    if (found == m_windows.end()) {
        want(row / windowRows);
        return nullptr;
    }
    const std::vector<std::vector<Cell>>& rows = (**found->second).rows;
    const auto place = static_cast<std::size_t>(row % windowRows);
    const auto column = static_cast<std::size_t>(index.column());
    return place < rows.size() && column < rows[place].size() ? &rows[place][column] : nullptr;
}

QVariant RowListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::TextAlignmentRole &&
        role != Qt::ForegroundRole)
        return {};
    const Cell* cell = cellAt(index);
    if (!cell)
        return role == Qt::DisplayRole ? QVariant(u"…"_s) : QVariant();
    const bool isNumber = cell->type == Cell::Type::Integer || cell->type == Cell::Type::Real;
    switch (role) {
    case Qt::TextAlignmentRole: return PlainTable::alignment(isNumber);
    case Qt::ForegroundRole:
        return ValueText::isTold(*cell) ? QVariant(Colours::of(QGuiApplication::palette()).muted)
                                        : QVariant();
    case Qt::ToolTipRole:
        return cell->type == Cell::Type::Text && cell->bytes.size() > 40 ? ValueText::line(*cell)
                                                                         : QVariant();
    default: return ValueText::line(*cell);
    }
}

QVariant RowListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(isNumber(section));
    return role == Qt::DisplayRole ? m_columns[static_cast<std::size_t>(section)] : QVariant();
}

/// Columns have no type of their own; the first row tells what they look like.
bool RowListModel::isNumber(int column) const
{
    const auto first = m_windows.find(0);
    if (first == m_windows.end() || (**first->second).rows.empty())
        return false;
    const std::vector<Cell>& row = (**first->second).rows.front();
    const auto place = static_cast<std::size_t>(column);
    return place < row.size() &&
           (row[place].type == Cell::Type::Integer || row[place].type == Cell::Type::Real);
}

void RowListModel::sort(int column, Qt::SortOrder order)
{
    std::vector<RowSelection::Order> wanted;
    if (column >= 0 && column < columnCount())
        wanted.push_back(
            {fromQt(m_columns[static_cast<std::size_t>(column)]), order == Qt::DescendingOrder});
    // What a statement gives is in the statement's own order.
    if (!m_sql.empty() || wanted == m_selection.order)
        return;
    begin([&] { m_selection.order = std::move(wanted); });
}

/// From data(), which is called while painting; what is asked for last is read first.
void RowListModel::want(std::uint64_t window) const
{
    m_wanted = window;
    if (!m_reading && !m_error && m_view.isValid())
        m_ask.start();
}

void RowListModel::ask()
{
    if (m_reading || m_error || !m_wanted || !m_view.isValid())
        return;
    const std::uint64_t window = *std::exchange(m_wanted, std::nullopt);
    if (m_windows.contains(window))
        return;
    m_reading = window;
    const RowWindow rows{window * windowRows, windowRows, keptBytes};
    m_question = m_engine.readRows({m_view, shown(), rows});
    emit progressed();
}

void RowListModel::askForTotal()
{
    if (m_sql.empty() && !m_total && !m_count.isValid())
        m_count = m_engine.countRows({m_view, m_selection});
}

void RowListModel::takeRows(JobId job, const RowsAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    const std::uint64_t window = *std::exchange(m_reading, std::nullopt);
    if (!*answer) {
        m_error = answer->error();
        emit progressed();
        return;
    }
    const bool isFirst = m_windows.empty();
    keep(window, answer);
    const Rows& rows = **answer;
    const std::uint64_t end = window * windowRows + rows.rows.size();
    if (rows.isEnd)
        m_total = end;
    else
        askForTotal();
    // Of what is not counted there is one window more to go to.
    growTo(rows.isEnd ? end : std::max(m_rows, end + (m_sql.empty() ? 0 : 1)));
    if (m_rows > 0 && !m_columns.empty()) {
        const auto first = static_cast<int>(std::min(window * windowRows, m_rows - 1));
        const auto last = static_cast<int>(std::min(end, m_rows) - 1);
        if (last >= first)
            emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
    if (m_wanted)
        m_ask.start();
    if (isFirst && columnCount() > 0) {
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
        emit begun();
    }
    emit progressed();
}

void RowListModel::keep(std::uint64_t window, const RowsAnswer& answer)
{
    if (m_columns.empty() && !(**answer).columns.empty()) {
        beginInsertColumns({}, 0, static_cast<int>((**answer).columns.size()) - 1);
        for (const std::string& each : (**answer).columns)
            m_columns.push_back(toQt(each));
        endInsertColumns();
    }
    m_windows[window] = answer;
    m_used.remove(window);
    m_used.push_front(window);
    while (m_used.size() > keptWindows) {
        m_windows.erase(m_used.back());
        m_used.pop_back();
    }
}

void RowListModel::growTo(std::uint64_t rows)
{
    rows = std::min(rows, mostRows);
    if (rows > m_rows) {
        beginInsertRows({}, static_cast<int>(m_rows), static_cast<int>(rows) - 1);
        m_rows = rows;
        endInsertRows();
    } else if (rows < m_rows) {
        beginRemoveRows({}, static_cast<int>(rows), static_cast<int>(m_rows) - 1);
        m_rows = rows;
        endRemoveRows();
    }
}

void RowListModel::takeTotal(JobId job, const CountAnswer& answer)
{
    if (job != m_count)
        return;
    m_count = {};
    if (*answer && !m_total) {
        m_total = **answer;
        growTo(*m_total);
    }
    emit progressed();
}

} // namespace walkeeper::ui
