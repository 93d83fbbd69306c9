#pragma once

#include "core/format/generations/object_names.h"
#include "core/sqlite/wal_format.h"
#include "core/storage/memory/memory_store.h"

#include <cstdint>
#include <vector>

namespace walkeeper::test {

using Bytes = std::vector<std::byte>;

/// A page whose every byte follows from its number and version; page 1 begins like a database.
Bytes makePage(std::uint32_t pageSize, std::uint32_t page, std::uint32_t version);

/// A database file of pages 1 to `pages`, all of one version.
Bytes makeDatabase(std::uint32_t pageSize, std::uint32_t pages, std::uint32_t version);

/// Writes a WAL as SQLite does.
class WalBuilder
{
public:
    WalBuilder(std::uint32_t pageSize, ByteOrder order, WalSalts salts);

    /// commitPages  size of the database after the commit; 0 if the frame is no commit
    void addFrame(std::uint32_t page, const Bytes& content, std::uint32_t commitPages);

    const Bytes& bytes() const { return m_bytes; }
    std::uint64_t size() const { return m_bytes.size(); }

private:
    ByteOrder m_order;
    WalSalts m_salts;
    WalChecksum m_sum;
    Bytes m_bytes;
};

/// Packs bytes as stored objects are packed.
Bytes packed(ByteView plain);

/// Puts the parts of one generation into a store, each a second younger than the one before.
class ReplicaBuilder
{
public:
    explicit ReplicaBuilder(std::uint64_t generation = 0x1122334455667788);

    /// The time that the next part gets.
    Timestamp nextTime() const { return m_time; }

    ObjectKey addSnapshot(WalIndex index, ByteView database);
    /// bytes  of the WAL file, from `offset` on
    ObjectKey addSegment(WalIndex index, std::uint64_t offset, ByteView bytes);
    /// Whatever it is, under whatever name.
    void putRaw(const ObjectKey& key, ByteView stored);
    void remove(const ObjectKey& key);

    GenerationId generation;
    MemoryStore store;

private:
    ObjectKey add(const ObjectKey& key, ByteView plain);

    Timestamp m_time = Timestamp(std::chrono::seconds(1'700'000'000));
};

} // namespace walkeeper::test
