#include "ui/timeline/timeline_slider.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"

#include "ui/text/conversion.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QWheelEvent>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

void turnWheel(QWidget& widget, QPointF place, QPoint angle, Qt::KeyboardModifiers keys = {})
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, angle, Qt::NoButton, keys,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

/// A snapshot at 0 and a segment each ten seconds from then on.
std::shared_ptr<const ReplicaContents> grownTo(int segments)
{
    Generation generation;
    generation.id = GenerationId(1);
    generation.snapshots = {{0, 100, at(0)}};
    for (int i = 1; i <= segments; ++i)
        generation.segments.push_back(
            {{0, static_cast<std::uint64_t>(i) * 4120, 8}, 10, at(10 * i)});
    return std::make_shared<const ReplicaContents>(makeReplicaContents({}, {{generation}, {}, {}}));
}

Moment newestOf(const std::shared_ptr<const ReplicaContents>& contents)
{
    return {contents, static_cast<std::uint32_t>(contents->timeline.entries().size() - 1), {}};
}

} // namespace

class TimelineSliderTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void choosesTheEntryThatIsClicked();
    void choosesWhileItIsDragged();
    void neverChoosesAnythingBetweenEntries();
    void saysWhichKeyWasPressed_data();
    void saysWhichKeyWasPressed();
    void zoomsAroundThePointer();
    void pansWithTheWheelAndTheAxis();
    void keepsTheHandleInSight();
    void tellsWhatIsUnderThePointer();
    void isASliderForScreenReaders();
    void hasAnOverviewOnlyWhereItSaysSomething();
    void movesAndResizesTheFrameOfTheOverview();
    void pansWithTheKeyboard();
    void followsTheNewestMomentThatIsInSight();
    void staysAndHintsWhereTheNewestIsOutOfSight();
    void spreadsASegmentIntoItsCommits();
    void marksWhatWasValidated();
    void aPressOnALabelChoosesItsMoment();
    void saysWhyAGenerationBegins();
    void keepsTheMomentInAnotherZone();
    void isFineWithNothingToShow();
    void paintsQuickly();

private:
    std::unique_ptr<WindowFixture> m_fixture;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::unique_ptr<TimelineSlider> m_slider;
};

void TimelineSliderTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_contents = listed(m_fixture->engine(), m_fixture->address());
    QVERIFY(m_contents);
}

void TimelineSliderTest::init()
{
    m_slider = std::make_unique<TimelineSlider>();
    m_slider->resize(900, m_slider->sizeHint().height());
    m_slider->setContents(m_contents);
    m_slider->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_slider.get()));
}

void TimelineSliderTest::choosesTheEntryThatIsClicked()
{
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);
    const std::uint32_t entry = 20;

    QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, m_slider->positionOf(entry).toPoint());

    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.at(0).at(0).toUInt(), entry);
}

void TimelineSliderTest::choosesWhileItIsDragged()
{
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);
    const QPoint from = m_slider->positionOf(5).toPoint();
    const QPoint to = m_slider->positionOf(60).toPoint();

    QTest::mousePress(m_slider.get(), Qt::LeftButton, {}, from);
    QVERIFY(m_slider->picture().isDragged);
    QTest::mouseMove(m_slider.get(), (from + to) / 2);
    QTest::mouseMove(m_slider.get(), to);
    QTest::mouseRelease(m_slider.get(), Qt::LeftButton, {}, to);

    QVERIFY(spy.size() >= 3);
    QCOMPARE(spy.last().at(0).toUInt(), 60U);
    QVERIFY(!m_slider->picture().isDragged);
}

void TimelineSliderTest::neverChoosesAnythingBetweenEntries()
{
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);

    QTest::mousePress(m_slider.get(), Qt::LeftButton, {}, {40, 60});
    for (int x = -50; x < 1000; x += 7)
        QTest::mouseMove(m_slider.get(), {x, 60});

    QVERIFY(spy.size() > 50);
    for (const auto& each : spy)
        QVERIFY(each.at(0).toUInt() < m_contents->timeline.entries().size());
    QCOMPARE(spy.last().at(0).toUInt(),
             static_cast<uint>(m_contents->timeline.entries().size() - 1));
}

