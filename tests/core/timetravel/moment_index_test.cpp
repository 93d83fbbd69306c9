#include "core/timetravel/moment_index.h"
#include "tests/core/timetravel/database_history.h"
#include "tests/support/test_main.h"

#include <algorithm>

namespace walkeeper {

namespace {

using test::Bytes;
using test::DatabaseHistory;

/// An index over a store, and the steps to a moment in it.
class Looker
{
public:
    explicit Looker(ObjectStore& store, const MomentLimits& limits = {}) : m_store(store)
    {
        Result<std::shared_ptr<MomentIndex>> made =
            MomentIndex::create(store, nativeFileSystem(), limits);
        if (made)
            index = *std::move(made);
        replica = *listReplica(store, {}, {});
    }

    Result<FoundMoment> find(const RestoreTarget& target, const CancellationToken& token = {})
    {
        Result<RestorePlan> planned = planRestore(replica, target);
        if (!planned)
            return std::move(planned).error();
        plan = *std::move(planned);
        NoProgress silent;
        ProgressMeter meter(silent, index->bytesToRead(plan));
        return index->find(*replica.find(plan.generation), plan, meter, token);
    }

    Bytes restored() { return test::restored(m_store, replica, plan); }

    std::shared_ptr<MomentIndex> index;
    Replica replica;
    RestorePlan plan;

private:
    ObjectStore& m_store;
};

} // namespace

class MomentIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatARestoreWrites_data();
    void showsWhatARestoreWrites();
};

void MomentIndexTest::showsWhatARestoreWrites_data()
{
    QTest::addColumn<unsigned>("pageSize");
    for (unsigned pageSize = 512; pageSize <= 65536; pageSize *= 2)
        QTest::addRow("page size %u", pageSize) << pageSize;
}

void MomentIndexTest::showsWhatARestoreWrites()
{
    QFETCH(const unsigned, pageSize);
    DatabaseHistory history(pageSize, pageSize);
    history.liveOn(pageSize > 8192 ? 44 : 84);
    std::vector<Position> moments = history.moments();
    std::ranges::shuffle(moments, std::mt19937(pageSize));
    Looker looker(history.store());
    QVERIFY(looker.replica.generations.size() > 1);
    QVERIFY(looker.replica.generations.back().snapshots.size() > 1);

    for (const Position& position : moments) {
        const Result<FoundMoment> found = looker.find(test::targetAt(position));

        QVERIFY2(found && found->moment, position.text().c_str());
        QCOMPARE(found->moment->facts().position, position);
        QVERIFY2(test::contentOf(*found->moment) == looker.restored(), position.text().c_str());
    }
}

} // namespace walkeeper

using walkeeper::MomentIndexTest;
WALKEEPER_TEST(MomentIndexTest)
#include "moment_index_test.moc"
