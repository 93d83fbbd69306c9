#pragma once

#include "ui/drill/drill_book.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace walkeeper::ui {

/// The drills of a replica as rows, the newest first.
class DrillHistoryModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { OutcomeColumn, WhenColumn, MomentColumn, TookColumn, SummaryColumn, columns };

    /// book  outlives the model
    DrillHistoryModel(const DrillBook& book, const QString& replica, const QTimeZone& zone,
                      QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const DrillResult& result, int column) const;

    const QTimeZone m_zone;
    std::vector<DrillResult> m_rows;
};

} // namespace walkeeper::ui
