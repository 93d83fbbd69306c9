#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace walkeeper::test {

/// A new folder that goes when it goes out of scope, with all that is in it: names in any bytes
/// (QTemporaryDir leaves those that are not UTF-8) and folders that a test has locked.
class TestFolder
{
public:
    TestFolder();
    ~TestFolder();
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

    /// Writes a file, and the folders above it.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path m_path;
};

/// The whole content; ends the program if it cannot be read.
std::string fileText(const std::filesystem::path& path);

} // namespace walkeeper::test
