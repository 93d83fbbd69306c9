#include "core/engine/latest_progress.h"

#include "tests/support/test_main.h"

namespace walkeeper {

class LatestProgressTest : public QObject
{
    Q_OBJECT

private slots:
    void givesOnlyWhatIsNew();
};

void LatestProgressTest::givesOnlyWhatIsNew()
{
    LatestProgress latest;
    QVERIFY(!latest.take());

    latest.report({Stage::Segments, 10, 100, 1, {}});
    latest.report({Stage::Segments, 20, 100, 2, {}});
    latest.reportSeen(7);

    const auto newest = latest.take();
    QVERIFY(newest);
    QCOMPARE(newest->progress.doneBytes, 20U);
    QCOMPARE(newest->objectsSeen, 7U);
    QVERIFY(!latest.take());
}

} // namespace walkeeper

using walkeeper::LatestProgressTest;
WALKEEPER_TEST(LatestProgressTest)
#include "latest_progress_test.moc"
