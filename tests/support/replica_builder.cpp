#include "tests/support/replica_builder.h"

#include "core/io/lz4_stream.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace walkeeper::test {

namespace {

void append(Bytes& bytes, std::uint32_t value)
{
    std::array<std::byte, 4> word{};
    storeBig32(word.data(), value);
    bytes.insert(bytes.end(), word.begin(), word.end());
}

} // namespace

Bytes makePage(std::uint32_t pageSize, std::uint32_t page, std::uint32_t version)
{
    Bytes content(pageSize);
    for (std::uint32_t i = 0; i < pageSize; ++i)
        content[i] = static_cast<std::byte>(page * 7 + version * 31 + i / 16);
    if (page == 1) {
        std::memcpy(content.data(), "SQLite format 3", 16);
        content[16] = static_cast<std::byte>(pageSize == 65536 ? 0 : pageSize >> 8);
        content[17] = static_cast<std::byte>(pageSize == 65536 ? 1 : 0);
        storeBig32(content.data() + 24, version); // change counter
    }
    return content;
}

Bytes makeDatabase(std::uint32_t pageSize, std::uint32_t pages, std::uint32_t version)
{
    Bytes database;
    for (std::uint32_t page = 1; page <= pages; ++page) {
        const Bytes content = makePage(pageSize, page, version);
        database.insert(database.end(), content.begin(), content.end());
    }
    return database;
}

WalBuilder::WalBuilder(std::uint32_t pageSize, ByteOrder order, WalSalts salts)
    : m_order(order),
      m_salts(salts)
{
    append(m_bytes, order == ByteOrder::Big ? 0x377f0683 : 0x377f0682);
    append(m_bytes, 3007000);
    append(m_bytes, pageSize);
    append(m_bytes, 0);
    append(m_bytes, salts.salt1);
    append(m_bytes, salts.salt2);
    m_sum = walChecksum(order, {}, m_bytes);
    append(m_bytes, m_sum.s0);
    append(m_bytes, m_sum.s1);
}

void WalBuilder::addFrame(std::uint32_t page, const Bytes& content, std::uint32_t commitPages)
{
    Bytes frame;
    append(frame, page);
    append(frame, commitPages);
    append(frame, m_salts.salt1);
    append(frame, m_salts.salt2);
    m_sum = walChecksum(m_order, walChecksum(m_order, m_sum, ByteView(frame).first(8)), content);
    append(frame, m_sum.s0);
    append(frame, m_sum.s1);
    frame.insert(frame.end(), content.begin(), content.end());
    m_bytes.insert(m_bytes.end(), frame.begin(), frame.end());
}

Bytes packed(ByteView plain)
{
    MemorySource source(plain);
    Lz4Compressor compressor(source);
    Bytes bytes;
    for (;;) {
        const std::size_t size = bytes.size();
        bytes.resize(size + 65536);
        const Result<std::size_t> more = compressor.read(ByteSpan(bytes).subspan(size));
        assert(more);
        bytes.resize(size + *more);
        if (*more == 0)
            return bytes;
    }
}

ReplicaBuilder::ReplicaBuilder(std::uint64_t id) : generation(id) {}

ObjectKey ReplicaBuilder::addSnapshot(WalIndex index, ByteView database)
{
    return add(snapshotsFolder(generation).child(snapshotName(index)), database);
}

ObjectKey ReplicaBuilder::addSegment(WalIndex index, std::uint64_t offset, ByteView bytes)
{
    return add(walFolder(generation).child(segmentName({index, offset})), bytes);
}

ObjectKey ReplicaBuilder::add(const ObjectKey& key, ByteView plain)
{
    putRaw(key, packed(plain));
    return key;
}

void ReplicaBuilder::putRaw(const ObjectKey& key, ByteView stored)
{
    MemorySource source(stored);
    [[maybe_unused]] const Result<ObjectInfo> put = store.put(key, source, {});
    assert(put);
    [[maybe_unused]] const Result<void> timed = store.setModified(key, m_time);
    assert(timed);
    m_time += std::chrono::seconds(1);
}

void ReplicaBuilder::remove(const ObjectKey& key)
{
    [[maybe_unused]] const Result<void> removed = store.remove(std::span(&key, 1), {});
    assert(removed);
}

} // namespace walkeeper::test
