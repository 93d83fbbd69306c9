#include "tests/support/reference_program.h"

#include "core/base/bytes.h"

#include <lz4frame.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace walkeeper::test {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t walHeaderBytes = 32;
constexpr std::uint64_t frameHeaderBytes = 24;

std::string hex8(std::uint64_t value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%08llx", static_cast<unsigned long long>(value));
    return text.data();
}

/// The number before the suffix of a name such as "0000001f.wal"; nothing for any other name.
std::optional<unsigned> indexOf(const std::string& name, std::string_view suffix)
{
    if (name.size() < 8 + suffix.size() || !name.ends_with(suffix))
        return {};
    unsigned index = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + 8, index, 16);
    return parsed.ptr == name.data() + 8 ? std::optional(index) : std::nullopt;
}

/// Bytes at `offset` of a file; fewer at its end, none if it is missing.
std::string bytesAt(const fs::path& path, std::uint64_t offset, std::size_t count)
{
    std::ifstream file(path, std::ios::binary);
    std::string bytes(count, '\0');
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return bytes;
}

std::uint64_t sizeOf(const fs::path& path)
{
    std::error_code none;
    const std::uintmax_t size = fs::file_size(path, none);
    return none ? 0 : size;
}

fs::path configuration(const fs::path& folder)
{
    return folder / "litestream.yml";
}

void writeConfiguration(const fs::path& folder, const ReplicateSettings& settings)
{
    std::ofstream file(configuration(folder));
    file << "logging: {level: info, stderr: true}\n"
         << "dbs:\n"
         << "  - path: " << Replication::database(folder).string() << "\n"
         << "    monitor-interval: " << settings.monitorInterval.count() << "ms\n"
         << "    checkpoint-interval: " << settings.checkpointInterval.count() << "ms\n"
         << "    min-checkpoint-page-count: " << settings.minCheckpointPages << "\n"
         << "    max-checkpoint-page-count: " << settings.maxCheckpointPages << "\n"
         << "    replicas:\n"
         << "      - path: " << Replication::replica(folder).string() << "\n"
         << "        sync-interval: " << settings.syncInterval.count() << "ms\n";
    if (settings.snapshotInterval)
        file << "        snapshot-interval: " << settings.snapshotInterval->count() << "ms\n";
}

fs::path segment(const fs::path& folder, const std::string& generation, unsigned index,
                 std::uint64_t offset)
{
    return Replication::replica(folder) / "generations" / generation / "wal" /
           (hex8(index) + "_" + hex8(offset) + ".wal.lz4");
}

fs::path shadowFolder(const fs::path& folder, const std::string& generation)
{
    return Replication::metadata(folder) / "generations" / generation / "wal";
}

} // namespace

Result<ReferenceProgram> ReferenceProgram::find()
{
    const char* path = std::getenv("WALKEEPER_REFERENCE");
    if (path == nullptr || !fs::exists(path)) {
        return Error{ErrorCode::NotFound,
                     "the reference program is missing: set WALKEEPER_REFERENCE to a Litestream "
                     "0.3.13 binary, or start the tests with tests/run, which installs it"};
    }
    ReferenceProgram program;
    program.m_path = path;
    return program;
}

ProcessResult ReferenceProgram::restore(const fs::path& replica, const fs::path& output,
                                        const std::vector<std::string>& flags) const
{
    std::vector<std::string> command = {m_path, "restore", "-o", output.string()};
    command.insert(command.end(), flags.begin(), flags.end());
    command.push_back("file://" + replica.string());
    return runProcess(command, std::chrono::minutes(10));
}

ProcessResult ReferenceProgram::list(const std::string& command, const fs::path& replica) const
{
    return runProcess({m_path, command, "file://" + replica.string()});
}

std::string currentGeneration(const fs::path& folder)
{
    std::ifstream file(Replication::metadata(folder) / "generation");
    std::string name;
    file >> name;
    return name.size() == 16 ? name : std::string();
}

std::uint64_t unpackedSizeOf(const fs::path& object)
{
    std::ifstream file(object, std::ios::binary);
    LZ4F_dctx* context = nullptr;
    LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
    std::vector<char> packed(1 << 16);
    std::vector<char> plain(1 << 20);
    std::uint64_t total = 0;
    std::size_t hint = 1;
    const auto capacity = static_cast<std::streamsize>(packed.size());
    while (hint != 0 && file.read(packed.data(), capacity).gcount() > 0) {
        const auto got = static_cast<std::size_t>(file.gcount());
        for (std::size_t used = 0; used < got && hint != 0;) {
            std::size_t in = got - used;
            std::size_t out = plain.size();
            hint = LZ4F_decompress(context, plain.data(), &out, packed.data() + used, &in, nullptr);
            if (LZ4F_isError(hint) != 0) {
                LZ4F_freeDecompressionContext(context);
                return 0;
            }
            used += in;
            total += out;
        }
    }
    LZ4F_freeDecompressionContext(context);
    return hint == 0 ? total : 0;
}

