#include "ui/timeline/timeline_slider.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QWheelEvent>

namespace walkeeper::ui {

namespace {

void turnWheel(QWidget& widget, QPointF place, QPoint angle, Qt::KeyboardModifiers keys = {})
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, angle, Qt::NoButton, keys,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
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

    const QPoint axis(400, m_slider->height() - 14);
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
    QVERIFY(accessible->valueInterface());
    QCOMPARE(accessible->valueInterface()->currentValue().toUInt(), 7U);
    QCOMPARE(accessible->valueInterface()->maximumValue().toUInt(),
             static_cast<uint>(m_contents->timeline.entries().size() - 1));
    QSignalSpy spy(m_slider.get(), &TimelineSlider::entryChosen);
    accessible->valueInterface()->setCurrentValue(9);
    QCOMPARE(spy.size(), 1);
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