void TimelineSliderTest::saysWhichKeyWasPressed_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<QByteArray>("signal");
    QTest::addColumn<int>("direction");
    QTest::newRow("left") << int(Qt::Key_Left) << QByteArray(SIGNAL(pointStepped(int))) << -1;
    QTest::newRow("right") << int(Qt::Key_Right) << QByteArray(SIGNAL(pointStepped(int))) << 1;
    QTest::newRow("page up") << int(Qt::Key_PageUp) << QByteArray(SIGNAL(snapshotStepped(int)))
                             << -1;
    QTest::newRow("page down") << int(Qt::Key_PageDown) << QByteArray(SIGNAL(snapshotStepped(int)))
                               << 1;
    QTest::newRow("home") << int(Qt::Key_Home) << QByteArray(SIGNAL(firstWanted())) << 0;
    QTest::newRow("end") << int(Qt::Key_End) << QByteArray(SIGNAL(lastWanted())) << 0;
}

void TimelineSliderTest::saysWhichKeyWasPressed()
{
    QFETCH(int, key);
    QFETCH(QByteArray, signal);
    QFETCH(int, direction);
    QSignalSpy spy(m_slider.get(), signal.constData());

    QTest::keyClick(m_slider.get(), static_cast<Qt::Key>(key));

    QCOMPARE(spy.size(), 1);
    if (direction != 0)
        QCOMPARE(spy.at(0).at(0).toInt(), direction);
}

void TimelineSliderTest::zoomsAroundThePointer()
{
    const QPointF place = m_slider->positionOf(30);

    turnWheel(*m_slider, place, {0, 1200});

    QVERIFY(!m_slider->picture().scale.showsAll());
    QVERIFY(std::abs(m_slider->positionOf(30).x() - place.x()) < 0.5);
    QTest::keyClick(m_slider.get(), Qt::Key_0);
    QVERIFY(m_slider->picture().scale.showsAll());
}

void TimelineSliderTest::pansWithTheWheelAndTheAxis()
{
    turnWheel(*m_slider, m_slider->positionOf(30), {0, 1200});
    const double before = m_slider->positionOf(30).x();

    turnWheel(*m_slider, m_slider->positionOf(30), {0, -120}, Qt::ShiftModifier);
    QVERIFY(m_slider->positionOf(30).x() < before);

    const QPoint axis(400, static_cast<int>(m_slider->layoutNow().axis.bottom()) - 4);
    const double panned = m_slider->positionOf(30).x();
    QTest::mousePress(m_slider.get(), Qt::LeftButton, {}, axis);
    QTest::mouseMove(m_slider.get(), axis + QPoint(50, 0));
    QTest::mouseRelease(m_slider.get(), Qt::LeftButton, {}, axis + QPoint(50, 0));
    QVERIFY(std::abs(m_slider->positionOf(30).x() - panned - 50) < 1);
}

void TimelineSliderTest::keepsTheHandleInSight()
{
    m_slider->setMoment(Moment{m_contents, 0, {}});
    for (int i = 0; i < 8; ++i)
        m_slider->zoomIn();
    const auto last = static_cast<std::uint32_t>(m_contents->timeline.entries().size() - 1);

    m_slider->setMoment(Moment{m_contents, last, {}});

    const double x = m_slider->positionOf(last).x();
    QVERIFY2(x > 0 && x < m_slider->width(), qPrintable(QString::number(x)));
}

void TimelineSliderTest::tellsWhatIsUnderThePointer()
{
    const double left = m_slider->positionOf(0).x() -
                        m_slider->picture().scale.pixelAt(m_contents->timeline.entries()[0].time);

    const QString words = m_slider->describe(m_slider->positionOf(20).x() - left);
    const QString nothing = m_slider->describe(0);

    QVERIFY2(words.contains(QStringLiteral("segment")), qPrintable(words));
    QVERIFY2(nothing.contains(QStringLiteral("Nothing stored here")), qPrintable(nothing));
}