fs::path Replication::database(const fs::path& folder)
{
    return folder / "db";
}

fs::path Replication::replica(const fs::path& folder)
{
    return folder / "replica";
}

fs::path Replication::metadata(const fs::path& folder)
{
    return folder / ".db-litestream";
}

Replication::Replication(fs::path folder, ChildProcess process)
    : m_folder(std::move(folder)),
      m_process(std::move(process))
{
}

Result<Replication> Replication::start(const ReferenceProgram& program, const fs::path& folder,
                                       const ReplicateSettings& settings)
{
    writeConfiguration(folder, settings);
    Result<ChildProcess> process = ChildProcess::start(
        {program.path(), "replicate", "-config", configuration(folder).string()});
    if (!process)
        return std::move(process).error();
    return Replication(folder, std::move(*process));
}

ProcessResult Replication::stop()
{
    m_process.signal(SIGINT);
    return m_process.wait(std::chrono::seconds(20));
}

Result<void> Replication::waitUntilCaughtUp(std::chrono::milliseconds limit)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
        if (!m_process.isRunning())
            return Error{ErrorCode::Unavailable, "the reference ended: " + m_process.said()};
        const std::optional<WalEnd> shadow = shadowEnd();
        if (shadow && shadowIsComplete(*shadow) && oldestSnapshot()) {
            if (Result<void> followed = followUploads(); !followed)
                return followed;
            if (m_uploaded == *shadow)
                return {};
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1)); // it tells nobody: poll
    }
    return Error{ErrorCode::Unavailable, "the reference does not catch up: " + m_process.said()};
}

std::optional<Replication::WalEnd> Replication::shadowEnd() const
{
    const std::string generation = currentGeneration(m_folder);
    if (generation.empty())
        return {};
    std::optional<WalEnd> newest;
    std::error_code none;
    const fs::path folder = shadowFolder(m_folder, generation);
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
        const std::optional<unsigned> index = indexOf(entry.path().filename().string(), ".wal");
        if (index && entry.path().extension() == ".wal" && (!newest || *index >= newest->index))
            newest = WalEnd{*index, sizeOf(entry.path())};
    }
    return newest;
}

bool Replication::shadowIsComplete(const WalEnd& shadow) const
{
    const fs::path copy =
        shadowFolder(m_folder, currentGeneration(m_folder)) / (hex8(shadow.index) + ".wal");
    const fs::path wal = database(m_folder).string() + "-wal";
    const std::string header = bytesAt(wal, 0, walHeaderBytes);
    if (header.size() < walHeaderBytes || bytesAt(copy, 0, walHeaderBytes) != header)
        return false;
    // What stands behind the copy is a leftover of an older WAL if its salts are others.
    const std::string next = bytesAt(wal, shadow.offset, frameHeaderBytes);
    return next.size() < frameHeaderBytes || next.compare(8, 8, header, 16, 8) != 0;
}

std::optional<unsigned> Replication::oldestSnapshot() const
{
    std::optional<unsigned> oldest;
    std::error_code none;
    const fs::path folder =
        replica(m_folder) / "generations" / currentGeneration(m_folder) / "snapshots";
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
        const auto index = indexOf(entry.path().filename().string(), ".snapshot.lz4");
        if (index && (!oldest || *index < *oldest))
            oldest = index;
    }
    return oldest;
}

Result<void> Replication::followUploads()
{
    const std::string generation = currentGeneration(m_folder);
    if (generation != m_generation) {
        m_generation = generation;
        m_uploaded = {oldestSnapshot().value_or(0), 0};
    }
    const auto hasNext = [&] {
        return fs::exists(segment(m_folder, generation, m_uploaded.index, m_uploaded.offset));
    };
    const auto hasNextFile = [&] {
        return fs::exists(segment(m_folder, generation, m_uploaded.index + 1, 0));
    };
    for (;;) {
        if (hasNext()) {
            const std::uint64_t bytes =
                unpackedSizeOf(segment(m_folder, generation, m_uploaded.index, m_uploaded.offset));
            if (bytes == 0)
                return Error{ErrorCode::Corrupt, "the reference wrote an empty segment"};
            m_uploaded.offset += bytes;
        } else if (hasNextFile() && !hasNext()) {
            const std::uint64_t whole =
                sizeOf(shadowFolder(m_folder, generation) / (hex8(m_uploaded.index) + ".wal"));
            if (whole > m_uploaded.offset)
                return Error{ErrorCode::Corrupt, "the reference left out the end of a WAL file"};
            m_uploaded = {m_uploaded.index + 1, 0};
        } else {
            return {};
        }
    }
}

} // namespace walkeeper::test
