#include "tests/app/cli/replicator_process.h"

#include "tests/support/give_up.h"
#include "tests/support/reference_program.h"

#include <chrono>
#include <thread>

namespace walkeeper::test {

namespace fs = std::filesystem;

ReplicatorWorld::ReplicatorWorld()
    : database(folder / "app.db"),
      replica(folder / "replica"),
      replicaUrl("file://" + replica.string())
{
    fs::create_directory(folder / "run");
    fs::permissions(folder / "run", fs::perms::owner_all);
    fs::create_directory(folder / "home");
    sql(database, "PRAGMA journal_mode=wal; CREATE TABLE t(n INTEGER);");
}

std::string ReplicatorWorld::sql(const fs::path& file, const std::string& statements) const
{
    const ProcessResult result =
        runProcess({"/usr/bin/sqlite3", "-cmd", ".timeout 10000", file.string(), statements});
    if (result.exitCode != 0)
        giveUp(result.text());
    return result.output;
}

std::string ReplicatorWorld::content(const fs::path& file) const
{
    return sql(file, "SELECT COUNT(*), SUM(n) FROM t;");
}

void ReplicatorWorld::insert(int number) const
{
    sql(database, "INSERT INTO t VALUES(" + std::to_string(number) + ");");
}

std::vector<std::string> ReplicatorWorld::command(std::vector<std::string> words) const
{
    std::vector<std::string> all{"/usr/bin/env", "XDG_RUNTIME_DIR=" + (folder / "run").string(),
                                 "HOME=" + (folder / "home").string(), WALKEEPER_CLI_PROGRAM};
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

ProcessResult ReplicatorWorld::run(std::vector<std::string> words) const
{
    return runProcess(command(std::move(words)));
}

ChildProcess ReplicatorWorld::start(std::vector<std::string> words) const
{
    Result<ChildProcess> process = ChildProcess::start(command(std::move(words)));
    if (!process)
        giveUp(process.error().message);
    return *std::move(process);
}

ChildProcess ReplicatorWorld::startReplicate(std::vector<std::string> flags) const
{
    std::vector<std::string> words{"replicate"};
    words.insert(words.end(), flags.begin(), flags.end());
    words.push_back(database.string());
    words.push_back(replicaUrl);
    return start(std::move(words));
}

std::string ReplicatorWorld::restoredContent() const
{
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    if (!reference)
        giveUp(reference.error().message);
    const fs::path output = folder / "restored.db";
    fs::remove(output);
    const ProcessResult restored = reference->restore(replica, output);
    if (restored.exitCode != 0)
        return restored.text();
    const std::string sound = sql(output, "PRAGMA integrity_check;");
    return sound == "ok\n" ? content(output) : sound;
}

bool waitUntilSaid(const ChildProcess& process, const std::string& text)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (process.said().find(text) == std::string::npos) {
        if (!process.isRunning() || std::chrono::steady_clock::now() > end)
            return process.said().find(text) != std::string::npos;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

} // namespace walkeeper::test
