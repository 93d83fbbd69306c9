#include "ui/restore/safety_copy_list_model.h"

#include "ui/restore/in_place_text.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/widgets/plain_table.h"

namespace walkeeper::ui {

SafetyCopyListModel::SafetyCopyListModel(const QTimeZone& zone, QObject* parent)
    : QAbstractTableModel(parent),
      m_zone(zone)
{
}

void SafetyCopyListModel::setCopies(std::vector<SafetyCopy> copies)
{
    beginResetModel();
    m_copies = std::move(copies);
    endResetModel();
}

int SafetyCopyListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_copies.size());
}

int SafetyCopyListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant SafetyCopyListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const SafetyCopy& each = copy(index);
    if (role == Qt::ToolTipRole)
        return pathToQt(each.file);
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(index.column() == SizeColumn);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn: return HumanText::dateAndClock(each.note.time, m_zone);
    case SizeColumn: return HumanText::bytes(each.bytes);
    case StateColumn: return InPlaceText::state(each.note.leavingFrom, m_zone);
    case SuccessorColumn: return InPlaceText::state(each.note.enteringFrom, m_zone);
    default: return {};
    }
}

QVariant SafetyCopyListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(section == SizeColumn);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Set aside");
    case SizeColumn: return tr("Size");
    case StateColumn: return tr("The state");
    case SuccessorColumn: return tr("What took its place");
    default: return {};
    }
}

const SafetyCopy& SafetyCopyListModel::copy(const QModelIndex& index) const
{
    return m_copies[static_cast<std::size_t>(index.row())];
}

} // namespace walkeeper::ui
