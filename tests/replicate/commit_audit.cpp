#include "tests/replicate/commit_audit.h"

#include "core/format/generations/object_names.h"
#include "core/io/lz4_stream.h"
#include "core/sqlite/connection.h"
#include "core/sqlite/wal_format.h"
#include "core/storage/local/file_store.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string_view>

namespace walkeeper::test {

namespace {

constexpr std::string_view mark = "walkeeper-commit:";
constexpr std::size_t markDigits = 16;

/// The highest counter that a page image holds; none if it holds none.
std::optional<std::uint64_t> countOnPage(ByteView page)
{
    const std::string_view text(reinterpret_cast<const char*>(page.data()), page.size());
    std::optional<std::uint64_t> highest;
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
        const std::string_view digits = text.substr(at + mark.size(), markDigits);
        std::uint64_t value = 0;
        if (digits.size() == markDigits &&
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16).ec ==
                std::errc())
            highest = std::max(highest.value_or(0), value);
    }
    return highest;
}

class GenerationReader
{
public:
    GenerationReader(GenerationId generation, CommitAudit& audit) : m_audit(audit)
    {
        m_found.generation = generation;
    }

    void add(const SegmentName& name, ByteView bytes)
    {
        m_place = m_found.generation.text() + "/" + segmentName(name);
        if (name.offset == 0 && !beginWal(name, bytes))
            return;
        if (name.index != m_index || name.offset != m_offset)
            return lost("it does not begin where the one before it ends");
        std::size_t at = name.offset == 0 ? walHeaderSize : 0;
        const std::uint64_t frameSize = walFrameSize(m_header.pageSize);
        for (; at + frameSize <= bytes.size(); at += frameSize)
            addFrame(bytes.subspan(at, frameSize));
        m_offset += bytes.size();
        if (at != bytes.size())
            lost("it ends in half a frame");
    }

    const CommitAudit::GenerationAudit& found() const { return m_found; }

private:
    bool beginWal(const SegmentName& name, ByteView bytes)
    {
        const Result<WalHeader> header = parseWalHeader(bytes);
        if (!header) {
            lost(header.error().message);
            return false;
        }
        if (m_found.walFiles > 0 && name.index != m_index + 1)
            lost("a WAL file is missing before it");
        m_header = *header;
        m_running = header->checksum;
        m_index = name.index;
        m_offset = 0;
        ++m_found.walFiles;
        return true;
    }

    void addFrame(ByteView frame)
    {
        const WalFrameHeader header = parseWalFrameHeader(frame);
        m_running = walFrameChecksum(m_header.order, m_running, frame);
        if (header.salts != m_header.salts || header.checksum != m_running)
            return lost("a frame does not continue the one before it");
        if (const auto count = countOnPage(frame.subspan(walFrameHeaderSize)))
            m_count = std::max(m_count.value_or(0), *count);
        if (!header.isCommit())
            return;
        ++m_found.commits;
        if (m_count && m_committed && *m_count > *m_committed + 1)
            lost("commits " + std::to_string(*m_committed + 1) + " to " +
                 std::to_string(*m_count - 1) + " are missing before it");
        m_committed = m_count;
        m_found.lastCount = m_count.value_or(0);
    }

    void lost(const std::string& what) { m_audit.losses.push_back(m_place + ": " + what); }

    CommitAudit& m_audit;
    CommitAudit::GenerationAudit m_found;
    std::string m_place;
    WalHeader m_header;
    WalChecksum m_running;
    WalIndex m_index = 0;
    std::uint64_t m_offset = 0;
    std::optional<std::uint64_t> m_count;     ///< with the frames of an open transaction
    std::optional<std::uint64_t> m_committed; ///< as of the last commit
};

Result<std::vector<std::byte>> unpack(ObjectStore& store, const ObjectKey& key)
{
    const Result<std::unique_ptr<ByteSource>> packed = store.open(key, {}, {});
    if (!packed)
        return packed.error();
    Lz4Decompressor plain;
    plain.reset(**packed);
    std::vector<std::byte> bytes;
    std::vector<std::byte> piece(std::size_t{4} << 20);
    for (;;) {
        const Result<std::size_t> size = plain.read(piece);
        if (!size)
            return size.error();
        if (*size == 0)
            return bytes;
        bytes.insert(bytes.end(), piece.begin(),
                     piece.begin() + static_cast<std::ptrdiff_t>(*size));
    }
}

/// 0 if nothing is noted there yet.
std::uint64_t noteAt(const std::filesystem::path& notes, std::streamoff offset)
{
    std::uint64_t count = 0;
    std::ifstream file(notes, std::ios::binary);
    file.seekg(offset);
    file.read(reinterpret_cast<char*>(&count), sizeof count);
    return file ? count : 0;
}

} // namespace

std::uint64_t CommitAudit::commits() const
{
    std::uint64_t sum = 0;
    for (const GenerationAudit& generation : generations)
        sum += generation.commits;
    return sum;
}

std::uint64_t CommitAudit::resets() const
{
    std::uint64_t sum = 0;
    for (const GenerationAudit& generation : generations)
        sum += generation.walFiles > 0 ? generation.walFiles - 1 : 0;
    return sum;
}

Result<CommitAudit> auditCommits(const std::filesystem::path& replica)
{
    FileStore store(nativeFileSystem(), replica);
    std::map<GenerationId, std::vector<SegmentName>> segments;
    const Result<void> listed = store.list(
        generationsFolder(), {.depth = ListOptions::Depth::AllLevels},
        [&](ListPage page) {
            for (const ObjectInfo& object : page.objects) {
                const Result<SegmentName> name = parseSegmentName(object.key.name());
                const Result<GenerationId> generation = GenerationId::parse(
                    std::string_view(object.key.text()).substr(std::strlen("generations/"), 16));
                if (name && generation)
                    segments[*generation].push_back(*name);
            }
        },
        {});
    if (!listed)
        return listed.error();
    CommitAudit audit;
    for (auto& [generation, names] : segments) {
        std::ranges::sort(
            names, {}, [](const SegmentName& name) { return std::pair(name.index, name.offset); });
        GenerationReader reader(generation, audit);
        for (const SegmentName& name : names) {
            const Result<std::vector<std::byte>> bytes =
                unpack(store, walFolder(generation).child(segmentName(name)));
            if (!bytes)
                return bytes.error();
            reader.add(name, *bytes);
        }
        audit.generations.push_back(reader.found());
    }
    return audit;
}

Result<std::uint64_t> countIn(const std::filesystem::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Existing);
    if (!connection)
        return std::move(connection).error();
    connection->setBusyTimeout(std::chrono::seconds(10)); // somebody may be recovering it
    const auto rows = connection->query("SELECT mark FROM counter");
    if (!rows)
        return rows.error();
    return static_cast<std::uint64_t>(
        std::stoull(rows->front().front().substr(mark.size()), nullptr, 16));
}

std::uint64_t confirmedCount(const std::filesystem::path& notes)
{
    return noteAt(notes, 0);
}

std::uint64_t collisionCount(const std::filesystem::path& notes)
{
    return noteAt(notes, sizeof(std::uint64_t));
}

} // namespace walkeeper::test
