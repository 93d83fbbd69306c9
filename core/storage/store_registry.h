#pragma once

#include "core/storage/object_store.h"
#include "core/storage/store_url.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace walkeeper {

class FileSystem;

/// Which backend serves which URL scheme.
class StoreRegistry
{
public:
    using Factory =
        std::function<Result<std::unique_ptr<ObjectStore>>(const StoreUrl&, FileSystem&)>;

    void add(std::string scheme, Factory factory);

    /// Connects to nothing yet: a store that cannot be reached says so at its first call.
    /// files   for a store that is on a disk here, and outlive it; else the system's own
    /// errors  Unsupported: nobody serves the scheme
    Result<std::unique_ptr<ObjectStore>> open(const StoreUrl& url, FileSystem& files) const;
    Result<std::unique_ptr<ObjectStore>> open(const StoreUrl& url) const;

private:
    std::map<std::string, Factory, std::less<>> m_factories;
};

/// The one list of the backends that we ship.
StoreRegistry standardRegistry();

} // namespace walkeeper
