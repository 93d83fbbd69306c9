#include "core/format/generations/meta_directory.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace walkeeper {

MetaDirectory::MetaDirectory(const std::filesystem::path& database,
                             const std::filesystem::path& configured)
    : m_path(configured.empty()
                 ? database.parent_path() / ("." + database.filename().string() + "-litestream")
                 : configured)
{
}

std::filesystem::path MetaDirectory::generationFile() const
{
    return m_path / "generation";
}

std::filesystem::path MetaDirectory::generationsFolder() const
{
    return m_path / "generations";
}

std::filesystem::path MetaDirectory::generationFolder(GenerationId generation) const
{
    return generationsFolder() / generation.text();
}

std::filesystem::path MetaDirectory::walFolder(GenerationId generation) const
{
    return generationFolder(generation) / "wal";
}

std::filesystem::path MetaDirectory::walFile(GenerationId generation, WalIndex index) const
{
    return walFolder(generation) / shadowWalName(index);
}

std::string shadowWalName(WalIndex index)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08x.wal", index);
    return text.data();
}

Result<WalIndex> parseShadowWalName(std::string_view name)
{
    constexpr std::size_t digits = 8;
    WalIndex index = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), index, 16);
    const bool isWhole = end == name.data() + digits && failure == std::errc();
    // Writing it again settles upper case, signs and whatever else a number may be written as.
    if (!isWhole || index > maxWalIndex || shadowWalName(index) != name)
        return Error{ErrorCode::InvalidArgument,
                     "\"" + std::string(name) + "\" is not the name of a shadow WAL file"};
    return index;
}

} // namespace walkeeper
