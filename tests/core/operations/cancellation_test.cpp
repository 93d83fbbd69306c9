#include "core/operations/restore_database.h"
#include "core/operations/validate_replica.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds promised{250};

/// What the sources of a replica do, and what was seen of them.
struct Pace {
    CancellationSource cancel;
    std::size_t bytesARead = 64;
    int cancelAtRead = 0;        ///< counted from 1; 0: never
    bool waitsForCancel = false; ///< each read lasts until the cancellation
    std::atomic<int> reads = 0;
    std::atomic<int> readsAfterCancel = 0;
    std::binary_semaphore begun{0}; ///< released by the first read
};

/// Another source, a few bytes at a time.
class SlowSource final : public ByteSource
{
public:
    SlowSource(std::unique_ptr<ByteSource> real, Pace& pace) : m_real(std::move(real)), m_pace(pace)
    {
    }

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_pace.cancel.token().isCancelled())
            ++m_pace.readsAfterCancel;
        const int number = ++m_pace.reads;
        if (number == 1)
            m_pace.begun.release();
        if (number == m_pace.cancelAtRead)
            m_pace.cancel.cancel();
        if (m_pace.waitsForCancel && m_pace.cancel.token().waitFor(std::chrono::minutes(1)))
            return cancelledError();
        return m_real->read(into.first(std::min(into.size(), m_pace.bytesARead)));
    }

private:
    std::unique_ptr<ByteSource> m_real;
    Pace& m_pace;
};

/// A store that hands out such sources.
class SlowStore final : public ObjectStore
{
public:
    SlowStore(std::unique_ptr<ObjectStore> real, Pace& pace) : m_real(std::move(real)), m_pace(pace)
    {
    }

    Result<void> list(const ObjectKey& folder, const ListOptions& options,
                      const std::function<void(ListPage)>& page,
                      const CancellationToken& token) override
    {
        return m_real->list(folder, options, page, token);
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                             const CancellationToken& token) override
    {
        Result<std::unique_ptr<ByteSource>> source = m_real->open(key, range, token);
        if (source)
            source = std::unique_ptr<ByteSource>(
                std::make_unique<SlowSource>(*std::move(source), m_pace));
        return source;
    }
    Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                           const CancellationToken& token) override
    {
        return m_real->put(key, body, token);
    }
    Result<void> remove(std::span<const ObjectKey> keys, const CancellationToken& token) override
    {
        return m_real->remove(keys, token);
    }

private:
    std::unique_ptr<ObjectStore> m_real;
    Pace& m_pace;
};

/// Runs a restore or a validation of the demo's replica through slow sources.
class SlowWorld
{
public:
    explicit SlowWorld(Pace& pace) : m_pace(pace)
    {
        m_stores.add("file", [this](const StoreUrl& url, FileSystem&) {
            Result<std::unique_ptr<ObjectStore>> real = m_real.open(url);
            if (real)
                real = std::unique_ptr<ObjectStore>(
                    std::make_unique<SlowStore>(*std::move(real), m_pace));
            return real;
        });
    }

    /// How it ended; no error if it was done.
    std::optional<ErrorCode> run(bool validates)
    {
        NoProgress silent;
        const OperationContext context{nativeFileSystem(), m_clock, m_stores};
        const CancellationToken token = m_pace.cancel.token();
        if (validates) {
            ValidateRequest request;
            request.source = m_folder.url();
            request.parallelism = threads;
            const auto report = validateReplica(request, context, token, silent);
            return report ? std::optional<ErrorCode>() : report.error().code;
        }
        RestoreRequest request;
        request.source = m_folder.url();
        request.output = m_folder.root() / "target" / "restored.db";
        request.parallelism = threads;
        const auto report = restoreDatabase(request, context, token, silent);
        return report ? std::optional<ErrorCode>() : report.error().code;
    }

    std::vector<std::string> leftovers() const { return m_folder.namesIn("target"); }

    static constexpr int threads = 3;

private:
    Pace& m_pace;
    test::ReplicaFolder m_folder;
    SystemClock m_clock;
    StoreRegistry m_real = standardRegistry();
    StoreRegistry m_stores;
};

void addOperations()
{
    QTest::addColumn<bool>("validates");
    QTest::newRow("restore") << false;
    QTest::newRow("validation") << true;
}

} // namespace

class CancellationTest : public QObject
{
    Q_OBJECT

private slots:
    void readsNothingMoreAfterACancel_data() { addOperations(); }
    void readsNothingMoreAfterACancel();
    void endsWithinAQuarterSecond_data() { addOperations(); }
    void endsWithinAQuarterSecond();
};

void CancellationTest::readsNothingMoreAfterACancel()
{
    QFETCH(const bool, validates);
    Pace whole;
    QVERIFY(!SlowWorld(whole).run(validates));
    Pace pace;
    pace.cancelAtRead = 100;
    QVERIFY(whole.reads > pace.cancelAtRead * 4);
    SlowWorld world(pace);

    const std::optional<ErrorCode> error = world.run(validates);

    QCOMPARE(error, ErrorCode::Cancelled);
    // Each thread may have been about to read.
    QVERIFY2(pace.readsAfterCancel <= SlowWorld::threads + 1,
             std::to_string(pace.readsAfterCancel).c_str());
    QVERIFY(world.leftovers().empty());
}

/// A cancellation counts from when a control thread, which waits for nothing else, heard of it.
void CancellationTest::endsWithinAQuarterSecond()
{
    QFETCH(const bool, validates);
    Pace pace;
    pace.waitsForCancel = true;
    SlowWorld world(pace);
    const CancellationToken token = pace.cancel.token();
    auto control = std::async(std::launch::async, [&token] {
        token.waitFor(std::chrono::minutes(1));
        return SteadyClock::now();
    });
    auto operation = std::async(std::launch::async, [&] {
        const std::optional<ErrorCode> error = world.run(validates);
        return std::pair(error, SteadyClock::now());
    });
    pace.begun.acquire();

    pace.cancel.cancel();

    const auto [error, end] = operation.get();
    const auto heard = control.get();
    const auto late = std::chrono::duration_cast<std::chrono::milliseconds>(end - heard);
    QCOMPARE(error, ErrorCode::Cancelled);
    QVERIFY2(late < promised, (std::to_string(late.count()) + " ms").c_str());
    QVERIFY(world.leftovers().empty());
}

} // namespace walkeeper

using walkeeper::CancellationTest;
WALKEEPER_TEST(CancellationTest)
#include "cancellation_test.moc"
