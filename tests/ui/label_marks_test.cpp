#include "ui/timeline/label_marks.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"

#include "ui/text/conversion.h"

#include <memory>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

class LabelMarksTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void findsTheMomentsThatAreStored();
    void standsWhereTheMomentIs();
    void makesOneMarkOfLabelsOnTheSamePixels();
    void standsAtTheToothOfItsCommit();
    void leavesOutWhatIsOutOfSight();

private:
    const TimelineEntry& entry(std::size_t place) const
    {
        return m_contents->timeline.entries()[place];
    }
    MomentLabel labelOf(std::size_t place, const QString& text, std::size_t commit = 0) const;
    TimelineScale whole() const
    {
        return {{entry(0).time, m_contents->timeline.entries().back().time}, 900};
    }
    std::vector<LabelMark> marks(const std::vector<MomentLabel>& labels,
                                 const TimelineScale& scale) const
    {
        return labelMarks(labelsIn(*m_contents, labels), *m_contents, scale, {}, nullptr);
    }

    std::unique_ptr<WindowFixture> m_fixture;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::unique_ptr<CommitBook> m_book;
    std::size_t m_busy = 0; ///< entry of a segment with several commits
};

MomentLabel LabelMarksTest::labelOf(std::size_t place, const QString& text,
                                    std::size_t commit) const
{
    const TimelineEntry& each = entry(place);
    const Generation& generation = m_contents->replica.generations[each.generation];
    Position position{generation.id, 0, 0};
    if (each.kind == TimelineEntry::Kind::Snapshot)
        position.index = generation.snapshots[each.part].index;
    else
        position = m_book->commits(each.generation, each.part)->at(commit).position;
    return {{toQt(m_contents->url.shown()), position}, each.time, text, {}};
}

void LabelMarksTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_contents = listed(m_fixture->engine(), m_fixture->address());
    QVERIFY(m_contents);
    m_book = std::make_unique<CommitBook>(m_fixture->engine());
    m_book->turnTo(m_contents);
    for (std::uint32_t i = 0; i < m_contents->replica.generations.size(); ++i)
        m_book->want({{i, {0, m_contents->replica.generations[i].segments.size()}}},
                     CommitBook::Reason::Expanded);
    QTRY_VERIFY_WITH_TIMEOUT(!m_book->isReading(), 30000);
    for (std::size_t i = 1; i < m_contents->timeline.entries().size(); ++i) {
        const auto* commits = entry(i).kind == TimelineEntry::Kind::Segment
                                  ? m_book->commits(entry(i).generation, entry(i).part)
                                  : nullptr;
        if (commits && commits->size() > 1)
            m_busy = i;
    }
    QVERIFY(m_busy > 0);
}

void LabelMarksTest::findsTheMomentsThatAreStored()
{
    MomentLabel gone = labelOf(0, u"gone"_s);
    gone.place.position.index += 1000;

    const std::vector<TimelineLabel> found =
        labelsIn(*m_contents, {labelOf(m_busy, u"commit"_s), gone, labelOf(0, u"snapshot"_s)});

    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].text, u"snapshot"_s);
    QVERIFY(!found[0].commit);
    QCOMPARE(found[1].text, u"commit"_s);
    QCOMPARE(std::size_t{found[1].entry}, m_busy);
    QVERIFY(found[1].commit);
}

void LabelMarksTest::standsWhereTheMomentIs()
{
    const std::vector<LabelMark> found =
        marks({labelOf(0, u"first"_s), labelOf(m_busy, u"busy"_s)}, whole());

    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].pixel, whole().pixelAt(entry(0).time));
    QCOMPARE(found[1].pixel, whole().pixelAt(entry(m_busy).time));
    QCOMPARE(found[0].room, found[1].pixel - found[0].pixel);
    QCOMPARE(found[1].room, whole().width() - found[1].pixel);
}

void LabelMarksTest::makesOneMarkOfLabelsOnTheSamePixels()
{
    const std::vector<LabelMark> found =
        marks({labelOf(m_busy, u"one"_s, 0), labelOf(m_busy, u"two"_s, 1)}, whole());

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].texts, QStringList({u"one"_s, u"two"_s}));
    QCOMPARE(std::size_t{found[0].entry}, m_busy);
}

void LabelMarksTest::standsAtTheToothOfItsCommit()
{
    const std::size_t commits =
        m_book->commits(entry(m_busy).generation, entry(m_busy).part)->size();
    CommitComb comb;
    comb.entry = static_cast<std::uint32_t>(m_busy);
    comb.commits = comb.teeth = static_cast<std::uint32_t>(commits);
    comb.right = 500;
    comb.step = 40;

    const std::vector<LabelMark> found =
        labelMarks(labelsIn(*m_contents, {labelOf(m_busy, u"one"_s, 0)}), *m_contents, whole(),
                   {comb}, m_book.get());

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].pixel, comb.left());
    QVERIFY(found[0].commit && *found[0].commit == 0);
}

void LabelMarksTest::leavesOutWhatIsOutOfSight()
{
    const TimelineScale late = whole().zoomed(4, whole().width());

    const std::vector<LabelMark> found =
        marks({labelOf(0, u"first"_s), labelOf(m_busy, u"busy"_s)}, late);

    for (const LabelMark& mark : found)
        QVERIFY(!mark.texts.contains(u"first"_s));
}

} // namespace walkeeper::ui

using walkeeper::ui::LabelMarksTest;
WALKEEPER_TEST(LabelMarksTest)
#include "label_marks_test.moc"
