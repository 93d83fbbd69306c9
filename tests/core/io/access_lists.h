#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include <sys/xattr.h>

namespace walkeeper::test {

inline constexpr const char* accessListAttribute = "system.posix_acl_access";

struct AccessList {
    int named = 0; ///< of a user that it names
    int group = 0;
    int mask = 0;
    int others = 0;
};

/// Gives a file an access list; its owner may read and write.
inline bool setAccessList(const std::filesystem::path& path, const AccessList& list)
{
    std::vector<std::uint8_t> bytes{2, 0, 0, 0};
    const auto add = [&bytes](int tag, int bits, std::array<std::uint8_t, 4> id) {
        for (const int value : {tag, 0, bits, 0})
            bytes.push_back(static_cast<std::uint8_t>(value));
        bytes.insert(bytes.end(), id.begin(), id.end());
    };
    constexpr std::array<std::uint8_t, 4> nobodyNamed{255, 255, 255, 255};
    add(0x01, 06, nobodyNamed);
    add(0x02, list.named, {0x92, 0x10, 0, 0});
    add(0x04, list.group, nobodyNamed);
    add(0x10, list.mask, nobodyNamed);
    add(0x20, list.others, nobodyNamed);
    return ::setxattr(path.c_str(), accessListAttribute, bytes.data(), bytes.size(), 0) == 0;
}

inline bool hasAccessList(const std::filesystem::path& path)
{
    return ::getxattr(path.c_str(), accessListAttribute, nullptr, 0) > 0;
}

} // namespace walkeeper::test