void TimelineSliderTest::isASliderForScreenReaders()
{
    m_slider->setMoment(Moment{m_contents, 7, {}});

    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(m_slider.get());

    QVERIFY(accessible);
    QCOMPARE(accessible->role(), QAccessible::Slider);
    QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Timeline"));
    QVERIFY(accessible->text(QAccessible::Value).contains(QLatin1String("UTC")));
    QVERIFY(accessible->text(QAccessible::Value).contains(QLatin1String("no later")));
    QVERIFY(accessible->text(QAccessible::Description).contains(QLatin1String("Page Up")));
    QVERIFY(accessible->valueInterface());
    QCOMPARE(accessible->valueInterface()->currentValue().toUInt(), 7U);
    QCOMPARE(accessible->valueInterface()->maximumValue().toUInt(),
             static_cast<uint>(m_contents->timeline.entries().size() - 1));
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);
    accessible->valueInterface()->setCurrentValue(9);
    QCOMPARE(spy.size(), 1);
}

void TimelineSliderTest::hasAnOverviewOnlyWhereItSaysSomething()
{
    QVERIFY(m_slider->layoutNow().overview.isEmpty());

    m_slider->zoomIn();
    const QRectF strip = m_slider->layoutNow().overview;
    QVERIFY(!strip.isEmpty());
    QVERIFY(QRectF(m_slider->rect()).contains(strip));
    QVERIFY(m_slider->layoutNow().axis.bottom() <= strip.top());

    m_slider->showAll();
    QVERIFY(m_slider->layoutNow().overview.isEmpty());
}

void TimelineSliderTest::movesAndResizesTheFrameOfTheOverview()
{
    for (int i = 0; i < 4; ++i)
        m_slider->zoomIn();
    const QRectF strip = m_slider->layoutNow().overview;
    const auto frame = [&] { return Overview(m_slider->picture().scale, strip.width()); };
    const auto drag = [&](double from, double to) {
        const int y = static_cast<int>(strip.center().y());
        const auto at = [&](double pixel) {
            return QPoint(static_cast<int>(std::lround(strip.left() + pixel)), y);
        };
        QTest::mousePress(m_slider.get(), Qt::LeftButton, {}, at(from));
        QTest::mouseMove(m_slider.get(), at(to));
        QTest::mouseRelease(m_slider.get(), Qt::LeftButton, {}, at(to));
    };
    QSignalSpy chosen(m_slider.get(), &TimelineSlider::entryChosen);

    const double left = frame().left();
    const double middle = (frame().left() + frame().right()) / 2;
    drag(middle, middle - 100);
    QVERIFY(std::abs(frame().left() - (left - 100)) < 2);

    const double right = frame().right();
    drag(frame().left(), frame().left() - 50);
    QVERIFY(std::abs(frame().left() - (left - 150)) < 2);
    QVERIFY(std::abs(frame().right() - right) < 2);

    drag(30, 30);
    QVERIFY(frame().left() < 30 && frame().right() > 30);
    QCOMPARE(chosen.size(), 0);
}

void TimelineSliderTest::pansWithTheKeyboard()
{
    for (int i = 0; i < 4; ++i)
        m_slider->zoomIn();
    const double before = m_slider->positionOf(30).x();
    QSignalSpy stepped(m_slider.get(), &TimelineSlider::pointStepped);

    QTest::keyClick(m_slider.get(), Qt::Key_Left, Qt::ShiftModifier);
    QVERIFY(m_slider->positionOf(30).x() > before + 50);
    QTest::keyClick(m_slider.get(), Qt::Key_Right, Qt::ShiftModifier);

    QVERIFY(std::abs(m_slider->positionOf(30).x() - before) < 1);
    QCOMPARE(stepped.size(), 0);
}

void TimelineSliderTest::followsTheNewestMomentThatIsInSight()
{
    const auto before = grownTo(100);
    m_slider->setContents(before);
    m_slider->setMoment(newestOf(before));
    for (int i = 0; i < 6; ++i)
        m_slider->zoomIn();
    const auto span = m_slider->picture().scale.visible();

    const auto after = grownTo(130);
    m_slider->growTo(after);
    m_slider->setMoment(newestOf(after));

    const double x = m_slider->positionOf(130).x();
    QVERIFY2(x > 0 && x < m_slider->width(), qPrintable(QString::number(x)));
    const auto moved = m_slider->picture().scale.visible();
    QVERIFY(moved.to - moved.from == span.to - span.from);
    QVERIFY(!m_slider->picture().hasNewer);
}

