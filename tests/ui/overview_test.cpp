#include "ui/timeline/overview.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

namespace {

using namespace std::chrono;

Timestamp at(int minute)
{
    return Timestamp(minutes(30'000'000 + minute));
}

bool isClose(Timestamp one, Timestamp other)
{
    return abs(one - other) < milliseconds(1);
}

/// A thousand minutes (and the room at both ends) on a strip of 500 pixels, a tenth of it visible.
TimelineScale tenth()
{
    const TimelineScale all({at(0), at(1000)}, 1000);
    return all.spanning({at(400), at(500)});
}

} // namespace

class OverviewTest : public QObject
{
    Q_OBJECT

private slots:
    void framesWhatIsVisible();
    void grips_data();
    void grips();
    void movesTheFrame();
    void movesAnEdge();
    void anEdgePulledTooFarLeavesTheOtherAlone();
    void neverTurnsTheFrameInsideOut();
    void looksWhereItIsClicked();
    void keepsATinyFrameVisible();
};

void OverviewTest::framesWhatIsVisible()
{
    const Overview overview(tenth(), 500);

    QVERIFY(isClose(overview.whole().timeAt(overview.left()), at(400)));
    QVERIFY(isClose(overview.whole().timeAt(overview.right()), at(500)));
}

void OverviewTest::grips_data()
{
    QTest::addColumn<double>("fromLeft");
    QTest::addColumn<int>("grip");
    QTest::newRow("far left") << -50.0 << static_cast<int>(Overview::Grip::None);
    QTest::newRow("just outside") << -3.0 << static_cast<int>(Overview::Grip::LeftEdge);
    QTest::newRow("on the edge") << 0.0 << static_cast<int>(Overview::Grip::LeftEdge);
    QTest::newRow("inside") << 20.0 << static_cast<int>(Overview::Grip::Frame);
}

void OverviewTest::grips()
{
    QFETCH(double, fromLeft);
    QFETCH(int, grip);
    const Overview overview(tenth(), 500);

    QCOMPARE(static_cast<int>(overview.gripAt(overview.left() + fromLeft)), grip);
    // The right side is its mirror.
    const auto mirrored = overview.gripAt(overview.right() - fromLeft);
    QCOMPARE(mirrored == Overview::Grip::RightEdge,
             grip == static_cast<int>(Overview::Grip::LeftEdge));
    QCOMPARE(mirrored == Overview::Grip::Frame, grip == static_cast<int>(Overview::Grip::Frame));
}

void OverviewTest::movesTheFrame()
{
    const Overview overview(tenth(), 500);
    const double from = overview.whole().pixelAt(at(450));
    const double to = overview.whole().pixelAt(at(650));

    const TimelineScale moved = overview.dragged(Overview::Grip::Frame, from, to);

    QVERIFY(isClose(moved.visible().from, at(600)));
    QVERIFY(isClose(moved.visible().to, at(700)));
    const TimelineScale far = overview.dragged(Overview::Grip::Frame, from, 1e6);
    QVERIFY(far.visible().to == far.whole().to);
    QVERIFY(isClose(far.visible().from, far.whole().to - minutes(100)));
}

void OverviewTest::movesAnEdge()
{
    const Overview overview(tenth(), 500);
    const auto pixel = [&](int minute) { return overview.whole().pixelAt(at(minute)); };

    const TimelineScale left = overview.dragged(Overview::Grip::LeftEdge, pixel(400), pixel(300));
    QVERIFY(isClose(left.visible().from, at(300)));
    QVERIFY(isClose(left.visible().to, at(500)));

    const TimelineScale right = overview.dragged(Overview::Grip::RightEdge, pixel(500), pixel(900));
    QVERIFY(isClose(right.visible().from, at(400)));
    QVERIFY(isClose(right.visible().to, at(900)));
}

void OverviewTest::anEdgePulledTooFarLeavesTheOtherAlone()
{
    const Overview overview(tenth(), 500);

    const TimelineScale left =
        overview.dragged(Overview::Grip::LeftEdge, overview.left(), overview.left() - 600);
    const TimelineScale right =
        overview.dragged(Overview::Grip::RightEdge, overview.right(), overview.right() + 600);

    QVERIFY(isClose(left.visible().to, at(500)));
    QVERIFY(isClose(right.visible().from, at(400)));
}

void OverviewTest::neverTurnsTheFrameInsideOut()
{
    const Overview overview(tenth(), 500);

    const TimelineScale left = overview.dragged(Overview::Grip::LeftEdge, 0, 400);
    const TimelineScale right = overview.dragged(Overview::Grip::RightEdge, 400, 0);

    QVERIFY(left.visible().to > left.visible().from);
    QVERIFY(right.visible().to > right.visible().from);
}

void OverviewTest::looksWhereItIsClicked()
{
    const Overview overview(tenth(), 500);

    const TimelineScale there = overview.centredAt(overview.whole().pixelAt(at(800)));

    QVERIFY(isClose(there.visible().from, at(750)));
    QVERIFY(isClose(there.visible().to, at(850)));
}

void OverviewTest::keepsATinyFrameVisible()
{
    const TimelineScale all({at(0), at(1000)}, 1000);
    for (const int minute : {0, 500, 1000}) {
        const Overview overview(all.spanning({at(minute), at(minute)}), 500);
        QVERIFY(overview.right() - overview.left() >= 12);
        QVERIFY(overview.left() >= 0);
        QVERIFY(overview.right() <= 500);
        const double middle = (overview.left() + overview.right()) / 2;
        QVERIFY(overview.gripAt(middle) == Overview::Grip::Frame);
    }
}

} // namespace walkeeper::ui

using walkeeper::ui::OverviewTest;
WALKEEPER_TEST(OverviewTest)
#include "overview_test.moc"
