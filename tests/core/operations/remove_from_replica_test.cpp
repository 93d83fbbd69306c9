#include "core/operations/remove_from_replica.h"

#include "core/operations/browse_replica.h"
#include "tests/support/faulty_store.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

namespace {

constexpr std::uint32_t pageSize = 512;

/// Two snapshots, five WAL files.
void fill(ReplicaBuilder& builder)
{
    const Bytes database = makeDatabase(pageSize, 2, 1);
    WalBuilder wal(pageSize, ByteOrder::Little, {1, 2});
    wal.addFrame(1, makePage(pageSize, 1, 2), 2);
    for (WalIndex index = 0; index < 5; ++index) {
        builder.addSegment(index, 0, wal.bytes());
        if (index % 3 == 0)
            builder.addSnapshot(index, database);
    }
}

Replica listed(ObjectStore& store)
{
    return *listReplica(store, {}, {});
}

std::size_t objects(ObjectStore& store)
{
    return countOf(listed(store)).objects();
}

/// Cancels as soon as something is gone.
class CancelAtFirst final : public ProgressSink
{
public:
    explicit CancelAtFirst(CancellationSource& source) : m_source(source) {}
    void report(const Progress& progress) override
    {
        if (progress.doneBytes > 0)
            m_source.cancel();
    }

private:
    CancellationSource& m_source;
};

} // namespace

class RemoveFromReplicaTest : public QObject
{
    Q_OBJECT

private slots:
    void removesWhatWasPlanned();
    void deletesNothingIfTheReplicaHasChanged();
    void doesNotMindThatItGrowsElsewhere();
    void deletesNothingOnceItIsReplicated();
    void saysWhatIsLeftWhicheverCallFails();
    void saysWhatIsLeftWhenCancelled();
};

void RemoveFromReplicaTest::removesWhatWasPlanned()
{
    ReplicaBuilder builder;
    fill(builder);
    NoProgress progress;
    const RemovalPlan one = *planRemoval(listed(builder.store),
                                         {RemovalTarget::OneSnapshot{builder.generation, 0}}, {});
    const Result<RemovalReport> report = removeFromReplica(builder.store, one, {}, {}, progress);

    QVERIFY(report && report->isComplete());
    QCOMPARE(report->objects, one.going.objects());
    QCOMPARE(report->bytes, one.going.bytes);
    QCOMPARE(countOf(listed(builder.store)), countOf(one.remaining));
    QVERIFY(listed(builder.store).generations.front().findings.empty());

    const RemovalPlan all =
        *planRemoval(listed(builder.store), {RemovalTarget::WholeReplica{}}, {});
    QVERIFY(removeFromReplica(builder.store, all, {}, {}, progress)->isComplete());
    QVERIFY(listed(builder.store).isEmpty());
}

void RemoveFromReplicaTest::deletesNothingIfTheReplicaHasChanged()
{
    ReplicaBuilder builder;
    fill(builder);
    NoProgress progress;
    const RemovalPlan plan =
        *planRemoval(listed(builder.store), {RemovalTarget::WholeReplica{}}, {});
    builder.addSegment(5, 0, makePage(pageSize, 1, 1));
    const std::size_t before = objects(builder.store);

    const Result<RemovalReport> report = removeFromReplica(builder.store, plan, {}, {}, progress);

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Busy);
    QCOMPARE(objects(builder.store), before);
}

void RemoveFromReplicaTest::doesNotMindThatItGrowsElsewhere()
{
    ReplicaBuilder builder;
    fill(builder);
    NoProgress progress;
    const ReplicaUse use{true, builder.generation};
    const RemovalPlan plan = *planRemoval(listed(builder.store),
                                          {RemovalTarget::OneSnapshot{builder.generation, 0}}, use);
    builder.addSegment(5, 0, makePage(pageSize, 1, 1));

    QVERIFY(removeFromReplica(builder.store, plan, use, {}, progress)->isComplete());
}

void RemoveFromReplicaTest::deletesNothingOnceItIsReplicated()
{
    ReplicaBuilder builder;
    fill(builder);
    NoProgress progress;
    const RemovalPlan plan =
        *planRemoval(listed(builder.store), {RemovalTarget::WholeReplica{}}, {});
    const std::size_t before = objects(builder.store);

    const Result<RemovalReport> report =
        removeFromReplica(builder.store, plan, {true, {}}, {}, progress);

    QCOMPARE(report.error().code, ErrorCode::Busy);
    QCOMPARE(objects(builder.store), before);
}

void RemoveFromReplicaTest::saysWhatIsLeftWhicheverCallFails()
{
    for (int n = 1;; ++n) {
        ReplicaBuilder builder;
        fill(builder);
        const RemovalPlan plan =
            *planRemoval(listed(builder.store), {RemovalTarget::WholeReplica{}}, {});
        FaultyStore store(builder.store,
                          {n, StoreCall::Remove, false, {ErrorCode::PermissionDenied, "no"}});
        NoProgress progress;

        const Result<RemovalReport> report = removeFromReplica(store, plan, {}, {}, progress);

        QVERIFY(report);
        QCOMPARE(report->left.size(), objects(builder.store));
        QCOMPARE(report->objects, plan.going.objects() - report->left.size());
        if (!store.hasFailed()) {
            QVERIFY(report->isComplete());
            QVERIFY(n > 3);
            break;
        }
        QCOMPARE(report->stopped->code, ErrorCode::PermissionDenied);
    }
}

void RemoveFromReplicaTest::saysWhatIsLeftWhenCancelled()
{
    ReplicaBuilder builder;
    fill(builder);
    const RemovalPlan plan =
        *planRemoval(listed(builder.store), {RemovalTarget::WholeReplica{}}, {});
    CancellationSource source;
    CancelAtFirst progress(source);

    const Result<RemovalReport> report =
        removeFromReplica(builder.store, plan, {}, source.token(), progress);

    QVERIFY(report);
    QCOMPARE(report->stopped->code, ErrorCode::Cancelled);
    QVERIFY(report->objects > 0 && !report->left.empty());
    QCOMPARE(report->left.size(), objects(builder.store));
}

WALKEEPER_TEST(RemoveFromReplicaTest)
#include "remove_from_replica_test.moc"
