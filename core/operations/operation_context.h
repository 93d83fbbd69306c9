#pragma once

#include "core/base/time.h"
#include "core/io/file_system.h"
#include "core/storage/store_registry.h"

namespace walkeeper {

/// The outside world of a use case. Everything in it outlives the call.
struct OperationContext {
    FileSystem& files;
    const Clock& clock;
    const StoreRegistry& stores;
};

} // namespace walkeeper
