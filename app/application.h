#pragma once

#include "app/settings_store.h"
#include "app/start_options.h"
#include "core/engine/engine.h"
#include "ui/main_window.h"

#include <QApplication>

namespace walkeeper::app {

/// Builds everything in order and takes it down in reverse.
class Application final : public QObject
{
    Q_OBJECT

public:
    Application(QApplication& application, StartOptions options);

    /// Shows the window and runs until it is closed. Gives the exit code.
    int run();

private:
    void openReplicas();
    void takeScreenshot();
    void leave(int exitCode);

    QApplication& m_application;
    const StartOptions m_options;
    SettingsStore m_settings;
    StoreRegistry m_stores;
    SystemClock m_clock;
    Engine m_engine;
    ui::MainWindow m_window;
    int m_exitCode = 0;
};

} // namespace walkeeper::app
