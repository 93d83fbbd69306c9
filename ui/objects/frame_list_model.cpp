#include "ui/objects/frame_list_model.h"

#include "ui/text/human_text.h"
#include "ui/widgets/plain_table.h"

#include <algorithm>

namespace walkeeper::ui {

void FrameListModel::setInspection(InspectAnswer answer)
{
    beginResetModel();
    m_answer = std::move(answer);
    m_segment = m_answer && *m_answer
                    ? std::get_if<ObjectInspection::Segment>(&(*m_answer)->content)
                    : nullptr;
    endResetModel();
}

int FrameListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_segment ? 0 : static_cast<int>(m_segment->pages.size());
}

int FrameListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant FrameListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(true);
    if (role == Qt::ToolTipRole)
        return section == Offset   ? tr("Where the frame begins in the WAL file")
               : section == Commit ? tr("Where a transaction ends: the pages of the database then")
                                   : QString();
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Frame: return tr("Frame");
    case Page: return tr("Page");
    case Offset: return tr("Byte");
    case Commit: return tr("Commit");
    default: return {};
    }
}

QVariant FrameListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::DisplayRole)
        return text(static_cast<std::size_t>(index.row()), index.column());
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);
    return {};
}

QString FrameListModel::text(std::size_t frame, int column) const
{
    switch (column) {
    case Frame: return HumanText::number(frame + 1);
    case Offset: return HumanText::number(m_segment->offsetOf(frame));
    case Page: return HumanText::number(m_segment->pages[frame]);
    case Commit: {
        const auto commit = std::lower_bound(
            m_segment->commits.begin(), m_segment->commits.end(), frame,
            [](const SegmentCommit& each, std::size_t wanted) { return each.frame < wanted; });
        if (commit == m_segment->commits.end() || commit->frame != frame)
            return {};
        return HumanText::number(commit->databasePages);
    }
    default: return {};
    }
}

} // namespace walkeeper::ui
