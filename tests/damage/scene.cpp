#include "tests/damage/scene.h"

#include "tests/damage/chain_replica.h"
#include "tests/support/give_up.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace walkeeper::test {

namespace {

namespace fs = std::filesystem;

void mustSucceed(const ProcessResult& result)
{
    if (result.exitCode != 0)
        giveUp(result.text());
}

} // namespace

Scene::Scene(const fs::path& replica)
    : m_root(m_folder.path().toStdString()),
      m_output(m_root / "target" / "restored.db")
{
    copyReplica(replica, m_root / "replica");
    fs::create_directory(targetFolder());
    // Somebody else must be able to get here, and to run the program wherever it was built.
    fs::permissions(m_root, fs::perms(0755));
    fs::permissions(targetFolder(), fs::perms(0777));
    for (const auto& entry : fs::recursive_directory_iterator(m_root / "replica"))
        fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0755) : fs::perms(0644));
    fs::permissions(m_root / "replica", fs::perms(0755));
    fs::copy_file(WALKEEPER_CLI, m_root / "walkeeper-cli");
    m_source = this->replica().string();
    m_segments = segmentsOf(this->replica());
    m_snapshots = snapshotsOf(this->replica());
}

Scene::~Scene()
{
    if (m_isMounted)
        runProcess({"/bin/umount", targetFolder().string()});
}

void Scene::limitTarget(std::uint64_t bytes)
{
    mustSucceed(runProcess({"/bin/mount", "-t", "tmpfs", "-o",
                            "size=" + std::to_string(bytes) + ",mode=0777", "tmpfs",
                            targetFolder().string()}));
    m_isMounted = true;
}

std::vector<std::byte> Scene::read(const fs::path& file)
{
    std::vector<std::byte> bytes(fs::file_size(file));
    std::ifstream(file, std::ios::binary)
        .read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

void Scene::overwrite(const fs::path& file, const std::vector<std::byte>& bytes)
{
    const fs::file_time_type time =
        fs::exists(file) ? fs::last_write_time(file) : fs::file_time_type::clock::now();
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    fs::last_write_time(file, time);
}

void Scene::flipBit(const fs::path& file, std::uint64_t byte, int bit)
{
    std::vector<std::byte> bytes = read(file);
    bytes.at(byte) ^= std::byte{1} << bit;
    overwrite(file, bytes);
}

void Scene::cut(const fs::path& file, std::uint64_t size)
{
    std::vector<std::byte> bytes = read(file);
    bytes.resize(size);
    overwrite(file, bytes);
}

std::vector<std::string> Scene::targetContent() const
{
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(targetFolder()))
        names.push_back(fs::relative(entry.path(), targetFolder()).string());
    std::ranges::sort(names);
    return names;
}

ProcessResult Scene::restore() const
{
    std::vector<std::string> command;
    if (m_asSomebodyElse && geteuid() == 0)
        command = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    command.push_back((m_root / "walkeeper-cli").string());
    command.insert(command.end(), {"restore", "-o", m_output.string()});
    command.insert(command.end(), m_flags.begin(), m_flags.end());
    command.push_back(m_source);
    return runProcess(command);
}

} // namespace walkeeper::test
