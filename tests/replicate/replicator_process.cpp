#include "tests/replicate/replicator_process.h"

#include "tests/replicate/commit_audit.h"
#include "tests/support/reference_program.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace walkeeper::test {

ReplicatedFolder::ReplicatedFolder(std::filesystem::path folder, const Settings& settings)
    : m_folder(std::move(folder))
{
    std::ostringstream section;
    section << "  - path: " << database().string() << "\n"
            << "    monitor-interval: " << settings.monitorMilliseconds << "ms\n"
            << "    min-checkpoint-page-count: " << settings.minPages << "\n"
            << "    max-checkpoint-page-count: " << settings.maxPages << "\n"
            << "    replicas:\n"
            << "      - type: file\n"
            << "        path: " << replica().string() << "\n"
            << "        sync-interval: " << settings.syncMilliseconds << "ms\n";
    if (settings.retentionSeconds > 0)
        section << "        retention: " << settings.retentionSeconds << "s\n"
                << "        retention-check-interval: " << settings.retentionSeconds / 4 << "s\n"
                << "        snapshot-interval: " << settings.retentionSeconds / 4 << "s\n";
    m_section = section.str();
    std::filesystem::create_directories(m_folder);
    std::ofstream(m_folder / "litestream.yml") << "dbs:\n" << m_section;
}

std::filesystem::path ReplicatedFolder::notes(int writer) const
{
    return m_folder / ("notes" + std::to_string(writer));
}

Result<ChildProcess> ReplicatedFolder::replicate(Replicates program) const
{
    std::string path = WALKEEPER_CLI;
    if (program == Replicates::Reference) {
        const Result<ReferenceProgram> reference = ReferenceProgram::find();
        if (!reference)
            return reference.error();
        path = reference->path();
    }
    return ChildProcess::start({path, "replicate", "-config", m_folder / "litestream.yml"});
}

Result<ChildProcess> ReplicatedFolder::write(int writer, unsigned seed,
                                             const std::vector<std::string>& kinds) const
{
    std::vector<std::string> command = {LOAD_WRITER, database(), notes(writer),
                                        std::to_string(seed)};
    command.insert(command.end(), kinds.begin(), kinds.end());
    return ChildProcess::start(command);
}

std::uint64_t ReplicatedFolder::confirmed(int count) const
{
    std::uint64_t highest = 0;
    for (int writer = 0; writer < count; ++writer)
        highest = std::max(highest, confirmedCount(notes(writer)));
    return highest;
}

} // namespace walkeeper::test
