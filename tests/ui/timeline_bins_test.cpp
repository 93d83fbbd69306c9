#include "ui/timeline/timeline_bins.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

ReplicaContents contentsOf(std::initializer_list<int> segmentTimes)
{
    Generation generation;
    generation.id = GenerationId(1);
    generation.snapshots = {{0, 100, at(0)}};
    std::uint64_t offset = 0;
    for (const int time : segmentTimes) {
        generation.segments.push_back({{0, offset, 8}, 10, at(time)});
        offset += 4152;
    }
    return makeReplicaContents({}, {{generation}, {}, {}});
}

} // namespace

class TimelineBinsTest : public QObject
{
    Q_OBJECT

private slots:
    void countsEachVisibleEntryOnce();
    void countsOnlyWhatIsVisible();
    void staysTheSameWhilePanning();
    void addsUpAnyStretch();
    void weighsByCommitsOnlyWhereAllAreKnown();
    void findsTheNearestEntry_data();
    void findsTheNearestEntry();
    void findsNothingInAnEmptyTimeline();
};

void TimelineBinsTest::countsEachVisibleEntryOnce()
{
    const auto contents = contentsOf({1, 2, 3, 50, 100});
    const TimelineScale scale({at(0), at(100)}, 600);

    const TimelineBins bins = binTimeline(contents, scale, 3);

    std::uint32_t segments = 0;
    std::uint32_t snapshots = 0;
    std::uint64_t bytes = 0;
    for (const TimelineBin& bin : bins.columns) {
        segments += bin.segments;
        snapshots += bin.snapshots;
        bytes += bin.walBytes + bin.snapshotBytes;
    }
    QCOMPARE(segments, 5U);
    QCOMPARE(snapshots, 1U);
    QCOMPARE(bytes, 150U);
    QVERIFY(!bins.knowsCommits);
}

void TimelineBinsTest::countsOnlyWhatIsVisible()
{
    const auto contents = contentsOf({1, 2, 3, 50, 100});
    const TimelineScale scale = TimelineScale({at(0), at(100)}, 600).zoomed(10, 300);

    const TimelineBins bins = binTimeline(contents, scale, 3);

    std::uint32_t segments = 0;
    for (const TimelineBin& bin : bins.columns)
        segments += bin.segments;
    QCOMPARE(segments, 1U);
    QCOMPARE(entriesIn(contents.timeline, scale.visible()).count(), 1U);
}

void TimelineBinsTest::staysTheSameWhilePanning()
{
    Generation generation;
    generation.id = GenerationId(1);
    generation.snapshots = {{0, 100, at(0)}};
    for (int i = 1; i < 4000; ++i)
        generation.segments.push_back(
            {{0, static_cast<std::uint64_t>(i) * 4120, 8}, 10, at(i * 7 % 5000 + i)});
    const auto contents = makeReplicaContents({}, {{generation}, {}, {}});
    const TimelineScale scale = TimelineScale({at(0), at(9000)}, 600).zoomed(4, 300);
    const TimelineBins before = binTimeline(contents, scale, 3);

    for (const double pixels : {1.0, 2.5, 3.0, 17.0}) {
        const TimelineBins after = binTimeline(contents, scale.panned(pixels), 3);
        QVERIFY(after.left <= 0 && after.left > -3.001);
        for (std::size_t i = 0; i < before.columns.size(); ++i) {
            const std::int64_t shifted =
                static_cast<std::int64_t>(i) + before.number - after.number;
            if (shifted >= 0 && shifted < static_cast<std::int64_t>(after.columns.size()))
                QVERIFY(after.columns[static_cast<std::size_t>(shifted)] == before.columns[i]);
        }
    }
}

void TimelineBinsTest::addsUpAnyStretch()
{
    // Whatever the blocks in which totals are kept, a stretch adds up to what is in it.
    Generation generation;
    generation.id = GenerationId(1);
    for (int i = 0; i < 1000; ++i)
        generation.segments.push_back({{0, static_cast<std::uint64_t>(i) * 4120, 8},
                                       static_cast<std::uint64_t>(i + 1),
                                       at(i)});
    generation.snapshots = {{0, 7, at(500)}};
    const auto contents = makeReplicaContents({}, {{generation}, {}, {}});

    for (const std::size_t place : {0u, 1u, 31u, 32u, 33u, 500u, 640u, 999u, 1000u, 1001u}) {
        TimelineTotals walked;
        for (std::size_t i = 0; i < place; ++i) {
            const TimelineEntry& entry = contents.timeline.entries()[i];
            if (entry.kind == TimelineEntry::Kind::Snapshot) {
                ++walked.snapshots;
                walked.snapshotBytes += generation.snapshots[entry.part].storedBytes;
            } else {
                ++walked.segments;
                walked.walBytes += generation.segments[entry.part].storedBytes;
            }
        }
        QVERIFY(totalsBefore(contents, place) == walked);
    }
    QVERIFY(totalsBefore(makeReplicaContents({}, {}), 0) == TimelineTotals());
}

void TimelineBinsTest::weighsByCommitsOnlyWhereAllAreKnown()
{
    const auto contents = contentsOf({10, 50, 90});
    const TimelineScale scale({at(0), at(100)}, 600);
    const auto knowsAll = [](std::uint32_t, std::uint32_t segment) {
        return std::optional<std::uint32_t>(segment * 10);
    };
    const auto knowsSome = [](std::uint32_t, std::uint32_t segment) {
        return segment == 1 ? std::nullopt : std::optional<std::uint32_t>(7);
    };

    const TimelineBins all = binTimeline(contents, scale, 3, knowsAll);
    const TimelineBins some = binTimeline(contents, scale, 3, knowsSome);

    QVERIFY(all.knowsCommits);
    std::uint32_t most = 0;
    for (const TimelineBin& bin : all.columns)
        most = std::max(most, all.weight(bin));
    QCOMPARE(most, 20U);
    QVERIFY(!some.knowsCommits);
}

void TimelineBinsTest::findsTheNearestEntry_data()
{
    QTest::addColumn<int>("second");
    QTest::addColumn<uint>("entry");
    // Entries: the snapshot at 0, segments at 10, 50, 50, 90.
    QTest::newRow("before all") << -5 << 0U;
    QTest::newRow("on one") << 10 << 1U;
    QTest::newRow("nearer to the left") << 25 << 1U;
    QTest::newRow("nearer to the right, the last of two") << 40 << 3U;
    QTest::newRow("on two") << 50 << 3U;
    QTest::newRow("after all") << 105 << 4U;
}

void TimelineBinsTest::findsTheNearestEntry()
{
    QFETCH(int, second);
    QFETCH(uint, entry);
    const auto contents = contentsOf({10, 50, 50, 90});
    const TimelineScale scale({at(0), at(100)}, 600);

    const auto nearest = nearestEntry(contents.timeline, scale, scale.pixelAt(at(second)));

    QVERIFY(nearest);
    QCOMPARE(*nearest, entry);
}

void TimelineBinsTest::findsNothingInAnEmptyTimeline()
{
    const auto contents = makeReplicaContents({}, {});

    QVERIFY(!nearestEntry(contents.timeline, TimelineScale({at(0), at(1)}, 100), 5));
}

} // namespace walkeeper::ui

using walkeeper::ui::TimelineBinsTest;
WALKEEPER_TEST(TimelineBinsTest)
#include "timeline_bins_test.moc"
