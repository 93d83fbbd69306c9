#pragma once

#include "core/engine/replica_contents.h"

#include <chrono>
#include <optional>

namespace walkeeper::ui {

/// Pure: the earliest time at which retention may delete what a moment needs, as
/// walkeeper::planRetention() decides. Nothing while it stays: it is kept for ever, no newer
/// snapshot could be restored from instead, or it is not stored (any more).
/// retention  0: for ever
std::optional<Timestamp> expiryOf(const ReplicaContents& contents, const Position& position,
                                  std::chrono::nanoseconds retention);

/// How long before that somebody is told: a day, or a quarter of a shorter retention.
std::chrono::nanoseconds warningLead(std::chrono::nanoseconds retention);

} // namespace walkeeper::ui
