#include "ui/selection.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"

#include <QSignalSpy>

#include <algorithm>

namespace walkeeper::ui {

class SelectionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void beginsWithTheNewest();
    void learnsTheCommitOfItsSegment();
    void stepsThroughEveryCommitBothWays();
    void stepsBySnapshot();
    void choosesTheNewestStateByATime();
    void keepsTheTimeWhenListedAgain();
    void restoresExactlyWhatIsChosen();
    void readsNothingThatIsNotListed();

private:
    std::uint32_t newest() const
    {
        return static_cast<std::uint32_t>(m_contents->timeline.entries().size() - 1);
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!m_book->isReading(), 30000); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::unique_ptr<CommitBook> m_book;
    std::unique_ptr<Selection> m_selection;
};

void SelectionTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_contents = listed(m_fixture->engine(), m_fixture->address());
    QVERIFY(m_contents);
}

void SelectionTest::init()
{
    m_selection.reset();
    m_book = std::make_unique<CommitBook>(m_fixture->engine());
    m_selection = std::make_unique<Selection>(*m_book);
    m_selection->turnTo(m_contents, false);
}

void SelectionTest::beginsWithTheNewest()
{
    QVERIFY(m_selection->moment());
    QCOMPARE(m_selection->moment()->entry, newest());
}

void SelectionTest::learnsTheCommitOfItsSegment()
{
    QSignalSpy spy(m_selection.get(), &Selection::momentChanged);

    settle();

    QVERIFY(spy.size() >= 1);
    QVERIFY(m_selection->moment()->commit);
    QCOMPARE(m_selection->moment()->commit->number + 1, m_selection->moment()->commit->count);
}

void SelectionTest::stepsThroughEveryCommitBothWays()
{
    settle();
    std::size_t commits = 0;
    std::size_t snapshots = 0;
    std::vector<Moment> seen{*m_selection->moment()};
    for (;;) {
        const Moment before = *m_selection->moment();
        m_selection->step(-1);
        settle();
        if (*m_selection->moment() == before)
            break;
        seen.push_back(*m_selection->moment());
    }
    for (const Moment& moment : seen)
        ++(moment.isSnapshot() ? snapshots : commits);
    QCOMPARE(commits, m_fixture->demo().commits);
    QCOMPARE(snapshots, m_fixture->demo().snapshots);

    std::reverse(seen.begin(), seen.end());
    for (const Moment& moment : seen) {
        QVERIFY(*m_selection->moment() == moment);
        m_selection->step(+1);
        settle();
    }
}

void SelectionTest::stepsBySnapshot()
{
    m_selection->chooseFirst();
    std::size_t snapshots = m_selection->moment()->isSnapshot() ? 1 : 0;

    for (std::uint32_t before = UINT32_MAX; before != m_selection->moment()->entry;) {
        before = m_selection->moment()->entry;
        m_selection->stepSnapshot(+1);
        if (before != m_selection->moment()->entry) {
            QVERIFY(m_selection->moment()->isSnapshot());
            ++snapshots;
        }
    }

    QCOMPARE(snapshots, m_fixture->demo().snapshots);
}

void SelectionTest::choosesTheNewestStateByATime()
{
    const auto& entries = m_contents->timeline.entries();

    m_selection->chooseTime(entries[10].time + std::chrono::nanoseconds(1));
    QCOMPARE(m_selection->moment()->entry, 10U);
    m_selection->chooseTime(entries.back().time + std::chrono::hours(1));
    QCOMPARE(m_selection->moment()->entry, newest());
    m_selection->chooseTime(entries.front().time - std::chrono::hours(1));
    QCOMPARE(m_selection->moment()->entry, 0U);
}

void SelectionTest::keepsTheTimeWhenListedAgain()
{
    m_selection->choose(12);
    const auto again = std::make_shared<ReplicaContents>(*m_contents);

    m_selection->turnTo(again, true);

    QCOMPARE(m_selection->moment()->entry, 12U);
    QVERIFY(m_selection->moment()->contents == again);
}

void SelectionTest::restoresExactlyWhatIsChosen()
{
    settle();
    const Moment newestMoment = *m_selection->moment();
    const auto target = restoreTarget(newestMoment);
    QVERIFY(std::get<RestoreTarget::AtPosition>(target.what).position ==
            newestMoment.commit->point.position);
    QVERIFY(target.generation == newestMoment.generation().id);

    // Before its commits are known, a segment means its last commit: the plans agree.
    const Moment unknown{m_contents, newestMoment.entry, {}};
    const auto exact = planRestore(m_contents->replica, target);
    const auto inexact = planRestore(m_contents->replica, restoreTarget(unknown));
    QVERIFY(exact && inexact);
    QVERIFY(exact->segments == inexact->segments);

    m_selection->stepSnapshot(-1);
    QVERIFY(m_selection->moment()->isSnapshot());
    QVERIFY(
        std::holds_alternative<RestoreTarget::AtTime>(restoreTarget(*m_selection->moment()).what));
}

void SelectionTest::readsNothingThatIsNotListed()
{
    settle();
    const auto generations = static_cast<std::uint32_t>(m_contents->replica.generations.size());
    const std::size_t segments = m_contents->replica.generations[0].segments.size();

    m_book->want({{generations, {0, 1}}, {0, {segments, segments + 5}}},
                 CommitBook::Reason::Expanded);

    QVERIFY(!m_book->isReading());
    m_book->turnTo(nullptr);
    m_book->want({{0, {0, 1}}}, CommitBook::Reason::Visible);
    QVERIFY(!m_book->isReading());
}

} // namespace walkeeper::ui

using walkeeper::ui::SelectionTest;
WALKEEPER_TEST(SelectionTest)
#include "selection_test.moc"
