#pragma once

#include "core/operations/safety_copy.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace walkeeper::ui {

/// The safety copies of a database as rows, the newest first.
class SafetyCopyListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, SizeColumn, StateColumn, SuccessorColumn, columns };

    explicit SafetyCopyListModel(const QTimeZone& zone, QObject* parent = nullptr);

    void setCopies(std::vector<SafetyCopy> copies);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const SafetyCopy& copy(const QModelIndex& index) const;

private:
    const QTimeZone m_zone;
    std::vector<SafetyCopy> m_copies;
};

} // namespace walkeeper::ui
