#include "core/io/file_system.h"
#include "core/storage/local/file_store.h"
#include "core/storage/store_registry.h"

namespace walkeeper {

StoreRegistry standardRegistry()
{
    StoreRegistry registry;
    registry.add("file", [](const StoreUrl& url) { return makeFileStore(url); });
    return registry;
}

} // namespace walkeeper
