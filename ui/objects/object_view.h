#pragma once

#include "ui/objects/object_list_model.h"
#include "ui/workbench.h"

#include <QTimer>
#include <QWidget>

#include <optional>

namespace walkeeper::ui {

class ObjectPanel;
class PlainTable;
class WrappedLabel;

/// The stored files of the replica that is shown. The chosen one is taken apart in a panel that
/// whoever makes the view has to place somewhere.
class ObjectView final : public QWidget
{
    Q_OBJECT

public:
    ObjectView(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    PlainTable& table() { return *m_table; }
    ObjectPanel& panel() { return *m_panel; }

    void setContents(std::shared_ptr<const ReplicaContents> contents);
    void setFindings(const Findings& findings) { m_model->setFindings(findings); }
    void setMoment(const std::optional<Moment>& moment);
    void setTimeZone(const QTimeZone& zone) { m_model->setTimeZone(zone); }
    /// Where the panel is not on screen, the view says how to see it.
    void setPanelShown(bool isShown);

signals:
    /// The panel is to be on screen: an object was activated.
    void panelWanted();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void chooseRow(const QModelIndex& row);
    void followMoment();
    void inspect();

    Workbench& m_workbench;
    ObjectListModel* m_model;
    PlainTable* m_table;
    ObjectPanel* m_panel;
    WrappedLabel* m_hint;
    QTimer m_rest; ///< waits until the choosing rests
    std::optional<Moment> m_moment;
    std::shared_ptr<const ReplicaContents> m_contents;
    bool m_isFollowing = false; ///< the current row is set to the moment, not by the user
};

} // namespace walkeeper::ui
