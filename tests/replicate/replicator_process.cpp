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
    if (settings.snapshotMilliseconds > 0)
        section << "        snapshot-interval: " << settings.snapshotMilliseconds << "ms\n";
    if (settings.retentionMilliseconds > 0)
        section << "        retention: " << settings.retentionMilliseconds << "ms\n"
                << "        retention-check-interval: " << settings.retentionMilliseconds / 5
                << "ms\n";
    m_section = section.str();
    std::filesystem::create_directories(m_folder / "run");
    std::ofstream(m_folder / "litestream.yml") << "dbs:\n" << m_section;
}

/// The program, so that only who asks for this folder finds it.
std::vector<std::string> ReplicatedFolder::walkeeper() const
{
    return {"/usr/bin/env", "XDG_RUNTIME_DIR=" + (m_folder / "run").string(), WALKEEPER_CLI};
}

std::filesystem::path ReplicatedFolder::notes(int writer) const
{
    return m_folder / ("notes" + std::to_string(writer));
}

Result<std::vector<std::string>> ReplicatedFolder::replicateCommand(Replicates program) const
{
    std::vector<std::string> command = walkeeper();
    if (program == Replicates::Reference) {
        const Result<ReferenceProgram> reference = ReferenceProgram::find();
        if (!reference)
            return reference.error();
        command = {reference->path()};
    }
    command.insert(command.end(), {"replicate", "-config", m_folder / "litestream.yml"});
    return command;
}

Result<ChildProcess> ReplicatedFolder::replicate(Replicates program) const
{
    const Result<std::vector<std::string>> command = replicateCommand(program);
    if (!command)
        return command.error();
    return ChildProcess::start(*command);
}

Result<void> ReplicatedFolder::ask(const std::string& what) const
{
    std::vector<std::string> command = walkeeper();
    command.insert(command.end(), {what, database()});
    const ProcessResult done = runProcess(command);
    if (done.exitCode != 0)
        return Error{ErrorCode::Unavailable, what + ": " + done.text()};
    return {};
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
