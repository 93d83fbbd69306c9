#pragma once

#include "tests/compat/compat_support.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// Copies a replica with the times of its objects.
void copyReplica(const std::filesystem::path& from, const std::filesystem::path& to);

/// A copy of a replica with one generation, to be damaged. Positions in the lists count from 0.
class DamagedReplica
{
public:
    explicit DamagedReplica(const std::filesystem::path& original);

    struct Segment {
        std::filesystem::path path;
        unsigned index = 0;
        std::uint64_t offset = 0;
    };

    const std::filesystem::path& path() const { return m_path; }
    /// Where restores of this copy may go; also the place to look for leftovers.
    const ScratchFolder& outputs() const { return m_outputs; }
    std::string generation() const;
    std::filesystem::path walFolder() const;
    std::filesystem::path snapshot(std::size_t place) const;
    /// By index and offset.
    std::vector<Segment> segments() const;
    std::vector<Segment> segmentsOf(unsigned index) const;
    unsigned lastIndex() const { return segments().back().index; }

private:
    ScratchFolder m_folder;
    ScratchFolder m_outputs;
    std::filesystem::path m_path;
};

/// "0000001f_00001038.wal.lz4"
std::string segmentFileName(unsigned index, std::uint64_t offset, int offsetDigits = 8);

std::string readFile(const std::filesystem::path& path);
/// Keeps the time of a file that exists.
void writeFile(const std::filesystem::path& path, const std::string& bytes);
/// Turns one bit of the byte in the middle.
void flipBit(const std::filesystem::path& path);
void cutInHalf(const std::filesystem::path& path);

} // namespace walkeeper::test
