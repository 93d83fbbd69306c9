#include "core/storage/store_registry.h"

#include "core/io/file_system.h"

namespace walkeeper {

void StoreRegistry::add(std::string scheme, Factory factory)
{
    m_factories.insert_or_assign(std::move(scheme), std::move(factory));
}

Result<std::unique_ptr<ObjectStore>> StoreRegistry::open(const StoreUrl& url) const
{
    return open(url, nativeFileSystem());
}

Result<std::unique_ptr<ObjectStore>> StoreRegistry::open(const StoreUrl& url,
                                                         FileSystem& files) const
{
    const auto found = m_factories.find(url.scheme);
    if (found != m_factories.end())
        return found->second(url, files);
    std::string known;
    for (const auto& [scheme, factory] : m_factories)
        known += (known.empty() ? "" : ", ") + scheme + "://";
    return Error{ErrorCode::Unsupported, "cannot open " + url.shown() + ": this version has no " +
                                             url.scheme + ":// storage, only " + known};
}

} // namespace walkeeper
