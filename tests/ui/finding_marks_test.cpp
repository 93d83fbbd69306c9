#include "ui/timeline/finding_marks.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

PlacedFinding finding(Severity severity, int from, int to)
{
    PlacedFinding placed;
    placed.finding.severity = severity;
    placed.from = at(from);
    placed.to = at(to);
    return placed;
}

/// Ten pixels a second.
const TimelineScale hundredSeconds({at(0), at(100)}, 1040);

} // namespace

class FindingMarksTest : public QObject
{
    Q_OBJECT

private slots:
    void leavesOutNotesAndWhatHasNoPlace();
    void drawsAGapAndAPlaceInIt();
    void makesOneMarkOfManyOnTheSamePixels();
    void aShortGapInALongOneHidesNoMark();
    void tellsDamageFromWarnings();
    void showsTheVisiblePartOfAGap();
};

void FindingMarksTest::leavesOutNotesAndWhatHasNoPlace()
{
    PlacedFinding nowhere;
    nowhere.finding.severity = Severity::Damage;

    const auto spans =
        findingSpans({nowhere, finding(Severity::Note, 1, 2), finding(Severity::Damage, 50, 60),
                      finding(Severity::Warning, 10, 20)});

    QCOMPARE(spans.size(), std::size_t{2});
    QVERIFY(spans[0].to == at(20) && !spans[0].isDamage);
    QVERIFY(spans[1].to == at(60) && spans[1].isDamage);
}

void FindingMarksTest::drawsAGapAndAPlaceInIt()
{
    const auto marks =
        FindingMarks::of(findingSpans({finding(Severity::Damage, 40, 60)}), hundredSeconds);

    QCOMPARE(marks.gaps.size(), std::size_t{1});
    QCOMPARE(marks.gaps[0].left, hundredSeconds.pixelAt(at(40)));
    QCOMPARE(marks.gaps[0].right, hundredSeconds.pixelAt(at(60)));
    QCOMPARE(marks.places.size(), std::size_t{1});
    QCOMPARE(marks.places[0].pixel, hundredSeconds.pixelAt(at(50)));
    // One object: a place and no gap.
    const auto place =
        FindingMarks::of(findingSpans({finding(Severity::Damage, 40, 40)}), hundredSeconds);
    QVERIFY(place.gaps.empty());
    QCOMPARE(place.places.size(), std::size_t{1});
}

void FindingMarksTest::makesOneMarkOfManyOnTheSamePixels()
{
    std::vector<PlacedFinding> findings;
    for (int i = 0; i < 5000; ++i)
        findings.push_back(finding(Severity::Warning, 50, 50));
    findings.push_back(finding(Severity::Damage, 51, 51));
    findings.push_back(finding(Severity::Damage, 80, 80));

    const auto marks = FindingMarks::of(findingSpans(findings), hundredSeconds);

    QCOMPARE(marks.places.size(), std::size_t{2});
    QCOMPARE(marks.places[0].findings, 5001);
    QVERIFY(marks.places[0].isDamage);
    QCOMPARE(marks.places[1].findings, 1);
}

void FindingMarksTest::aShortGapInALongOneHidesNoMark()
{
    const auto marks = FindingMarks::of(
        findingSpans({finding(Severity::Damage, 0, 96), finding(Severity::Damage, 90, 95)}),
        hundredSeconds);

    QCOMPARE(marks.gaps.size(), std::size_t{1});
    QCOMPARE(marks.gaps[0].left, hundredSeconds.pixelAt(at(0)));
    QCOMPARE(marks.gaps[0].right, hundredSeconds.pixelAt(at(96)));
    QCOMPARE(marks.places.size(), std::size_t{2});
    QVERIFY(marks.places[0].pixel < marks.places[1].pixel);
}

void FindingMarksTest::tellsDamageFromWarnings()
{
    const auto marks = FindingMarks::of(
        findingSpans({finding(Severity::Damage, 10, 20), finding(Severity::Warning, 20, 30)}),
        hundredSeconds);

    QCOMPARE(marks.gaps.size(), std::size_t{2});
    QVERIFY(marks.gaps[0].isDamage);
    QVERIFY(!marks.gaps[1].isDamage);
}

void FindingMarksTest::showsTheVisiblePartOfAGap()
{
    const auto spans = findingSpans({finding(Severity::Damage, 10, 90)});
    const TimelineScale inside = hundredSeconds.spanning({at(40), at(50)});
    const TimelineScale beside = hundredSeconds.spanning({at(92), at(98)});

    const auto marks = FindingMarks::of(spans, inside);

    QCOMPARE(marks.gaps.size(), std::size_t{1});
    QCOMPARE(marks.gaps[0].left, 0.0);
    QCOMPARE(marks.gaps[0].right, inside.width());
    QCOMPARE(marks.places[0].pixel, inside.width() / 2);
    QVERIFY(FindingMarks::of(spans, beside).places.empty());
}

} // namespace walkeeper::ui

using walkeeper::ui::FindingMarksTest;
WALKEEPER_TEST(FindingMarksTest)
#include "finding_marks_test.moc"
