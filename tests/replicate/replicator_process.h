#pragma once

#include "tests/support/child_process.h"

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// Which program replicates. Both take the same configuration file and the same arguments.
enum class Replicates { Walkeeper, Reference };

/// A folder with a database, its replica and the configuration that names both, and processes
/// that work on them.
class ReplicatedFolder
{
public:
    struct Settings {
        int minPages = 100;
        int maxPages = 300;
        int monitorMilliseconds = 10;
        int syncMilliseconds = 10;
        int snapshotMilliseconds = 0; ///< 0: none but the first of a generation
        /// What is older goes, looked at five times in this time. 0: as by default
        int retentionMilliseconds = 0;
    };

    explicit ReplicatedFolder(std::filesystem::path folder) : ReplicatedFolder(folder, Settings())
    {
    }
    ReplicatedFolder(std::filesystem::path folder, const Settings& settings);

    std::filesystem::path database() const { return m_folder / "app.db"; }
    std::filesystem::path replica() const { return m_folder / "replica"; }
    std::filesystem::path metadata() const { return m_folder / ".app.db-litestream"; }
    std::filesystem::path notes(int writer) const;

    /// What a configuration file says of the database.
    const std::string& section() const { return m_section; }

    Result<ChildProcess> replicate(Replicates program) const;
    /// The program and its arguments, as replicate() starts it.
    Result<std::vector<std::string>> replicateCommand(Replicates program) const;
    /// Asks our running replicator: "sync" or "snapshot". Returns when that is done.
    Result<void> ask(const std::string& command) const;
    /// kinds  as load-writer takes them
    Result<ChildProcess> write(int writer, unsigned seed,
                               const std::vector<std::string>& kinds) const;

    /// The last commit that SQLite has confirmed to any of the writers 0 .. count-1.
    std::uint64_t confirmed(int count) const;

    /// Our program, with a control folder of its own.
    std::vector<std::string> walkeeper() const;

private:
    std::filesystem::path m_folder;
    std::string m_section;
};

} // namespace walkeeper::test
