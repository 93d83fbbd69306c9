#pragma once

#include "ui/app_services.h"

class QHeaderView;

namespace walkeeper::ui {

/// Gives the columns of a table the widths and the order of rows that somebody left them with, and
/// keeps what becomes of them from now on. Called once the table has its model.
/// table     by which they are kept
/// services  outlive the table
void keepColumns(QHeaderView& header, const QString& table, AppServices& services);

} // namespace walkeeper::ui
