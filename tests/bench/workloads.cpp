#include "tests/bench/workloads.h"

#include "tests/support/reference_program.h"
#include "tests/support/workload_database.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>

namespace walkeeper::bench {

namespace fs = std::filesystem;
using test::ReferenceProgram;
using test::ReplicateSettings;
using test::Replication;
using test::WorkloadDatabase;

namespace {

using Maker = std::function<Result<void>(const ReferenceProgram&, const fs::path& folder)>;

/// Makes a folder unless it is there and complete.
Result<fs::path> madeOnce(const fs::path& dataFolder, const std::string& name, const Maker& make)
{
    const fs::path folder = dataFolder / name;
    if (fs::exists(folder / "complete"))
        return Replication::replica(folder);
    std::fprintf(stderr, "making the workload %s (once)\n", name.c_str());
    fs::remove_all(folder);
    fs::create_directories(folder);
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    if (!reference)
        return reference.error();
    if (Result<void> made = make(*reference, folder); !made)
        return std::move(made).error().during("make workload " + name);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path() != Replication::replica(folder))
            fs::remove_all(entry.path());
    }
    std::ofstream(folder / "complete") << name << '\n';
    return Replication::replica(folder);
}

Result<void> finish(WorkloadDatabase& database, Replication& replication)
{
    if (!database.state())
        return database.state();
    if (Result<void> caughtUp = replication.waitUntilCaughtUp(std::chrono::minutes(10)); !caughtUp)
        return caughtUp;
    replication.stop();
    return {};
}

/// Commits `count` times and lets the reference store each commit by itself.
Result<void> commitOneByOne(WorkloadDatabase& database, Replication& replication, unsigned count,
                            const std::function<void(unsigned)>& commit)
{
    for (unsigned i = 0; i < count; ++i) {
        commit(i);
        if (!database.state())
            return database.state();
        // It may oversleep a commit, which then shares a segment with the next one, or lose the
        // end of a WAL file on the way: that replica is still good to measure with.
        const Result<void> caughtUp = replication.waitUntilCaughtUp(std::chrono::seconds(1));
        if (!caughtUp && !replication.isRunning())
            return caughtUp;
    }
    return finish(database, replication);
}

Result<void> makeManySmallSegments(const ReferenceProgram& reference, const fs::path& folder)
{
    WorkloadDatabase database(Replication::database(folder), 4096);
    database.insertItems(2600, 1500);
    ReplicateSettings settings;
    settings.monitorInterval = settings.syncInterval = std::chrono::milliseconds(2);
    settings.minCheckpointPages = 3;
    Result<Replication> replication = Replication::start(reference, folder, settings);
    if (!replication)
        return replication.error();
    return commitOneByOne(database, *replication, 2500,
                          [&](unsigned i) { database.updateItems(i % 5 == 0 ? 1 : 3, 1500); });
}

Result<void> makeManyFrames(const ReferenceProgram& reference, const fs::path& folder)
{
    WorkloadDatabase database(Replication::database(folder), 4096);
    database.insertItems(56000, 1500);
    ReplicateSettings settings;
    settings.monitorInterval = settings.syncInterval = std::chrono::milliseconds(2);
    Result<Replication> replication = Replication::start(reference, folder, settings);
    if (!replication)
        return replication.error();
    return commitOneByOne(database, *replication, 1650,
                          [&](unsigned) { database.updateItems(170, 1500); });
}

Result<void> makeOneLargeSegment(const ReferenceProgram& reference, const fs::path& folder)
{
    WorkloadDatabase database(Replication::database(folder), 4096);
    database.insertItems(100, 1500);
    ReplicateSettings settings;
    settings.minCheckpointPages = settings.maxCheckpointPages = 100000000;
    {
        Result<Replication> replication = Replication::start(reference, folder, settings);
        if (!replication)
            return replication.error();
        if (Result<void> done = finish(database, *replication); !done)
            return done;
    }
    // It sleeps while 2 GB of commits pile up, and stores them as one object when it is back.
    // From 500,000 frames on (2.06 GB) it would truncate the WAL and begin a new generation.
    while (fs::file_size(Replication::database(folder).string() + "-wal") < 2'040'000'000 &&
           database.state())
        database.insertItems(5000, 1500);
    Result<Replication> replication = Replication::start(reference, folder, settings);
    if (!replication)
        return replication.error();
    return finish(database, *replication);
}

Result<void> makeLargeSnapshot(const ReferenceProgram& reference, const fs::path& folder)
{
    WorkloadDatabase database(Replication::database(folder), 4096);
    while (fs::file_size(Replication::database(folder)) < 1'073'000'000 && database.state()) {
        database.insertItems(20000, 1500);
        database.truncateWal();
    }
    Result<Replication> replication = Replication::start(reference, folder, {});
    if (!replication)
        return replication.error();
    return finish(database, *replication);
}

/// Names and times are as after a month of use; all segments have the same small content.
Result<void> makeHundredThousandSegments(const ReferenceProgram& reference, const fs::path& folder)
{
    const fs::path source = folder / "source";
    fs::create_directories(source);
    WorkloadDatabase database(Replication::database(source), 4096);
    Result<Replication> replication = Replication::start(reference, source, {});
    if (!replication)
        return replication.error();
    if (Result<void> done = finish(database, *replication); !done)
        return done;

    fs::copy(Replication::replica(source), Replication::replica(folder),
             fs::copy_options::recursive);
    const fs::path wal =
        Replication::replica(folder) / "generations" / test::currentGeneration(source) / "wal";
    const fs::path first = wal / "00000000_00000000.wal.lz4";
    const auto now = fs::file_time_type::clock::now();
    for (unsigned index = 99'999; index > 0; --index) {
        std::array<char, 32> name{};
        std::snprintf(name.data(), name.size(), "%08x_00000000.wal.lz4", index);
        fs::copy_file(first, wal / name.data());
        fs::last_write_time(wal / name.data(), now - std::chrono::seconds(30) * (100'000 - index));
    }
    fs::last_write_time(first, now - std::chrono::seconds(30) * 100'000);
    return {};
}

} // namespace

Result<fs::path> manySmallSegments(const fs::path& dataFolder)
{
    return madeOnce(dataFolder, "many-small-segments", makeManySmallSegments);
}

Result<fs::path> manyFrames(const fs::path& dataFolder)
{
    return madeOnce(dataFolder, "many-frames", makeManyFrames);
}

Result<fs::path> oneLargeSegment(const fs::path& dataFolder)
{
    return madeOnce(dataFolder, "one-large-segment", makeOneLargeSegment);
}

Result<fs::path> largeSnapshot(const fs::path& dataFolder)
{
    return madeOnce(dataFolder, "large-snapshot", makeLargeSnapshot);
}

Result<fs::path> hundredThousandSegments(const fs::path& dataFolder)
{
    return madeOnce(dataFolder, "hundred-thousand-segments", makeHundredThousandSegments);
}

} // namespace walkeeper::bench
