#pragma once

#include "ui/check/check_flow.h"
#include "ui/timeline/timeline_picture.h"

#include <optional>

namespace walkeeper::ui {

/// What a check has found sound: all that was listed when it began, if it read the objects and
/// found no damage. Nothing while it runs, and for null.
std::optional<CheckedStretch> checkedStretch(const Check* check, const QTimeZone& zone);

} // namespace walkeeper::ui
