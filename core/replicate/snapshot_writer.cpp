#include "core/replicate/snapshot_writer.h"

#include "core/format/generations/object_names.h"
#include "core/replicate/packed_body.h"

#include <string_view>

namespace walkeeper {

namespace {

constexpr std::string_view databaseMagic = "SQLite format 3"; ///< and a zero byte

/// The image's bytes, whose end is given only when the replica holds the WAL that goes with them.
class ImageBody final : public ByteSource
{
public:
    ImageBody(SnapshotSource& source, DatabaseImage& image, const StoreWalUpTo& storeWal,
              std::chrono::nanoseconds walEvery, const CancellationToken& token)
        : m_source(source),
          m_image(image),
          m_storeWal(storeWal),
          m_walEvery(walEvery),
          m_token(token)
    {
    }

    std::uint64_t bytes() const { return m_bytes; }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_token.isCancelled())
            return cancelledError();
        if (m_isComplete || into.empty())
            return std::size_t{0};
        if (Clock::now() >= m_nextWal) {
            if (Result<void> stored = storeWal(); !stored)
                return std::move(stored).error();
            m_nextWal = Clock::now() + m_walEvery;
        }
        const Result<std::size_t> got = m_image.source->read(into);
        if (!got)
            return got;
        checkHead(into.first(*got));
        m_bytes += *got;
        if (*got > 0)
            return got;
        if (Result<void> finished = finish(); !finished)
            return std::move(finished).error();
        m_isComplete = true;
        return std::size_t{0};
    }

private:
    using Clock = std::chrono::steady_clock;

    void checkHead(ByteView bytes)
    {
        for (std::size_t i = 0; i < bytes.size() && m_bytes + i <= databaseMagic.size(); ++i) {
            const std::size_t at = static_cast<std::size_t>(m_bytes) + i;
            const char expected = at < databaseMagic.size() ? databaseMagic[at] : '\0';
            m_isDatabase = m_isDatabase && static_cast<char>(bytes[i]) == expected;
        }
    }

    Result<void> finish()
    {
        if (!m_isDatabase || m_bytes <= databaseMagic.size())
            return Error{ErrorCode::Corrupt, "the file is no SQLite database"};
        return storeWal();
    }

    Result<void> storeWal()
    {
        const Result<Position> end = m_source.syncNow(m_token);
        if (!end)
            return end.error();
        if (end->generation != m_image.begin.generation)
            return Error{ErrorCode::Busy, "another generation has begun while it was copied"};
        return m_storeWal(*end);
    }

    SnapshotSource& m_source;
    DatabaseImage& m_image;
    const StoreWalUpTo& m_storeWal;
    const std::chrono::nanoseconds m_walEvery;
    Clock::time_point m_nextWal = Clock::now() + m_walEvery;
    const CancellationToken& m_token;
    std::uint64_t m_bytes = 0;
    bool m_isDatabase = true;
    bool m_isComplete = false;
};

} // namespace

Result<StoredSnapshotImage> storeSnapshot(ObjectStore& store, SnapshotSource& source,
                                          DatabaseImage image, const StoreWalUpTo& storeWal,
                                          std::chrono::nanoseconds walEvery,
                                          const CancellationToken& token)
{
    const Position begin = image.begin;
    ImageBody body(source, image, storeWal, walEvery, token);
    PackedBody packed(body, image.bytes);
    const ObjectKey key = snapshotsFolder(begin.generation).child(snapshotName(begin.index));
    Result<ObjectInfo> stored = store.put(key, packed, token);
    if (!stored)
        return std::move(stored).error().during("cannot store a snapshot");
    return StoredSnapshotImage{begin.index, body.bytes(), *std::move(stored)};
}

} // namespace walkeeper
