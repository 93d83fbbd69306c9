#include "core/operations/demo_replica.h"

#include "core/history/commits.h"
#include "core/io/lz4_stream.h"
#include "core/sqlite/connection.h"

#include <cmath>
#include <cstdio>

namespace walkeeper {

namespace {

constexpr std::chrono::hours spread(48); ///< from the oldest object to about now
constexpr std::chrono::minutes betweenObjects(20);
constexpr int segmentsInWal = 23; ///< then the WAL begins anew
constexpr int readingsInCommit = 12;

/// What one generation of the demo consists of: WAL files between snapshots.
struct GenerationShape {
    std::uint64_t name;
    int wals;
    bool endsInSnapshot; ///< and one more WAL behind it
};
constexpr GenerationShape shapes[] = {{0x0e5f1a2b3c4d5e6f, 2, true},
                                      {0x8a7b6c5d4e3f2a1b, 3, false}};

/// A file from some offset on, as a source.
class FileSource final : public ByteSource
{
public:
    FileSource(File& file, std::uint64_t begin) : m_file(file), m_offset(begin) {}

    Result<std::size_t> read(ByteSpan into) override
    {
        Result<std::size_t> size = m_file.readAt(m_offset, into);
        if (size)
            m_offset += *size;
        return size;
    }

    std::uint64_t offset() const { return m_offset; }

private:
    File& m_file;
    std::uint64_t m_offset;
};

/// Fills a database of weather readings and stores its history as it goes, by the simplest means:
/// nobody else writes the database meanwhile, so the WAL file holds the commits and nothing more.
class DemoWriter
{
public:
    DemoWriter(const DemoReplica& demo, ObjectStore& store, const OperationContext& context)
        : m_demo(demo),
          m_store(store),
          m_context(context),
          m_time(context.clock.now() - spread)
    {
    }

    Result<void> write()
    {
        Result<Connection> connection = Connection::open(m_demo.database, OpenDatabase::ReadWrite);
        if (!connection)
            return std::move(connection).error();
        if (Result<void> created = createTables(*connection); !created)
            return created;
        for (const GenerationShape& shape : shapes) {
            if (Result<void> written = writeGeneration(*connection, shape); !written)
                return written;
        }
        return {};
    }

private:
    static Result<void> createTables(Connection& connection)
    {
        return connection.execute(
            "PRAGMA journal_mode = wal;"
            "PRAGMA wal_autocheckpoint = 0;"
            "CREATE TABLE station(id INTEGER PRIMARY KEY, name TEXT NOT NULL, height_m INTEGER);"
            "INSERT INTO station(name, height_m) VALUES"
            " ('Harbour', 4), ('Old mill', 87), ('North ridge', 1240), ('Airfield', 212);"
            "CREATE TABLE reading(id INTEGER PRIMARY KEY, station INTEGER NOT NULL"
            " REFERENCES station(id), celsius REAL NOT NULL, humidity INTEGER NOT NULL,"
            " remark TEXT);"
            "CREATE INDEX reading_by_station ON reading(station, id);"
            "PRAGMA wal_checkpoint(TRUNCATE);");
    }

    Result<void> writeGeneration(Connection& connection, const GenerationShape& shape)
    {
        m_generation = GenerationId(shape.name);
        m_index = 0;
        Result<void> done = storeSnapshot(connection);
        for (int wal = 0; done && wal < shape.wals; ++wal)
            done = writeWal(connection);
        if (!done || !shape.endsInSnapshot)
            return done;
        done = storeSnapshot(connection);
        return done ? writeWal(connection) : done;
    }

    /// One life of the WAL, from its first frame to the checkpoint that empties it.
    Result<void> writeWal(Connection& connection)
    {
        Result<void> done;
        std::uint64_t offset = 0;
        for (int segment = 0; done && segment < segmentsInWal; ++segment) {
            for (int commit = 0; done && commit <= segment % 4; ++commit)
                done = connection.execute(nextCommit());
            if (done)
                done = storeSegment(offset);
        }
        ++m_index;
        return done ? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") : done;
    }

