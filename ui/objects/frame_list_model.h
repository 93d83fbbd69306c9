#pragma once

#include "core/engine/engine_messages.h"

#include <QAbstractTableModel>

#include <memory>

namespace walkeeper::ui {

/// The frames of a segment as rows.
class FrameListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Frame, Page, Offset, Commit, columns };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows nothing if it failed or is no segment.
    void setInspection(InspectAnswer answer);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(std::size_t frame, int column) const;

    InspectAnswer m_answer;                               ///< keeps the segment alive
    const ObjectInspection::Segment* m_segment = nullptr; ///< part of the answer
};

} // namespace walkeeper::ui
