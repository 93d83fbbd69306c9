#pragma once

#include <QTimeZone>

class QWidget;

namespace walkeeper::ui {

class Workbench;

/// Asks how long the history of the database that is shown is to be kept, and sets it.
void askForRetention(Workbench& workbench, const QTimeZone& zone, QWidget* parent);

} // namespace walkeeper::ui
