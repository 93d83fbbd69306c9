#pragma once

#include <QTimeZone>

class QTreeView;
class QWidget;

namespace walkeeper::ui {

class Workbench;

/// Asks what is to be removed of the database that is shown: from its entry to its replica.
void askToRemoveDatabase(Workbench& workbench, const QTimeZone& zone, QWidget* parent);

/// The same of the replica that is shown; the row of the tree says what is proposed.
void askToRemoveStored(Workbench& workbench, const QTreeView& tree, const QTimeZone& zone,
                       QWidget* parent);

} // namespace walkeeper::ui
