#include "ui/timeline/commit_comb.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

/// A snapshot at 0, segments at 100 and 200 seconds.
ReplicaContents twoSegments()
{
    Generation generation;
    generation.id = GenerationId(1);
    generation.snapshots = {{0, 100, at(0)}};
    generation.segments = {{{0, 0, 8}, 10, at(100)}, {{0, 4152, 8}, 10, at(200)}};
    return makeReplicaContents({}, {{generation}, {}, {}});
}

CommitCount holding(std::uint32_t commits)
{
    return [commits](std::uint32_t, std::uint32_t) { return std::optional(commits); };
}

} // namespace

class CommitCombTest : public QObject
{
    Q_OBJECT

private slots:
    void spreadsCommitsInEqualSteps();
    void needsRoom();
    void needsCommitsThatAreKnown();
    void standsForSeveralWhereThereAreMany();
    void leadsFromEveryCommitToAToothAndBack_data();
    void leadsFromEveryCommitToAToothAndBack();
};

void CommitCombTest::spreadsCommitsInEqualSteps()
{
    const auto contents = twoSegments();
    const TimelineScale scale({at(0), at(200)}, 1000);

    const auto combs = combsIn(contents, scale, holding(4));

    QCOMPARE(combs.size(), std::size_t{2});
    const CommitComb& comb = combs[1];
    QCOMPARE(comb.entry, 2U);
    QCOMPARE(comb.teeth, 4U);
    QCOMPARE(comb.pixelOf(3), scale.pixelAt(at(200)));
    QCOMPARE(comb.pixelOf(2) - comb.pixelOf(1), comb.pixelOf(1) - comb.pixelOf(0));
    // The steps are not the axis's: they stay when it is magnified.
    const auto closer = combsIn(contents, scale.spanning({at(150), at(204)}), holding(4));
    QCOMPARE(closer.size(), std::size_t{1});
    QCOMPARE(closer[0].step, comb.step);
    // And it never reaches what stands before it.
    QVERIFY(comb.left() > scale.pixelAt(at(100)));
}

void CommitCombTest::needsRoom()
{
    const auto contents = twoSegments();

    QVERIFY(combsIn(contents, TimelineScale({at(0), at(200)}, 20), holding(4)).empty());
    QVERIFY(!combsIn(contents, TimelineScale({at(0), at(200)}, 100), holding(4)).empty());
}

void CommitCombTest::needsCommitsThatAreKnown()
{
    const auto contents = twoSegments();
    const TimelineScale scale({at(0), at(200)}, 1000);
    const auto knowsTheFirst = [](std::uint32_t, std::uint32_t segment) {
        return segment == 0 ? std::optional<std::uint32_t>(3) : std::nullopt;
    };

    QVERIFY(combsIn(contents, scale, {}).empty());
    QVERIFY(combsIn(contents, scale, holding(1)).empty());
    QVERIFY(combsIn(contents, scale, holding(0)).empty());
    const auto combs = combsIn(contents, scale, knowsTheFirst);
    QCOMPARE(combs.size(), std::size_t{1});
    QCOMPARE(combs[0].entry, 1U);
}

void CommitCombTest::standsForSeveralWhereThereAreMany()
{
    const auto contents = twoSegments();
    const TimelineScale scale({at(0), at(200)}, 1000);

    const auto combs = combsIn(contents, scale, holding(1'000'000));

    QCOMPARE(combs.size(), std::size_t{2});
    QVERIFY(combs[1].teeth < 120);
    QVERIFY(combs[1].step >= 5 - 1e-9);
    QCOMPARE(combs[1].commitOf(combs[1].teeth - 1), 999'999U);
    QVERIFY(combs[1].left() > scale.pixelAt(at(100)));
}

void CommitCombTest::leadsFromEveryCommitToAToothAndBack_data()
{
    QTest::addColumn<uint>("commits");
    QTest::addColumn<uint>("teeth");
    QTest::newRow("one each") << 7U << 7U;
    QTest::newRow("two each") << 20U << 10U;
    QTest::newRow("uneven") << 23U << 9U;
    QTest::newRow("very many") << 100'003U << 97U;
}

void CommitCombTest::leadsFromEveryCommitToAToothAndBack()
{
    QFETCH(uint, commits);
    QFETCH(uint, teeth);
    const CommitComb comb{0, commits, teeth, 600, 6};

    for (std::uint32_t tooth = 0; tooth < teeth; ++tooth) {
        QCOMPARE(comb.toothOf(comb.commitOf(tooth)), tooth);
        QCOMPARE(comb.nearestTooth(comb.pixelOf(tooth) + 2.5), tooth);
    }
    std::uint32_t last = 0;
    for (std::uint32_t commit = 0; commit < commits; ++commit) {
        const std::uint32_t tooth = comb.toothOf(commit);
        QVERIFY(tooth == last || tooth == last + 1);
        QVERIFY(comb.commitOf(tooth) >= commit);
        last = tooth;
    }
    QCOMPARE(last, teeth - 1);
    QCOMPARE(comb.nearestTooth(-100), 0U);
    QCOMPARE(comb.nearestTooth(1e6), teeth - 1);
}

} // namespace walkeeper::ui

using walkeeper::ui::CommitCombTest;
WALKEEPER_TEST(CommitCombTest)
#include "commit_comb_test.moc"
