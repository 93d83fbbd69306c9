#include "tests/support/recorded_replica.h"
#include "tests/support/test_main.h"
#include "tests/system/virtual_display.h"

#include "app/catalogue/stored_catalogue.h"
#include "core/engine/engine.h"
#include "ui/app_services.h"
#include "ui/main_window.h"
#include "ui/replica_page.h"
#include "ui/text/conversion.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"

#include <QFileInfo>
#include <QSignalSpy>

namespace walkeeper {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned pageSize = 4096;

/// No settings, as at the very first start.
class NoServices final : public ui::AppServices
{
public:
    ui::WindowState windowState() const override { return {}; }
    void keepWindowState(const ui::WindowState&) override {}
    QByteArray columns(const QString&) const override { return {}; }
    void keepColumns(const QString&, const QByteArray&) override {}
    MomentLimits momentLimits() const override { return {}; }
    void keepMomentLimits(const MomentLimits&) override {}
    std::optional<double> restoreSpeed(const QString&) const override { return {}; }
    void keepRestoreSpeed(const QString&, double) override {}
    QString destinationFolder() const override { return {}; }
    void keepDestinationFolder(const QString&) override {}
    ui::Appearance appearance() const override { return ui::Appearance::System; }
    void keepAppearance(ui::Appearance) override {}
    bool showsUtc() const override { return false; }
    void keepShowsUtc(bool) override {}
    ui::Catalogue& catalogue() override { return m_catalogue; }

private:
    app::StoredCatalogue m_catalogue{QString()};
};

/// What the pointer has to know: where things are in a window that shows this replica.
struct Places {
    QPoint newest; ///< the handle as it is when the replica is opened
    QPoint wanted;
    QString title; ///< of the window, once the wanted moment is chosen
};

} // namespace

/// Somebody opens a replica, drags the handle to an earlier moment, and restores it: the real
/// program on a real (virtual) screen, with the replica that the reference has written.
class WindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void restoresTheMomentThatTheHandleWasDraggedTo();

private:
    void startProgram();
    Places placesOf(const test::RecordedMoment& moment);

    QTemporaryDir m_folder;
    std::optional<test::ReferenceProgram> m_reference;
    std::unique_ptr<test::ReplicaRecorder> m_recorder;
    std::unique_ptr<test::VirtualDisplay> m_display;
    std::unique_ptr<QProcess> m_program;
};

void WindowTest::initTestCase()
{
    ui::applyAppearance(*qApp, ui::Appearance::System);
    auto reference = test::ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    m_reference = *std::move(reference);
    m_recorder = std::make_unique<test::ReplicaRecorder>(*m_reference,
                                                         ui::pathFromQt(m_folder.path()), pageSize);

    m_recorder->database().insertItems(50, 200);
    m_recorder->start();
    for (int i = 0; i < 6; ++i) {
        m_recorder->database().insertItems(10, 300);
        m_recorder->record("step " + std::to_string(i));
    }
    m_recorder->stop();

    QVERIFY2(m_recorder->state(),
             m_recorder->state() ? "" : m_recorder->state().error().message.c_str());
    QCOMPARE(m_recorder->moments().size(), 6U);
}

void WindowTest::init()
{
    m_display = std::make_unique<test::VirtualDisplay>();
    const QString problem = m_display->start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    m_program = std::make_unique<QProcess>();
}

void WindowTest::cleanup()
{
    if (m_program->state() != QProcess::NotRunning) {
        m_program->kill();
        m_program->waitForFinished();
    }
    m_program.reset();
    m_display.reset();
}

void WindowTest::startProgram()
{
    m_program->setProcessEnvironment(m_display->environment());
    m_program->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_program->start(QStringLiteral(WALKEEPER_PROGRAM), {ui::pathToQt(m_recorder->replica())});
    QVERIFY(m_program->waitForStarted());
}

Places WindowTest::placesOf(const test::RecordedMoment& moment)
{
    // The same window once more, off screen: it lays itself out in the same way.
    StoreRegistry stores = standardRegistry();
    SystemClock clock;
    Engine engine(OperationContext{nativeFileSystem(), clock, stores});
    NoServices services;
    ui::MainWindow window(engine, services);
    window.show();
    window.openAddress(ui::pathToQt(m_recorder->replica()));
    Places places;
    if (!test::waitUntil(
            [&] { return window.page().timeline().isVisible() && window.isSettled(); }))
        return places;
    const ui::TimelineSlider& timeline = window.page().timeline();
    const Timeline& entries = timeline.picture().contents->timeline;
    const auto placeOf = [&](std::size_t entry) {
        return timeline.mapTo(&window, timeline.positionOf(static_cast<std::uint32_t>(entry)))
            .toPoint();
    };
    const std::size_t wanted = entries.atOrBefore(moment.time);
    places.newest = placeOf(entries.entries().size() - 1);
    places.wanted = placeOf(wanted);
    window.workbench().selection().choose(static_cast<std::uint32_t>(wanted));
    places.title = window.windowTitle();
    return places;
}

void WindowTest::restoresTheMomentThatTheHandleWasDraggedTo()
{
    const test::RecordedMoment& moment = m_recorder->moments().at(2);
    const Places places = placesOf(moment);
    QVERIFY(!places.title.isEmpty());
    const QString output = m_folder.filePath(u"restored.db"_s);

    startProgram();
    const QString window = m_display->waitForWindow(u"^replica at .* Walkeeper$"_s);
    QVERIFY2(!window.isEmpty(), "the window does not show the replica");
    QVERIFY(m_display->titleOf(window) != places.title);

    const QString before = m_display->titleOf(window);
    m_display->drag(window, places.newest, places.wanted);
    QVERIFY(test::waitUntil([&] { return m_display->titleOf(window) < before; }));
    // Two segments may have been stored within the time of one pixel; keys tell them apart.
    const bool isChosen = test::waitUntil([&] {
        const QString title = m_display->titleOf(window);
        if (title != places.title)
            m_display->press(title < places.title ? u"Right"_s : u"Left"_s);
        return title == places.title;
    });
    QVERIFY2(isChosen, qPrintable(m_display->titleOf(window) + u" is not "_s + places.title));

    m_display->press(u"ctrl+r"_s);
    QVERIFY2(!m_display->waitForActive(u"^Restore$"_s).isEmpty(), "no restore dialog");
    m_display->press(u"ctrl+a"_s);
    m_display->type(output);
    // The button takes the key as soon as the plan is there.
    const bool isRestored = test::waitUntil([&] {
        if (QFileInfo::exists(output))
            return true;
        m_display->press(u"Return"_s);
        return false;
    });
    QVERIFY2(isRestored, "the restore does not end");
    const auto content = test::contentHash(ui::pathFromQt(output));
    QVERIFY2(content, content ? "" : content.error().message.c_str());
    QCOMPARE(*content, moment.content);

    const bool isClosed = test::waitUntil([&] {
        if (m_display->findWindow(u"^Restor(e|ing…|ed)$"_s).isEmpty())
            return true;
        m_display->press(u"Return"_s);
        return false;
    });
    QVERIFY2(isClosed, "the dialog does not close");
    m_display->press(u"ctrl+q"_s);
    QVERIFY(test::waitUntil([&] { return m_program->state() == QProcess::NotRunning; }));
    QCOMPARE(m_program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program->exitCode(), 0);
}

} // namespace walkeeper

using walkeeper::WindowTest;
WALKEEPER_TEST(WindowTest)
#include "window_test.moc"