    /// Right after a checkpoint the database's own image is what its file holds.
    Result<void> storeSnapshot(Connection& connection)
    {
        const Result<std::vector<std::byte>> image = connection.image();
        if (!image)
            return image.error();
        MemorySource plain(*image);
        return store(snapshotsFolder(m_generation).child(snapshotName(m_index)), plain);
    }

    /// Stores the WAL file from `offset` on and moves the offset to its end.
    Result<void> storeSegment(std::uint64_t& offset)
    {
        std::filesystem::path path = m_demo.database;
        path += "-wal";
        Result<std::unique_ptr<File>> file = m_context.files.open(path, OpenMode::Read);
        if (!file)
            return std::move(file).error();
        FileSource plain(**file, offset);
        Result<void> stored =
            store(walFolder(m_generation).child(segmentName({m_index, offset})), plain);
        offset = plain.offset();
        return stored;
    }

    Result<void> store(const ObjectKey& key, ByteSource& plain)
    {
        Lz4Compressor packed(plain);
        if (Result<ObjectInfo> stored = m_store.put(key, packed, {}); !stored)
            return std::move(stored).error();
        return setTime(m_demo.replica / key.text());
    }

    Result<void> setTime(const std::filesystem::path& object)
    {
        Result<std::unique_ptr<File>> file = m_context.files.open(object, OpenMode::Read);
        if (!file)
            return std::move(file).error();
        Result<void> set = (*file)->setModified(m_time);
        m_time += betweenObjects;
        return set;
    }

    std::string nextCommit()
    {
        std::string sql = "BEGIN;";
        for (int i = 0; i < readingsInCommit; ++i, ++m_reading) {
            const double day = m_reading / 240.0 * 6.2831853;
            std::array<char, 200> row{};
            std::snprintf(row.data(), row.size(),
                          "INSERT INTO reading(station, celsius, humidity, remark)"
                          " VALUES(%d, %.1f, %d, %s);",
                          m_reading % 4 + 1, 11.0 + 8.0 * std::sin(day) - (m_reading % 4) * 1.5,
                          60 + m_reading * 7 % 35, m_reading % 9 == 0 ? "'calibrated'" : "NULL");
            sql += row.data();
        }
        if (m_reading % 480 == 0)
            sql += "DELETE FROM reading WHERE id % 3 = 0 AND id < " +
                   std::to_string(m_reading - 300) + ";";
        return sql + "COMMIT;";
    }

    const DemoReplica& m_demo;
    ObjectStore& m_store;
    const OperationContext& m_context;
    Timestamp m_time; ///< of the next object
    GenerationId m_generation;
    WalIndex m_index = 0;
    int m_reading = 0;
};

Result<void> measure(DemoReplica& demo, const Replica& replica, ObjectStore& store,
                     FileSystem& files)
{
    for (const Generation& generation : replica.generations) {
        demo.snapshots += generation.snapshots.size();
        demo.segments += generation.segments.size();
        const Result<RestorePoints> points =
            readCommits(store, generation, {0, generation.segments.size()}, {});
        if (!points)
            return points.error();
        demo.commits += points->points.size();
    }
    const Result<FileStatus> status = files.status(demo.database);
    if (!status)
        return status.error();
    demo.databaseBytes = status->size;
    return {};
}

} // namespace

Result<DemoReplica> makeDemoReplica(const std::filesystem::path& folder,
                                    const OperationContext& context)
{
    DemoReplica demo;
    demo.database = std::filesystem::absolute(folder) / "weather.db";
    demo.replica = std::filesystem::absolute(folder) / "replica";
    if (Result<std::vector<std::filesystem::path>> made =
            context.files.createDirectories(demo.replica);
        !made)
        return std::move(made).error();
    Result<std::unique_ptr<ObjectStore>> store =
        context.stores.open({.scheme = "file", .path = demo.replica.string()});
    if (!store)
        return std::move(store).error();

    Result<Replica> replica = listReplica(**store, {}, {});
    if (replica && replica->generations.empty()) {
        if (Result<void> written = DemoWriter(demo, **store, context).write(); !written)
            return std::move(written).error().during("cannot make the demo");
        replica = listReplica(**store, {}, {});
    }
    if (!replica)
        return std::move(replica).error();
    if (Result<void> measured = measure(demo, *replica, **store, context.files); !measured)
        return std::move(measured).error();
    return demo;
}

} // namespace walkeeper
