#pragma once

#include "ui/points/point_list_model.h"
#include "ui/workbench.h"

#include <QTimer>
#include <QWidget>

#include <optional>

namespace walkeeper::ui {

class PlainTable;

/// The restore points of the replica that is shown, as a table beside the timeline: the same
/// moments, for eyes that prefer lists and for screen readers.
class PointView final : public QWidget
{
    Q_OBJECT

public:
    PointView(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    PlainTable& table() { return *m_table; }
    PointListModel& model() { return *m_model; }

    void setContents(std::shared_ptr<const ReplicaContents> contents);
    void setFindings(Findings findings) { m_model->setFindings(std::move(findings)); }
    void setMoment(const std::optional<Moment>& moment);
    void setTimeZone(const QTimeZone& zone) { m_model->setTimeZone(zone); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void chooseRow(const QModelIndex& row);
    void readVisible();
    void keepTop();
    void bringTopBack();

    Workbench& m_workbench;
    PointListModel* m_model;
    PlainTable* m_table;
    QTimer m_reading; ///< waits until the scrolling rests
    std::optional<Moment> m_moment;
    QPersistentModelIndex m_top; ///< first visible row, while rows move
    bool m_isFollowing = false;  ///< the current row is set to the moment, not by the user
};

} // namespace walkeeper::ui
