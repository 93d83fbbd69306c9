#pragma once

#include "tests/support/child_process.h"
#include "tests/support/test_folder.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper::test {

/// A folder with a database, a place for its replica and a runtime folder of its own, in which the
/// built walkeeper-cli runs.
class ReplicatorWorld
{
public:
    ReplicatorWorld();

    /// Runs SQL with SQLite's own program; ends the test program if that fails. Gives what it
    /// prints.
    std::string sql(const std::filesystem::path& database, const std::string& statements) const;
    /// Sum and count of what insert() has put in: "COUNT|SUM".
    std::string content(const std::filesystem::path& database) const;
    void insert(int number) const;

    std::vector<std::string> command(std::vector<std::string> words) const;
    ProcessResult run(std::vector<std::string> words) const;
    /// Ends the test program if it cannot be started.
    ChildProcess start(std::vector<std::string> words) const;
    /// "replicate" of the database into the replica.
    ChildProcess startReplicate(std::vector<std::string> flags = {}) const;

    /// The replica as the reference restores it.
    std::string restoredContent() const;

    TestFolder folder;
    std::filesystem::path database;
    std::filesystem::path replica;
    std::string replicaUrl;
};

/// Waits until a program has said something; false if it ends or takes half a minute.
bool waitUntilSaid(const ChildProcess& process, const std::string& text);

} // namespace walkeeper::test
