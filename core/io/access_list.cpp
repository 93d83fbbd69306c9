#include "core/io/access_list.h"

#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/xattr.h>
#endif

namespace walkeeper {

#ifdef __linux__

namespace {

namespace fs = std::filesystem;

/// The attribute that holds it.
constexpr const char* attribute = "system.posix_acl_access";

// source  linux/posix_acl_xattr.h; the kernel gives each number in little-endian order
constexpr std::size_t headBytes = 4;
constexpr std::size_t entryBytes = 8;
enum Tag : std::uint16_t { user = 0x02, ownGroup = 0x04, group = 0x08, mask = 0x10 };

Error failed(int number, const std::string& doing, const fs::path& path)
{
    const bool isDenied = number == EACCES || number == EPERM || number == EROFS;
    return {isDenied                                ? ErrorCode::PermissionDenied
            : number == ENOENT || number == ENOTDIR ? ErrorCode::NotFound
                                                    : ErrorCode::Unavailable,
            "cannot " + doing + " the access list of " + path.string() + ": " +
                std::generic_category().message(number)};
}

bool saysThereIsNone(int number)
{
    return number == ENODATA || number == ENOTSUP;
}

/// Nothing if there is none.
Result<std::optional<std::vector<std::uint8_t>>> readList(const fs::path& path)
{
    std::vector<std::uint8_t> list(65536); // the most that the system keeps in an attribute
    const ssize_t size = ::getxattr(path.c_str(), attribute, list.data(), list.size());
    if (size < 0 && saysThereIsNone(errno))
        return std::optional<std::vector<std::uint8_t>>();
    if (size < 0)
        return failed(errno, "read", path);
    list.resize(static_cast<std::size_t>(size));
    return std::optional(std::move(list));
}

std::uint32_t numberAt(const std::vector<std::uint8_t>& list, std::size_t at)
{
    return list[at] | std::uint32_t{list[at + 1]} << 8;
}

} // namespace

Result<std::uint32_t> modeWithoutAccessList(const fs::path& path, std::uint32_t mode)
{
    const Result<std::optional<std::vector<std::uint8_t>>> list = readList(path);
    if (!list)
        return list.error();
    if (!*list)
        return mode;
    // Whom the list names is one of the group or of the others where there is no list.
    std::uint32_t forAll = 07;
    std::uint32_t forGroup = 0;
    for (std::size_t at = headBytes; at + entryBytes <= (*list)->size(); at += entryBytes) {
        const std::uint32_t bits = numberAt(**list, at + 2) & 07;
        switch (numberAt(**list, at)) {
        case Tag::ownGroup: forGroup = bits; break;
        case Tag::user:
        case Tag::group:
        case Tag::mask: forAll &= bits; break;
        default: break;
        }
    }
    return (mode & ~std::uint32_t{077}) | (forGroup & forAll) << 3 | (mode & 07 & forAll);
}

Result<void> copyAccessList(const fs::path& from, const fs::path& to)
{
    const Result<std::optional<std::vector<std::uint8_t>>> list = readList(from);
    if (!list)
        return list.error();
    if (!*list) {
        if (::removexattr(to.c_str(), attribute) < 0 && !saysThereIsNone(errno))
            return failed(errno, "remove", to);
        return {};
    }
    if (::setxattr(to.c_str(), attribute, (*list)->data(), (*list)->size(), 0) < 0)
        return failed(errno, "set", to);
    return {};
}

#else

Result<std::uint32_t> modeWithoutAccessList(const std::filesystem::path&, std::uint32_t mode)
{
    return mode;
}

Result<void> copyAccessList(const std::filesystem::path&, const std::filesystem::path&)
{
    return {};
}

#endif

} // namespace walkeeper
