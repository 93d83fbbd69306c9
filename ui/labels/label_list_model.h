#pragma once

#include "ui/labels/label_watch.h"

#include <QAbstractTableModel>
#include <QTimeZone>

namespace walkeeper::ui {

/// All labels as rows, the newest moment first.
class LabelListModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TextColumn, TimeColumn, ReplicaColumn, KeptColumn, columns };

    /// Both outlive the model.
    LabelListModel(const Labels& labels, const LabelWatch& watch, const QTimeZone& zone,
                   QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const MomentLabel& label(const QModelIndex& index) const;

private:
    QString kept(const MomentLabel& label) const;
    void take();

    const Labels& m_labels;
    const LabelWatch& m_watch;
    const QTimeZone m_zone;
    std::vector<MomentLabel> m_rows;
};

} // namespace walkeeper::ui