void TimelineSliderTest::staysAndHintsWhereTheNewestIsOutOfSight()
{
    const auto before = grownTo(100);
    m_slider->setContents(before);
    m_slider->setMoment(newestOf(before));
    for (int i = 0; i < 6; ++i)
        m_slider->zoomIn();
    while (m_slider->positionOf(100).x() < m_slider->width())
        QTest::keyClick(m_slider.get(), Qt::Key_Left, Qt::ShiftModifier);
    const auto span = m_slider->picture().scale.visible();
    QVERIFY(!m_slider->picture().hasNewer);

    const auto after = grownTo(130);
    m_slider->growTo(after);
    m_slider->setMoment(newestOf(after));

    QVERIFY(m_slider->picture().scale.visible() == span);
    QVERIFY(m_slider->picture().hasNewer);
    const QRectF hint = m_slider->picture().newerHint(m_slider->layoutNow());
    QVERIFY(QRectF(m_slider->rect()).contains(hint));
    QSignalSpy chosen(m_slider.get(), &TimelineSlider::entryChosen);
    QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, hint.center().toPoint());
    QVERIFY(m_slider->positionOf(130).x() < m_slider->width());
    QVERIFY(!m_slider->picture().hasNewer);
    QCOMPARE(chosen.size(), 0);
    // A moment that the user chooses is shown, wherever it is.
    m_slider->setMoment(Moment{after, 3, {}});
    QVERIFY(m_slider->positionOf(3).x() > 0);
}

void TimelineSliderTest::spreadsASegmentIntoItsCommits()
{
    CommitBook book(m_fixture->engine());
    book.turnTo(m_contents);
    m_slider->setCommitBook(&book);
    const auto& entries = m_contents->timeline.entries();
    std::uint32_t entry = 0; // one of several commits
    for (std::uint32_t i = 20; i < entries.size() && entry == 0; ++i) {
        if (entries[i].kind == TimelineEntry::Kind::Snapshot)
            continue;
        const std::size_t part = entries[i].part;
        book.want({{entries[i].generation, {part, part + 1}}}, CommitBook::Reason::Chosen);
        QTRY_VERIFY(book.commits(entries[i].generation, entries[i].part));
        if (book.commits(entries[i].generation, entries[i].part)->size() > 1)
            entry = i;
    }
    QVERIFY(entry > 0);
    const std::size_t commits =
        book.commits(entries[entry].generation, entries[entry].part)->size();
    m_slider->setMoment(Moment{m_contents, entry, {}});

    for (int i = 0; i < 8; ++i)
        m_slider->zoomIn();
    m_slider->commitsKnown();
    QVERIFY(m_slider->picture().combOf(entry));
    const CommitComb comb = *m_slider->picture().combOf(entry);
    QCOMPARE(comb.commits, static_cast<std::uint32_t>(commits));

    QSignalSpy chosen(m_slider.get(), &TimelineSlider::commitChosen);
    const double left = m_slider->layoutNow().plot.left();
    for (std::uint32_t tooth = 0; tooth < comb.teeth; ++tooth) {
        const QPointF place(left + comb.pixelOf(tooth), m_slider->layoutNow().bars.bottom() - 5);
        QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, place.toPoint());
        QCOMPARE(chosen.size(), static_cast<qsizetype>(tooth + 1));
        QCOMPARE(chosen.last().at(0).toUInt(), entry);
        QCOMPARE(chosen.last().at(1).value<std::size_t>(), std::size_t{comb.commitOf(tooth)});
    }
    const QString words = m_slider->describe(comb.pixelOf(0));
    QVERIFY2(words.contains(QLatin1String("Commit 1 of")), qPrintable(words));
    QVERIFY2(words.contains(QLatin1String("times are not")), qPrintable(words));

    // The handle stands on the tooth of its commit.
    const auto* points = book.commits(entries[entry].generation, entries[entry].part);
    const Moment first{m_contents, entry, ChosenCommit{points->front(), 0, commits}};
    m_slider->setMoment(first);
    QCOMPARE(m_slider->picture().pixelOf(first), comb.pixelOf(0));
    m_slider->setCommitBook(nullptr);
}

