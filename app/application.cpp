#include "app/application.h"

#include "ui/replica_page.h"
#include "ui/theme/style_sheet.h"
#include "ui/widgets/message_bar.h"

#include <QPixmap>

#include <cstdio>

namespace walkeeper::app {

namespace {

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
      m_stores(standardRegistry()),
      m_engine(OperationContext{nativeFileSystem(), m_clock, m_stores}),
      m_window(m_engine, dressed(application, m_settings, m_options))
{
    m_application.setQuitOnLastWindowClosed(false);
    connect(&m_window, &ui::MainWindow::closed, this, [this] { leave(0); });
    connect(&m_engine, &Engine::stopped, this, [this] { m_application.exit(m_exitCode); });
}

int Application::run()
{
    if (m_options.wantsScreenshot()) {
        // Not as the user left it, so that pictures can be compared.
        m_window.resize(1240, 800);
        connect(&m_window, &ui::MainWindow::settled, this, &Application::takeScreenshot,
                Qt::QueuedConnection);
    }
    m_window.show();
    openReplicas();
    return QApplication::exec();
}

void Application::openReplicas()
{
    for (const QString& address : m_options.addresses)
        m_window.openAddress(address, m_options.at);
    // With nothing to open, or nothing that could be, there is nothing to wait for.
    if (m_options.wantsScreenshot() && !m_window.workbench().current())
        QMetaObject::invokeMethod(this, &Application::takeScreenshot, Qt::QueuedConnection);
}

void Application::takeScreenshot()
{
    // What was asked since the signal was sent is waited for too.
    if (!m_window.isSettled() || !m_window.isVisible())
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
    m_engine.shutDown();
}

} // namespace walkeeper::app
