#include "core/config/replication_config.h"
#include "core/io/lz4_stream.h"
#include "core/operations/replicator_world.h"
#include "core/operations/validate_replica.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <fstream>
#include <set>
#include <thread>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

/// A restore beside the live database at the same commit, while the application goes on.
class ComparisonTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void agreesWhileNothingHappens_data();
    void agreesWhileNothingHappens();
    void agreesUnderAWriter();
    void findsWhatNoOtherCheckSees();
    void forgetsADifferenceWithItsGeneration();
    void comesByItself();
    void saysWhatKeepsItFromComparing_data();
    void saysWhatKeepsItFromComparing();

private:
    DatabaseConfig config() const;
    void start(unsigned pageSize, std::chrono::milliseconds interval = {});
    Result<ReplicaComparison> compare();
    ReplicaStatus status() const { return m_replicator->status().front().replicas.front(); }
    fs::path newestSnapshot() const;
    void damageSnapshot();

    std::optional<TestFolder> m_folder;
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    std::optional<WorkloadDatabase> m_application;
    std::chrono::milliseconds m_interval{};
    std::unique_ptr<Replicator> m_replicator;
};

void ComparisonTest::init()
{
    m_folder.emplace();
}

void ComparisonTest::cleanup()
{
    m_replicator.reset();
    m_application.reset();
    m_folder.reset();
}

DatabaseConfig ComparisonTest::config() const
{
    DatabaseConfig config;
    config.path = (*m_folder / "app.db").string();
    config.minCheckpointPages = 50;
    ReplicaConfig replica;
    replica.url = {.scheme = "file", .path = (*m_folder / "replica").string()};
    replica.validationInterval = m_interval;
    config.replicas = {replica};
    return config;
}

void ComparisonTest::start(unsigned pageSize, std::chrono::milliseconds interval)
{
    m_interval = interval;
    m_application.emplace(*m_folder / "app.db", pageSize);
    m_application->insertItems(200, 300);
    m_replicator =
        std::make_unique<Replicator>(replicatorWorld({nativeFileSystem(), m_clock, m_stores}));
    QVERIFY(m_replicator->add(config()));
    QVERIFY(m_replicator->syncNow(config().path, {}));
}

Result<ReplicaComparison> ComparisonTest::compare()
{
    const auto compared = m_replicator->compareNow(config().path, {}, {});
    if (!compared)
        return compared.error();
    return compared->front().comparison;
}

fs::path ComparisonTest::newestSnapshot() const
{
    fs::path newest;
    for (const auto& entry : fs::recursive_directory_iterator(*m_folder / "replica")) {
        if (entry.path().string().ends_with(".snapshot.lz4"))
            newest = std::max(newest, entry.path());
    }
    return newest;
}

/// Changes one byte of a row and stores it as a sound object.
void ComparisonTest::damageSnapshot()
{
    const fs::path file = newestSnapshot();
    const auto everything = [](ByteSource& source) {
        std::vector<std::byte> bytes(64 << 20);
        std::size_t size = 0;
        while (const std::size_t more = *source.read(ByteSpan(bytes).subspan(size)))
            size += more;
        bytes.resize(size);
        return bytes;
    };
    const std::string packed = fileText(file);
    MemorySource stored(std::as_bytes(std::span(packed)));
    Lz4Decompressor unpacked;
    unpacked.reset(stored);
    std::vector<std::byte> plain = everything(unpacked);
    // In the last page there is content of a table, at its end: where rows begin.
    plain[plain.size() - 10] ^= std::byte{1};
    MemorySource changed(plain);
    Lz4Compressor compressor(changed);
    const std::vector<std::byte> again = everything(compressor);
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(again.data()),
               static_cast<std::streamsize>(again.size()));
}

void ComparisonTest::agreesWhileNothingHappens_data()
{
    QTest::addColumn<unsigned>("pageSize");
    for (const unsigned size : {512u, 4096u, 65536u})
        QTest::addRow("%u", size) << size;
}

void ComparisonTest::agreesWhileNothingHappens()
{
    QFETCH(unsigned, pageSize);
    start(pageSize);

    for (int i = 0; i < 3; ++i) {
        const Result<ReplicaComparison> compared = compare();
        QVERIFY2(compared, compared ? "" : compared.error().message.c_str());
        QVERIFY(compared->agrees());
        QVERIFY(compared->liveBytes > 0);
        QVERIFY(compared->position == *m_replicator->status().front().database.position);
        m_application->updateItems(20, 400);
        m_application->deleteItems(0.3);
        if (i == 1)
            m_application->vacuum();
    }
    QCOMPARE(status().comparisonsAgreed, std::uint64_t{3});
    QVERIFY(!status().comparisonError);
}

