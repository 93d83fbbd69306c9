#include "core/storage/local/file_store.h"
#include "core/storage/store_registry.h"

namespace walkeeper {

StoreRegistry standardRegistry()
{
    StoreRegistry registry;
    registry.add("file", &makeFileStore);
    return registry;
}

} // namespace walkeeper