void TimelineSliderTest::marksWhatWasValidated()
{
    const auto& entries = m_contents->timeline.entries();
    const double middle = m_slider->picture().scale.pixelAt(entries[20].time);
    const QImage before = m_slider->grab().toImage();

    m_slider->setChecked(CheckedStretch{{entries.front().time, entries.back().time},
                                        QStringLiteral("validated at noon")});

    QVERIFY(m_slider->describe(middle).contains(QLatin1String("validated at noon")));
    QVERIFY(m_slider->grab().toImage() != before);
    m_slider->setChecked(std::nullopt);
    QVERIFY(!m_slider->describe(middle).contains(QLatin1String("validated at noon")));
}

void TimelineSliderTest::aPressOnALabelChoosesItsMoment()
{
    const Generation& generation = m_contents->replica.generations.front();
    const std::uint32_t entry = m_contents->generations.front().snapshotEntries.front();
    const Position place{generation.id, generation.snapshots.front().index, 0};
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);

    m_slider->setLabels({{{toQt(m_contents->url.shown()), place},
                          m_contents->timeline.entries()[entry].time,
                          u"Before the migration"_s,
                          {}}});

    QCOMPARE(m_slider->picture().labels.size(), std::size_t{1});
    const LabelMark& mark = m_slider->picture().labels.front();
    const QRectF box = m_slider->picture().labelBox(mark, m_slider->layoutNow());
    QVERIFY(box.width() > 60); // its words have room
    QVERIFY(m_slider->describe(mark.pixel).contains(u"Label: Before the migration"_s));
    // At the far end of its words, where another moment may be nearer.
    QTest::mouseClick(m_slider.get(), Qt::LeftButton, {},
                      (box.bottomRight() - QPointF(6, 6)).toPoint());
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy.at(0).at(0).toUInt(), entry);
}

void TimelineSliderTest::saysWhyAGenerationBegins()
{
    const auto& generations = m_contents->generations;
    QCOMPARE(generations.size(), std::size_t{2});
    const std::uint32_t second = *generations[0].created < *generations[1].created ? 1 : 0;
    const double joint = m_slider->picture().scale.pixelAt(*generations[second].created);
    QVERIFY(m_slider->describe(joint).contains(QLatin1String("not recorded in the replica")));

    m_slider->setStarts({{m_contents->replica.generations[second].id,
                          NewGenerationReason::ShadowMissing, *generations[second].created}});

    QVERIFY2(m_slider->describe(joint).contains(QLatin1String("the shadow WAL is missing")),
             qPrintable(m_slider->describe(joint)));
}

void TimelineSliderTest::keepsTheMomentInAnotherZone()
{
    m_slider->setMoment(Moment{m_contents, 30, {}});
    const TimelineScale scale = m_slider->picture().scale;
    QSignalSpy chosen(m_slider.get(), &TimelineSlider::entryChosen);

    for (const char* zone : {"Asia/Kolkata", "America/New_York", "UTC"}) {
        m_slider->setTimeZone(QTimeZone(zone));
        QVERIFY(m_slider->picture().scale == scale);
        QCOMPARE(m_slider->picture().moment->entry, 30U);
    }
    QCOMPARE(chosen.size(), 0);
}

void TimelineSliderTest::isFineWithNothingToShow()
{
    m_slider->setContents(nullptr);
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);

    QTest::mouseClick(m_slider.get(), Qt::LeftButton, {}, {300, 60});
    turnWheel(*m_slider, {300, 60}, {0, 120});
    QVERIFY(!m_slider->grab().isNull());

    QCOMPARE(spy.size(), 0);
    QCOMPARE(m_slider->visibleEntries().count(), 0U);
}

void TimelineSliderTest::paintsQuickly()
{
    m_slider->setMoment(Moment{m_contents, 30, {}});
    (void)m_slider->grab();
    QElapsedTimer timer;
    timer.start();

    for (int i = 0; i < 20; ++i)
        (void)m_slider->grab();

    QVERIFY2(timer.elapsed() / 20 < 50, qPrintable(QString::number(timer.elapsed())));
}

} // namespace walkeeper::ui

using walkeeper::ui::TimelineSliderTest;
WALKEEPER_TEST(TimelineSliderTest)
#include "timeline_slider_test.moc"
