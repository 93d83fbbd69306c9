#pragma once

#include "tests/support/child_process.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// Where one case of bad input plays: a copy of a replica, a folder to restore into, and the
/// command line program. Everything is gone with the object.
class Scene
{
public:
    explicit Scene(const std::filesystem::path& replica);
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    std::filesystem::path replica() const { return m_root / "replica"; }
    std::filesystem::path targetFolder() const { return m_root / "target"; }
    std::filesystem::path output() const { return m_output; }
    const std::vector<std::filesystem::path>& segments() const { return m_segments; }
    const std::vector<std::filesystem::path>& snapshots() const { return m_snapshots; }

    void setOutput(std::filesystem::path output) { m_output = std::move(output); }
    void setSource(std::string source) { m_source = std::move(source); }
    void addFlag(std::string flag) { m_flags.push_back(std::move(flag)); }
    /// As a user who owns nothing and may read and write what everybody may.
    void asSomebodyElse() { m_asSomebodyElse = true; }
    /// Puts a file system of `bytes` in the place of the target folder. Needs root.
    void limitTarget(std::uint64_t bytes);

    // Ways to damage a file.
    static void flipBit(const std::filesystem::path& file, std::uint64_t byte, int bit);
    static void cut(const std::filesystem::path& file, std::uint64_t size);
    static void overwrite(const std::filesystem::path& file, const std::vector<std::byte>& bytes);
    static std::vector<std::byte> read(const std::filesystem::path& file);

    /// Everything below the target folder, sorted.
    std::vector<std::string> targetContent() const;

    ProcessResult restore() const;

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    std::filesystem::path m_output;
    std::string m_source;
    std::vector<std::string> m_flags;
    std::vector<std::filesystem::path> m_segments;
    std::vector<std::filesystem::path> m_snapshots;
    bool m_asSomebodyElse = false;
    bool m_isMounted = false;
};

} // namespace walkeeper::test
