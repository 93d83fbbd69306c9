#include "tests/support/test_folder.h"

#include "tests/support/give_up.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace walkeeper::test {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const char* doing, const fs::path& path)
{
    giveUp("cannot " + std::string(doing) + " " + path.string());
}

} // namespace

TestFolder::TestFolder()
{
    std::string pattern = fs::temp_directory_path() / "walkeeper-test-XXXXXX";
    if (!::mkdtemp(pattern.data()))
        fail("create", pattern);
    m_path = pattern;
    // Open to others, so that tests can act as another user.
    fs::permissions(m_path, fs::perms(0755));
}

TestFolder::~TestFolder()
{
    std::error_code failure;
    for (fs::recursive_directory_iterator it(m_path, failure), end; it != end && !failure;
         it.increment(failure)) {
        if (it->is_directory(failure) && !it->is_symlink(failure))
            fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, failure);
    }
    if (fs::remove_all(m_path, failure); failure)
        std::fprintf(stderr, "left behind: %s\n", m_path.c_str());
}

fs::path TestFolder::write(std::string_view name, std::string_view content) const
{
    const fs::path path = m_path / name;
    fs::create_directories(path.parent_path());
    std::ofstream stream(path, std::ios::binary);
    stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!stream.flush())
        fail("write", path);
    return path;
}

std::string fileText(const fs::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        fail("read", path);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace walkeeper::test
