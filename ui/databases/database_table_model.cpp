#include "ui/databases/database_table_model.h"

#include "ui/text/human_text.h"
#include "ui/widgets/plain_table.h"

#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Unknown numbers stand at one end.
template <class Number>
double sortKey(const std::optional<Number>& number)
{
    return number ? static_cast<double>(*number) : -1.0;
}

double sortKey(const std::optional<Timestamp>& time)
{
    return time ? static_cast<double>(time->time_since_epoch().count()) : -1.0;
}

bool isNumber(int column)
{
    return column == DatabaseTableModel::LagColumn || column == DatabaseTableModel::SizeColumn ||
           column == DatabaseTableModel::GrowthColumn;
}

} // namespace

void DatabaseTableModel::show(std::vector<DatabaseSummary> rows, Timestamp now)
{
    m_now = now;
    const auto isSameRow = [](const DatabaseSummary& one, const DatabaseSummary& other) {
        return one.database == other.database && one.place == other.place;
    };
    if (!std::ranges::equal(rows, m_rows, isSameRow)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int DatabaseTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DatabaseTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant DatabaseTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const DatabaseSummary& row = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == NameColumn ? row.place : text(row, index.column());
    case Qt::DecorationRole:
        return index.column() == HealthColumn
                   ? icon(HealthText::icon(row.health),
                          colourOf(row.health, Colours::of(QGuiApplication::palette())))
                   : QVariant();
    case Qt::TextAlignmentRole: return PlainTable::alignment(isNumber(index.column()));
    case SearchRole: return row.name + u' ' + row.place + u' ' + HealthText::word(row.health);
    case SortRole: break;
    default: return {};
    }
    switch (index.column()) {
    case HealthColumn: return HealthText::word(row.health);
    case NewestColumn: return sortKey(row.newest);
    case LagColumn: return sortKey(row.lag);
    case ProvenColumn: return sortKey(row.proven);
    case SizeColumn: return sortKey(row.bytes);
    case GrowthColumn: return sortKey(row.growth);
    default: return row.name;
    }
}

QString DatabaseTableModel::text(const DatabaseSummary& row, int column) const
{
    const auto bytes = [](const std::optional<std::uint64_t>& count) {
        return count ? HumanText::bytes(*count) : u"–"_s;
    };
    switch (column) {
    case NameColumn: return row.name;
    case HealthColumn: return HealthText::word(row.health);
    case NewestColumn: return age(row.newest, u"–"_s);
    case LagColumn: return row.lag == 0 ? tr("none") : bytes(row.lag);
    case ProvenColumn: return age(row.proven, tr("never"));
    case SizeColumn: return bytes(row.bytes);
    case GrowthColumn:
        return row.growth ? tr("%1 a day").arg(HumanText::bytes(*row.growth)) : u"–"_s;
    default: return {};
    }
}

QString DatabaseTableModel::age(const std::optional<Timestamp>& time, const QString& none) const
{
    return time ? HumanText::ago(m_now - *time) : none;
}

QVariant DatabaseTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(isNumber(section));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case HealthColumn: return tr("State");
    case NewestColumn: return tr("Newest stored");
    case LagColumn: return tr("Not yet stored");
    case ProvenColumn: return tr("Last proven restorable");
    case SizeColumn: return tr("Stored");
    case GrowthColumn: return tr("Grows by");
    default: return {};
    }
}

} // namespace walkeeper::ui
