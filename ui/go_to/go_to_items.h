#pragma once

#include "ui/go_to/go_to_match.h"

#include <QCoreApplication>
#include <QTimeZone>

class QMenu;
class QMenuBar;

namespace walkeeper::ui {

class Workbench;

/// What there is to go to: databases, replicas, labels, what the menus offer, and moments.
/// The workbench and the menus outlive what is made here.
class GoToItems
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::GoToItems)

public:
    GoToItems(Workbench& workbench, const QTimeZone& zone);

    /// Databases, replicas, labels with the newest moment first, actions in the menus' order.
    std::vector<GoToItem> all(const QMenuBar& menus) const;

    /// The state of the current replica that a typed time leads to; nothing if it is no time.
    std::optional<GoToItem> moment(const QString& typed) const;

private:
    void addDatabases(std::vector<GoToItem>& items) const;
    void addReplicas(std::vector<GoToItem>& items) const;
    void addLabels(std::vector<GoToItem>& items) const;
    static void addActions(std::vector<GoToItem>& items, const QMenu& menu, const QString& path);
    static GoToItem replicaItem(const QString& name, const QString& address,
                                const QStringList& tags);

    Workbench& m_workbench;
    QTimeZone m_zone;
};

} // namespace walkeeper::ui
