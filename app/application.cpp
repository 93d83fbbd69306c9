#include "app/application.h"

#include "app/configuration.h"

#include "core/operations/control_socket.h"
#include "ui/replica_page.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/message_bar.h"

#include <QPixmap>

#include <cstdio>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

/// The headless tour shows the demo when it has written so much in this run.
constexpr int demoCommits = 20;
/// Ending takes a moment as a rule; then there is nothing to say about it.
constexpr std::chrono::milliseconds patience(1000);

/// The demo and pictures are of what they were asked for alone.
std::filesystem::path folderOfOthers(const StartOptions& options)
{
    const bool isAlone = !options.demo.isEmpty() || options.wantsScreenshot();
    return isAlone ? std::filesystem::path() : controlFolder(environmentVariable);
}

/// The demo has one of its own, pictures have none.
QString catalogueOf(const StartOptions& options)
{
    if (!options.demo.isEmpty())
        return options.demo + u"/catalogue.db"_s;
    return options.wantsScreenshot() ? QString() : cataloguePath();
}

/// The appearance comes before the first widget, so that every widget is made in its colours.
ui::AppServices& dressed(QApplication& application, SettingsStore& settings,
                         const StartOptions& options)
{
    ui::applyAppearance(application, options.appearance.value_or(settings.appearance()));
    return settings;
}

} // namespace

Application::Application(QApplication& application, StartOptions options)
    : m_application(application),
      m_options(std::move(options)),
      m_catalogue(catalogueOf(m_options)),
      m_settings(m_catalogue),
      m_stores(standardRegistry()),
      m_engine(OperationContext{nativeFileSystem(), m_clock, m_stores}, folderOfOthers(m_options)),
      m_window(m_engine, dressed(application, m_settings, m_options))
{
    m_application.setQuitOnLastWindowClosed(false);
    connect(&m_catalogue, &ui::Catalogue::remembered, this,
            [this](const ui::RememberedValues& values) { moveFormerReplicas(*values); });
    connect(&m_window, &ui::MainWindow::closed, this, [this] { leave(0); });
    connect(&m_engine, &Engine::stillStopping, this, &Application::sayWhatIsWaitedFor);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_engine, &Engine::stopped, this, [this] { m_application.exit(m_exitCode); });
}

int Application::run()
{
    if (m_options.wantsScreenshot()) {
        // Not as the user left it, so that pictures can be compared.
        m_window.resize(1380, 860);
        connect(&m_window, &ui::MainWindow::settled, this, &Application::takeScreenshot,
                Qt::QueuedConnection);
    }
    m_window.show();
    watchDatabases();
    openReplicas();
    // Of a drill that was killed with the program.
    m_engine.clearDrillScratch({});
    return QApplication::exec();
}

/// From the settings, where they were before there was a catalogue. They go from there when a later
/// start finds them kept.
void Application::moveFormerReplicas(const ui::Remembered& remembered)
{
    const QStringList former = m_settings.formerReplicas();
    if (former.isEmpty() || m_options.wantsScreenshot() || !m_options.demo.isEmpty())
        return;
    if (remembered.replicas.empty())
        m_window.workbench().recent().adopt(former);
    else
        m_settings.forgetFormerReplicas();
}

void Application::watchDatabases()
{
    if (!m_options.demo.isEmpty())
        startDemo();
    // A picture of a replica is no reason to begin replicating.
    if (m_options.wantsScreenshot() && !m_demo && m_options.configuration.isEmpty())
        return;
    Result<ui::Configuration> configuration = readConfiguration(
        m_demo ? m_demo->configurationFile() : configurationFile(m_options.configuration));
    if (configuration)
        return m_window.watch(*std::move(configuration));
    m_window.messages().show(Severity::Damage, ui::ErrorText::sentence(configuration.error()),
                             ui::ErrorText::tr("No database is replicated before this is right."));
}

void Application::startDemo()
{
    m_demo = std::make_unique<LiveDemo>(ui::pathFromQt(m_options.demo));
    if (Result<void> started = m_demo->start(nativeFileSystem()); !started) {
        m_window.messages().show(Severity::Damage, ui::ErrorText::sentence(started.error()));
        m_demo.reset();
        return;
    }
    if (m_options.wantsScreenshot())
        followDemo();
}

void Application::followDemo()
{
    ui::WatchedDatabases& watched = m_window.workbench().watched();
    connect(&watched, &ui::WatchedDatabases::changed, this, [this, &watched](ui::WatchId id) {
        m_longestLag = std::max(m_longestLag, watched.find(id)->lagBytes().value_or(0));
    });
    connect(m_demo.get(), &LiveDemo::committed, this, [this, &watched](int commits) {
        if (commits < demoCommits || watched.all().empty())
            return;
        m_demo->disconnect(this);
        m_demo->stop();
        watched.syncNow(watched.all().front().id);
    });
    connect(&watched, &ui::WatchedDatabases::succeeded, this,
            [this](ui::WatchId, ui::Deed deed, const ReplicationDone&) {
                if (deed == ui::Deed::Sync)
                    finishDemo();
            });
    connect(&watched, &ui::WatchedDatabases::failed, this,
            [this](ui::WatchId, ui::Deed, const Error& error) {
                std::fprintf(stderr, "walkeeper: %s\n", error.message.c_str());
                leave(1);
            });
}

void Application::finishDemo()
{
    const ui::WatchedDatabase& database = m_window.workbench().watched().all().front();
    std::fputs(qPrintable(demoFigures(m_demo->commits(), database, m_longestLag)), stdout);
    m_isDemoFinished = true;
    // Everything is stored now; one more listing shows all of it.
    m_window.workbench().showWatched(database.id);
    m_window.workbench().reloadCurrent();
}

void Application::openReplicas()
{
    for (const QString& address : m_options.addresses)
        m_window.openAddress(address, m_options.at);
    if (m_options.addresses.isEmpty() && !m_demo && !m_options.wantsScreenshot())
        m_window.showAgain();
    // With nothing to open, or nothing that could be, there is nothing to wait for.
    if (m_options.wantsScreenshot() && !m_demo && !m_window.workbench().current())
        QMetaObject::invokeMethod(this, &Application::takeScreenshot, Qt::QueuedConnection);
}

void Application::takeScreenshot()
{
    // What was asked since the signal was sent is waited for too.
    if (!m_window.isSettled() || !m_window.isVisible() || (m_demo && !m_isDemoFinished))
        return;
    const bool isSaved = m_window.grab().save(m_options.screenshot);
    if (!isSaved)
        std::fprintf(stderr, "walkeeper: cannot write %s\n", qPrintable(m_options.screenshot));
    leave(isSaved ? 0 : 1);
}

void Application::leave(int exitCode)
{
    // Hidden first: whatever still has to end is not waited for in front of the user.
    m_window.hide();
    m_exitCode = exitCode;
    if (m_demo)
        m_demo->stop();
    m_patience.start();
    m_engine.shutDown();
}

void Application::sayWhatIsWaitedFor(const StillStopping& databases)
{
    if (!m_closing) {
        m_closing = new ui::ClosingNotice(&m_window);
        connect(m_closing, &ui::ClosingNotice::impatient, this,
                [this] { m_engine.abandonStores(); });
        connect(&m_patience, &QTimer::timeout, m_closing, &QWidget::show);
    }
    QStringList names;
    for (const std::filesystem::path& path : *databases)
        names << ui::pathToQt(path.filename());
    m_closing->setDatabases(names);
}

} // namespace walkeeper::app
