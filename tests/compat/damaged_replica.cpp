#include "tests/compat/damaged_replica.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <tuple>

namespace walkeeper::test {

namespace fs = std::filesystem;

void copyReplica(const fs::path& from, const fs::path& to)
{
    fs::create_directories(to);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
        const fs::path target = to / entry.path().lexically_relative(from);
        if (entry.is_directory()) {
            fs::create_directories(target);
        } else {
            fs::copy_file(entry.path(), target);
            fs::last_write_time(target, entry.last_write_time());
        }
    }
}

DamagedReplica::DamagedReplica(const fs::path& original) : m_path(m_folder / "replica")
{
    copyReplica(original, m_path);
}

std::string DamagedReplica::generation() const
{
    return fs::directory_iterator(m_path / "generations")->path().filename();
}

fs::path DamagedReplica::walFolder() const
{
    return m_path / "generations" / generation() / "wal";
}

fs::path DamagedReplica::snapshot(std::size_t place) const
{
    std::vector<fs::path> found;
    const fs::path folder = m_path / "generations" / generation() / "snapshots";
    for (const fs::directory_entry& entry : fs::directory_iterator(folder))
        found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found.at(place);
}

std::vector<DamagedReplica::Segment> DamagedReplica::segments() const
{
    std::vector<Segment> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(walFolder())) {
        Segment segment{.path = entry.path()};
        unsigned long long offset = 0;
        if (std::sscanf(entry.path().filename().c_str(), "%8x_%llx", &segment.index, &offset) ==
            2) {
            segment.offset = offset;
            found.push_back(segment);
        }
    }
    std::sort(found.begin(), found.end(), [](const Segment& a, const Segment& b) {
        return std::tie(a.index, a.offset) < std::tie(b.index, b.offset);
    });
    return found;
}

std::vector<DamagedReplica::Segment> DamagedReplica::segmentsOf(unsigned index) const
{
    std::vector<Segment> found = segments();
    std::erase_if(found, [&](const Segment& segment) { return segment.index != index; });
    return found;
}

std::string segmentFileName(unsigned index, std::uint64_t offset, int offsetDigits)
{
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "%08x_%0*llx.wal.lz4", index, offsetDigits,
                  static_cast<unsigned long long>(offset));
    return name.data();
}

std::string readFile(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

void writeFile(const fs::path& path, const std::string& bytes)
{
    std::error_code isNew;
    const fs::file_time_type time = fs::last_write_time(path, isNew);
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!isNew)
        fs::last_write_time(path, time);
}

void flipBit(const fs::path& path)
{
    std::string bytes = readFile(path);
    char& middle = bytes.at(bytes.size() / 2);
    middle = static_cast<char>(middle ^ 0x10);
    writeFile(path, bytes);
}

void cutInHalf(const fs::path& path)
{
    const std::string bytes = readFile(path);
    writeFile(path, bytes.substr(0, bytes.size() / 2));
}

} // namespace walkeeper::test
