#pragma once

#include "tests/support/child_process.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper::test {

/// How `replicate` is set up. The defaults make it write soon and often.
struct ReplicateSettings {
    std::chrono::milliseconds monitorInterval{10};
    std::chrono::milliseconds syncInterval{10};
    std::chrono::milliseconds checkpointInterval{std::chrono::hours(1)};
    std::optional<std::chrono::milliseconds> snapshotInterval;
    unsigned minCheckpointPages = 1000;
    unsigned maxCheckpointPages = 10000;
};

/// The reference implementation, Litestream 0.3.13, as a program.
class ReferenceProgram
{
public:
    /// Takes its path from the environment variable WALKEEPER_REFERENCE.
    /// errors  NotFound, with what to do about it
    static Result<ReferenceProgram> find();

    const std::string& path() const { return m_path; }

    /// `litestream restore -o OUTPUT FLAGS... file://REPLICA`
    ProcessResult restore(const std::filesystem::path& replica, const std::filesystem::path& output,
                          const std::vector<std::string>& flags = {}) const;
    /// `litestream COMMAND file://REPLICA`, for generations, snapshots and wal.
    ProcessResult list(const std::string& command, const std::filesystem::path& replica) const;

private:
    std::string m_path;
};

/// A running `litestream replicate` of one database into one local folder.
/// Stopped when destroyed. One thread.
class Replication
{
public:
    /// End of a WAL file's copy, as a position has it.
    struct WalEnd {
        unsigned index = 0;
        std::uint64_t offset = 0;
        bool operator==(const WalEnd&) const = default;
    };

    /// folder   where database, replica and configuration are, see below
    static Result<Replication> start(const ReferenceProgram& program,
                                     const std::filesystem::path& folder,
                                     const ReplicateSettings& settings);

    // Where things are in such a folder.
    static std::filesystem::path database(const std::filesystem::path& folder);
    static std::filesystem::path replica(const std::filesystem::path& folder);
    static std::filesystem::path metadata(const std::filesystem::path& folder);

    bool isRunning() const { return m_process.isRunning(); }
    /// Waits until the replica holds everything that is committed; nobody writes meanwhile.
    /// errors  Unavailable: it ended or takes too long. Corrupt: the reference itself lost a part
    ///         of a WAL file on the way (its known race between two WAL files)
    Result<void> waitUntilCaughtUp(std::chrono::milliseconds limit = std::chrono::seconds(30));
    /// What waitUntilCaughtUp() has seen in the replica.
    WalEnd uploaded() const { return m_uploaded; }
    /// Ends it as an operator does, with SIGINT, so that it uploads what is left.
    ProcessResult stop();

private:
    Replication(std::filesystem::path folder, ChildProcess process);

    std::optional<WalEnd> shadowEnd() const;
    bool shadowIsComplete(const WalEnd& shadow) const;
    std::optional<unsigned> oldestSnapshot() const;
    Result<void> followUploads();

    std::filesystem::path m_folder;
    ChildProcess m_process;
    std::string m_generation; ///< whose uploads are followed
    WalEnd m_uploaded;
};

/// Name of the generation that is being written, from the metadata folder; empty if there is none.
std::string currentGeneration(const std::filesystem::path& folder);

/// Bytes that an LZ4 object holds when unpacked; 0 if it cannot be unpacked.
std::uint64_t unpackedSizeOf(const std::filesystem::path& object);

} // namespace walkeeper::test
