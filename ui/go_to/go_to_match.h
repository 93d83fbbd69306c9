#pragma once

#include "ui/text/typed_words.h"
#include "ui/theme/icons.h"

#include <functional>
#include <optional>
#include <vector>

namespace walkeeper::ui {

enum class GoToKind { Database, Replica, Moment, Label, Action };

/// Something to go to.
struct GoToItem {
    GoToKind kind = GoToKind::Action;
    Icon icon = Icon::Next;
    QString text;
    QString detail;    ///< where it is, or what it is for
    QString keys;      ///< of an action
    QStringList words; ///< that it is found by besides, such as its path and its tags
    bool isEnabled = true;
    std::function<void()> go;
};

/// How well typed words fit an item: 0 is best. Nothing: one of them does not occur.
std::optional<int> goToDistance(const TypedWords& typed, const GoToItem& item);

/// The items that fit, the best first, those that fit alike in their order; all if nothing is
/// typed.
std::vector<GoToItem> goToMatches(const TypedWords& typed, const std::vector<GoToItem>& items);

} // namespace walkeeper::ui
