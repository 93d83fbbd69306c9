#include "ui/objects/object_list_model.h"

#include "ui/moment/continuation.h"
#include "ui/moment/moment.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/widgets/plain_table.h"

#include <QFileInfo>

#include <utility>

namespace walkeeper::ui {

void ObjectListModel::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    if (contents == m_contents)
        return;
    const bool goesOn = m_contents && contents && m_contents->url == contents->url;
    if (!goesOn) {
        beginResetModel();
        m_contents = std::move(contents);
        order();
        endResetModel();
        return;
    }
    emit layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    QModelIndexList moved;
    std::vector<std::uint32_t> entries;
    entries.reserve(static_cast<std::size_t>(old.size()));
    for (const QModelIndex& each : old)
        entries.push_back(entryOf(each.row()));
    const auto before = std::exchange(m_contents, std::move(contents));
    order();
    for (qsizetype i = 0; i < old.size(); ++i) {
        const auto entry = entryIn(*m_contents, *before, entries[static_cast<std::size_t>(i)]);
        moved << (entry ? index(static_cast<int>(m_rows[*entry]), old[i].column()) : QModelIndex());
    }
    changePersistentIndexList(old, moved);
    emit layoutChanged();
}

/// Findings are placed in the listing of before, so they go.
void ObjectListModel::order()
{
    m_order.clear();
    m_rows.clear();
    m_remarks.clear();
    m_findings = nullptr;
    if (!m_contents)
        return;
    m_order.reserve(m_contents->timeline.entries().size());
    m_rows.resize(m_contents->timeline.entries().size());
    for (const GenerationContents& generation : m_contents->generations) {
        for (const auto* entries : {&generation.snapshotEntries, &generation.segmentEntries})
            m_order.insert(m_order.end(), entries->begin(), entries->end());
    }
    for (std::uint32_t row = 0; row < m_order.size(); ++row)
        m_rows[m_order[row]] = row;
}

void ObjectListModel::setFindings(const Findings& findings)
{
    if (findings == m_findings)
        return;
    m_findings = findings;
    m_remarks.clear();
    for (const PlacedFinding& each : findings ? *findings : std::vector<PlacedFinding>()) {
        if (each.entry && each.finding.severity != Severity::Note)
            m_remarks.try_emplace(*each.entry, ErrorText::title(each.finding.kind));
    }
    if (rowCount() > 0)
        emit dataChanged(index(0, Remark), index(rowCount() - 1, Remark));
}

void ObjectListModel::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    if (rowCount() > 0)
        emit dataChanged(index(0, Time), index(rowCount() - 1, Time));
}

QModelIndex ObjectListModel::indexOf(std::uint32_t entry) const
{
    return entry < m_rows.size() ? index(static_cast<int>(m_rows[entry]), 0) : QModelIndex();
}

int ObjectListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int ObjectListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ObjectListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(section == Stored);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Meaning: return tr("What it holds");
    case Stored: return tr("Stored");
    case Time: return tr("Stored at");
    case Remark: return tr("Findings");
    default: return {};
    }
}

QVariant ObjectListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const std::uint32_t entry = entryOf(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(entry, index.column());
    case Qt::ToolTipRole: return toQt(objectKey({m_contents, entry, {}}).text());
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case EntryRole: return entry;
    default: return {};
    }
}

QString ObjectListModel::text(std::uint32_t entry, int column) const
{
    const Moment object{m_contents, entry, {}};
    switch (column) {
    case Name: return QFileInfo(toQt(objectKey(object).name())).completeBaseName();
    case Meaning:
        return object.isSnapshot()
                   ? tr("The database at WAL %1").arg(HumanText::number(object.snapshot().index))
                   : tr("WAL %1 from byte %2")
                         .arg(HumanText::number(object.segment().name.index),
                              HumanText::number(object.segment().name.offset));
    case Stored: return HumanText::bytes(storedBytes(object));
    case Time: return HumanText::dateAndClock(object.time(), m_zone);
    case Remark: {
        const auto found = m_remarks.find(entry);
        return found == m_remarks.end() ? QString() : found->second;
    }
    default: return {};
    }
}

} // namespace walkeeper::ui
