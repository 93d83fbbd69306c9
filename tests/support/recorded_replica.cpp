#include "tests/support/recorded_replica.h"

#include <ctime>
#include <thread>

namespace walkeeper::test {

namespace fs = std::filesystem;

namespace {

/// The clock that file times are taken from; it is some milliseconds behind the exact one.
Timestamp fileClock()
{
    timespec now{};
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return Timestamp(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

} // namespace

Timestamp partingMoment()
{
    const Timestamp moment = std::chrono::system_clock::now();
    while (fileClock() <= moment)
        std::this_thread::sleep_for(std::chrono::milliseconds(1)); // the clock is what we wait for
    return moment;
}

ReplicaRecorder::ReplicaRecorder(const ReferenceProgram& program, fs::path folder,
                                 unsigned pageSize)
    : m_program(program),
      m_folder(std::move(folder)),
      m_database(Replication::database(m_folder), pageSize, pageSize)
{
}

void ReplicaRecorder::keep(Result<void> outcome)
{
    if (m_state && !outcome)
        m_state = std::move(outcome);
}

void ReplicaRecorder::start(const ReplicateSettings& settings)
{
    keep(m_database.state());
    if (!m_state)
        return;
    Result<Replication> started = Replication::start(m_program, m_folder, settings);
    if (started)
        m_replication.emplace(std::move(*started));
    else
        keep(started.error());
}

void ReplicaRecorder::stop()
{
    if (m_replication)
        m_replication->stop();
    m_replication.reset();
}

void ReplicaRecorder::record(std::string label)
{
    keep(m_database.state());
    if (!m_replication)
        keep(Error{ErrorCode::Internal, label + ": recorded while nothing replicates"});
    if (!m_state)
        return;
    // Now and then the reference oversleeps a change and goes on only with the next one.
    Result<void> caughtUp = m_replication->waitUntilCaughtUp(std::chrono::seconds(1));
    for (int nudge = 1; nudge <= 20 && !caughtUp && m_replication->isRunning(); ++nudge) {
        m_database.touch();
        caughtUp = m_replication->waitUntilCaughtUp(std::chrono::seconds(1));
    }
    if (!caughtUp)
        return keep(std::move(caughtUp).error().during(label));
    const Result<std::string> content = contentHash(Replication::database(m_folder));
    if (!content)
        return keep(content.error());
    m_moments.push_back({std::move(label), partingMoment(), currentGeneration(m_folder),
                         m_replication->uploaded(), *content});
}

fs::path ReplicaRecorder::snapshots() const
{
    return replica() / "generations" / currentGeneration(m_folder) / "snapshots";
}

void ReplicaRecorder::forgetMetadata()
{
    if (!m_state)
        return;
    fs::remove_all(Replication::metadata(m_folder));
}

void ReplicaRecorder::hideSnapshots()
{
    if (!m_state)
        return;
    fs::rename(snapshots(), m_folder / "hidden-snapshots");
}

void ReplicaRecorder::showSnapshots()
{
    if (!m_state)
        return;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_folder / "hidden-snapshots"))
        fs::rename(entry.path(), snapshots() / entry.path().filename());
    fs::remove(m_folder / "hidden-snapshots");
}

} // namespace walkeeper::test
