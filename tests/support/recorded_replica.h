#pragma once

#include "core/base/time.h"
#include "tests/support/reference_program.h"
#include "tests/support/workload_database.h"

#include <string>
#include <vector>

namespace walkeeper::test {

/// A moment that parts all files written before from all that are written afterwards.
Timestamp partingMoment();

/// A state of the database that the reference had stored completely.
struct RecordedMoment {
    std::string label;
    Timestamp time; ///< later than every object of this state, earlier than any of the next
    std::string generation;
    Replication::WalEnd end; ///< of everything stored by then
    std::string content;     ///< contentHash() of the source database
};

/// A database, its replica by the reference, and what was recorded while both grew.
/// Steps follow one another; the first error stays and stops the rest. One thread.
class ReplicaRecorder
{
public:
    ReplicaRecorder(const ReferenceProgram& program, std::filesystem::path folder,
                    unsigned pageSize);

    WorkloadDatabase& database() { return m_database; }
    std::filesystem::path replica() const { return Replication::replica(m_folder); }
    const std::vector<RecordedMoment>& moments() const { return m_moments; }
    const Result<void>& state() const { return m_state; }

    void start(const ReplicateSettings& settings = {});
    void stop();
    /// Lets the reference store everything, then notes what the database says.
    void record(std::string label);

    /// While stopped: the next start begins a new generation.
    void forgetMetadata();
    /// While stopped: the next start makes another snapshot of the same generation.
    void hideSnapshots();
    /// Brings back what hideSnapshots() took away.
    void showSnapshots();

private:
    void keep(Result<void> outcome);
    std::filesystem::path snapshots() const;

    const ReferenceProgram& m_program;
    std::filesystem::path m_folder;
    WorkloadDatabase m_database;
    std::optional<Replication> m_replication;
    std::vector<RecordedMoment> m_moments;
    Result<void> m_state;
};

} // namespace walkeeper::test