void ComparisonTest::agreesUnderAWriter()
{
    start(4096);
    std::atomic<bool> isDone = false;
    std::thread writer([&] {
        for (int i = 0; !isDone; ++i) {
            m_application->updateItems(3, 200);
            if (i % 50 == 0)
                m_application->insertItems(100, 300);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    std::string failure;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 12 && failure.empty(); ++i) {
        const Result<ReplicaComparison> compared = compare();
        if (!compared)
            failure = compared.error().message;
        else if (!compared->agrees())
            failure = "differs at " + compared->position.text();
        else
            seen.insert(compared->liveChecksum);
    }
    isDone = true;
    writer.join();

    QVERIFY2(failure.empty(), failure.c_str());
    QVERIFY(m_application->state());
    // The writer did not wait for the comparisons.
    QVERIFY2(seen.size() > 6, std::to_string(seen.size()).c_str());
    QVERIFY(status().position->index > 0);
}

void ComparisonTest::findsWhatNoOtherCheckSees()
{
    start(4096, std::chrono::hours(1));
    QVERIFY(compare()->agrees());
    QVERIFY(m_replicator->checkpointNow(config().path, CheckpointMode::Truncate, {}));
    QVERIFY(m_replicator->snapshotNow(config().path, {}, {}));
    damageSnapshot();
    const OperationContext context{nativeFileSystem(), m_clock, m_stores};
    ValidateRequest request{.source = config().replicas.front().url,
                            .rung = ValidationRung::Restore};
    NoProgress progress;
    const Result<ValidationReport> sound = validateReplica(request, context, {}, progress);
    QVERIFY(sound && sound->passed());

    const Result<ReplicaComparison> compared = compare();

    QVERIFY2(compared, compared ? "" : compared.error().message.c_str());
    QVERIFY(!compared->agrees());
    QVERIFY(status().comparisonError);
    QCOMPARE(status().comparisonError->error.code, ErrorCode::Corrupt);
    // A new generation makes the replica one to rely on again.
    QTRY_VERIFY_WITH_TIMEOUT(status().isRestorable &&
                                 status().position->generation != compared->position.generation,
                             30'000);
    QVERIFY(compare()->agrees());
    QVERIFY(!status().comparisonError);
}

/// Where no comparison comes by itself.
void ComparisonTest::forgetsADifferenceWithItsGeneration()
{
    start(4096);
    QVERIFY(m_replicator->checkpointNow(config().path, CheckpointMode::Truncate, {}));
    QVERIFY(m_replicator->snapshotNow(config().path, {}, {}));
    damageSnapshot();

    const Result<ReplicaComparison> compared = compare();

    QVERIFY2(compared, compared ? "" : compared.error().message.c_str());
    QVERIFY(!compared->agrees());
    QTRY_VERIFY_WITH_TIMEOUT(status().isRestorable &&
                                 status().position->generation != compared->position.generation,
                             30'000);
    QVERIFY(!status().comparisonError);
    QCOMPARE(status().comparisonsFailed, std::uint64_t{1});
}

void ComparisonTest::comesByItself()
{
    start(4096, std::chrono::milliseconds(100));

    QTRY_VERIFY_WITH_TIMEOUT(status().comparisonsAgreed >= 3, 30'000);

    QCOMPARE(status().comparisonsFailed, std::uint64_t{0});
    QVERIFY(status().nextComparison);
    QVERIFY(m_replicator->remove(config().path, {}));
}

void ComparisonTest::saysWhatKeepsItFromComparing_data()
{
    QTest::addColumn<int>("hours");
    QTest::newRow("only when asked for") << 0;
    QTest::newRow("by itself too") << 1;
}

void ComparisonTest::saysWhatKeepsItFromComparing()
{
    QFETCH(const int, hours);
    start(4096, std::chrono::hours(hours));
    fs::remove(newestSnapshot());

    const Result<ReplicaComparison> compared = compare();

    QVERIFY(!compared);
    QVERIFY2(compared.error().message.find("snapshot") != std::string::npos,
             compared.error().message.c_str());
    QCOMPARE(status().comparisonError.has_value(), hours > 0);
    QCOMPARE(status().comparisonsFailed, std::uint64_t{1});
}

WALKEEPER_TEST(ComparisonTest)
#include "comparison_test.moc"
