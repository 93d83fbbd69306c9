#include "ui/labels/label_list_model.h"

#include "ui/text/human_text.h"

namespace walkeeper::ui {

LabelListModel::LabelListModel(const Labels& labels, const LabelWatch& watch, const QTimeZone& zone,
                               QObject* parent)
    : QAbstractTableModel(parent),
      m_labels(labels),
      m_watch(watch),
      m_zone(zone)
{
    take();
    connect(&labels, &Labels::changed, this, [this] {
        beginResetModel();
        take();
        endResetModel();
    });
}

int LabelListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LabelListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant LabelListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const MomentLabel& each = label(index);
    if (role == Qt::ToolTipRole)
        return index.column() == ReplicaColumn ? each.place.replica : data(index, Qt::DisplayRole);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TextColumn: return each.text;
    case TimeColumn: return HumanText::dateAndClock(each.time, m_zone);
    case ReplicaColumn: return each.place.replica.section(u'/', -1, -1, QString::SectionSkipEmpty);
    case KeptColumn: return kept(each);
    default: return {};
    }
}

QVariant LabelListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TextColumn: return tr("Label");
    case TimeColumn: return tr("Moment");
    case ReplicaColumn: return tr("Replica");
    case KeptColumn: return tr("Kept");
    default: return {};
    }
}

const MomentLabel& LabelListModel::label(const QModelIndex& index) const
{
    return m_rows[static_cast<std::size_t>(index.row())];
}

QString LabelListModel::kept(const MomentLabel& label) const
{
    if (m_watch.isGone(label))
        return tr("no longer stored");
    const auto expiry = m_watch.expiryOf(label);
    return expiry ? tr("until %1").arg(HumanText::dateAndClock(*expiry, m_zone)) : tr("stored");
}

void LabelListModel::take()
{
    m_rows.assign(m_labels.all().rbegin(), m_labels.all().rend());
}

} // namespace walkeeper::ui
