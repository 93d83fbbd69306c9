#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <vector>

namespace walkeeper::test {

/// A replica that the reference wrote, of a database whose every state can be recognised:
/// transaction n adds row n to a chain and writes n into a table of its own, and each row's
/// content follows from its number. Two generations with several WAL files each, the first with
/// a second snapshot.
struct ChainReplica {
    std::filesystem::path root;
    int transactions = 0; ///< in all
};

/// Made once a process, in a folder that is gone at its end.
const Result<ChainReplica>& chainReplica();

/// The number of the transaction whose state a database holds.
/// errors  Corrupt: it is none of the states that ever were
Result<int> chainState(const std::filesystem::path& database);

/// A copy with all times, in `to`.
void copyReplica(const std::filesystem::path& from, const std::filesystem::path& to);

/// Paths of all objects of a replica, in the order in which they were stored.
std::vector<std::filesystem::path> objectsByTime(const std::filesystem::path& root);

/// Paths of a replica's segments or snapshots, sorted by name, newest generation only.
std::vector<std::filesystem::path> segmentsOf(const std::filesystem::path& root);
std::vector<std::filesystem::path> snapshotsOf(const std::filesystem::path& root);

} // namespace walkeeper::test
