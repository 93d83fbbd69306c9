#pragma once

#include "core/timetravel/moment_index.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_folder.h"
#include "tests/support/workload_database.h"

#include <memory>
#include <random>
#include <vector>

namespace walkeeper::test {

/// A database that SQLite writes, and its replica, to which every commit goes by itself.
class DatabaseHistory
{
public:
    explicit DatabaseHistory(unsigned pageSize, unsigned seed = 1);

    WorkloadDatabase& database() { return *m_database; }
    ReplicaBuilder& replica() { return m_builder; }
    ObjectStore& store() { return m_builder.store; }

    /// Stores what the WAL has got since the last time; notes its end as a moment.
    void storeWal();
    /// The WAL goes into the database and begins anew.
    void nextWal();
    /// Only behind nextWal(), or at the beginning.
    void storeSnapshot();
    void nextGeneration();

    /// Writes of all kinds, VACUUM and shrinking among them, over some WAL files, snapshots and
    /// generations.
    void liveOn(unsigned steps);

    /// Ends of commits, oldest first.
    const std::vector<Position>& moments() const { return m_moments; }

private:
    void act(unsigned choice);

    TestFolder m_folder;
    std::unique_ptr<WorkloadDatabase> m_database;
    ReplicaBuilder m_builder;
    std::mt19937 m_random;
    WalIndex m_index = 0;
    std::uint64_t m_stored = 0; ///< bytes of the WAL
    unsigned m_generations = 1;
    std::vector<Position> m_moments;
};

} // namespace walkeeper::test
