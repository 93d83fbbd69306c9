#include "tests/core/operations/replica_folder.h"

#include "core/operations/browse_replica.h"
#include "core/operations/demo_replica.h"
#include "tests/support/give_up.h"

#include <algorithm>

namespace walkeeper::test {

namespace {

namespace fs = std::filesystem;

/// Made once, copied for each test: a test may damage its own.
const fs::path& demoReplica()
{
    static const QTemporaryDir folder;
    static const fs::path replica = [] {
        const SystemClock clock;
        const StoreRegistry stores = standardRegistry();
        const Result<DemoReplica> demo =
            makeDemoReplica(folder.path().toStdString(), {nativeFileSystem(), clock, stores});
        if (!demo)
            giveUp(demo.error().message);
        return demo->replica;
    }();
    return replica;
}

} // namespace

ReplicaFolder::ReplicaFolder() : m_root(m_folder.path().toStdString())
{
    for (const auto& entry : fs::recursive_directory_iterator(demoReplica())) {
        const fs::path target = m_root / "replica" / fs::relative(entry.path(), demoReplica());
        if (entry.is_directory()) {
            fs::create_directories(target);
        } else {
            fs::copy_file(entry.path(), target);
            fs::last_write_time(target, fs::last_write_time(entry.path()));
        }
    }
}

StoreUrl ReplicaFolder::url() const
{
    return {.scheme = "file", .user = {}, .host = {}, .path = (m_root / "replica").string()};
}

std::vector<fs::path> ReplicaFolder::segments() const
{
    const SystemClock clock;
    const Result<Replica> replica = browseReplica(url(), {nativeFileSystem(), clock, m_stores}, {});
    std::vector<fs::path> paths;
    const Generation& newest = replica->generations.back();
    for (const StoredSegment& segment : newest.segments)
        paths.push_back(m_root / "replica" / newest.keyOf(segment).text());
    return paths;
}

std::vector<std::string> ReplicaFolder::namesIn(const std::string& folder) const
{
    fs::create_directories(m_root / folder);
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(m_root / folder))
        names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
}

} // namespace walkeeper::test
