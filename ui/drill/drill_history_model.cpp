#include "ui/drill/drill_history_model.h"

#include "ui/drill/drill_text.h"
#include "ui/text/human_text.h"

#include <QGuiApplication>
#include <QPalette>

namespace walkeeper::ui {

DrillHistoryModel::DrillHistoryModel(const DrillBook& book, const QString& replica,
                                     const QTimeZone& zone, QObject* parent)
    : QAbstractTableModel(parent),
      m_zone(zone),
      m_rows(book.history(replica))
{
    connect(&book, &DrillBook::historyChanged, this, [this, &book, replica](const QString& which) {
        if (which != replica)
            return;
        beginResetModel();
        m_rows = book.history(replica);
        endResetModel();
    });
}

int DrillHistoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int DrillHistoryModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant DrillHistoryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const DrillResult& result = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(result, index.column());
    if (role == Qt::DecorationRole && index.column() == OutcomeColumn)
        return icon(DrillText::icon(result.outcome),
                    DrillText::colour(result.outcome, Colours::of(QGuiApplication::palette())));
    return {};
}

QString DrillHistoryModel::text(const DrillResult& result, int column) const
{
    switch (column) {
    case OutcomeColumn: return DrillText::outcome(result.outcome);
    case WhenColumn: return HumanText::dateAndClock(result.when, m_zone);
    case MomentColumn:
        return result.moment ? HumanText::dateAndClock(*result.moment, m_zone) : tr("none");
    case TookColumn: return HumanText::duration(result.elapsed);
    case SummaryColumn: return result.summary;
    default: return {};
    }
}

QVariant DrillHistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case OutcomeColumn: return tr("Outcome");
    case WhenColumn: return tr("When");
    case MomentColumn: return tr("State of");
    case TookColumn: return tr("Took");
    case SummaryColumn: return tr("What it found");
    default: return {};
    }
}

} // namespace walkeeper::ui
