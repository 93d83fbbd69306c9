#pragma once

#include "core/base/result.h"
#include "core/format/generations/position.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace walkeeper {

/// Litestream 0.3's local folder beside a database:
///     generation                               name of the current one, 16 hex digits and a line
///     feed generations/<16 hex>/wal/<8 hex>.wal     shadow WAL files
/// Paths only; what stands in them is ShadowWal's.
class MetaDirectory
{
public:
    /// configured  empty: "." + name + "-litestream" beside the database
    MetaDirectory(const std::filesystem::path& database, const std::filesystem::path& configured);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path generationFile() const;
    std::filesystem::path generationsFolder() const;
    std::filesystem::path generationFolder(GenerationId generation) const;
    std::filesystem::path walFolder(GenerationId generation) const;
    std::filesystem::path walFile(GenerationId generation, WalIndex index) const;

private:
    std::filesystem::path m_path;
};

/// "0000001f.wal"
std::string shadowWalName(WalIndex index);
/// errors  InvalidArgument for any other shape
Result<WalIndex> parseShadowWalName(std::string_view name);

} // namespace walkeeper
