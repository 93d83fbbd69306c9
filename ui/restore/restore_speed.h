#pragma once

#include "core/operations/restore_request.h"
#include "core/storage/store_url.h"
#include "ui/app_services.h"

#include <chrono>
#include <optional>

namespace walkeeper::ui {

/// Stored bytes a second of the last restore from the same place; not set before there was one.
std::optional<double> speedOf(const AppServices& services, const StoreUrl& url);

/// Remembers how fast a restore was, if it read enough to tell.
void keepSpeed(AppServices& services, const StoreUrl& url, const RestoreReport& report);

/// How long it will take to restore something.
/// storedBytes     that have to be read
/// bytesPerSecond  as speedOf() gives it
std::optional<std::chrono::milliseconds> expectedTime(std::uint64_t storedBytes,
                                                      std::optional<double> bytesPerSecond);

} // namespace walkeeper::ui
