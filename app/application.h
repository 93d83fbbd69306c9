#pragma once

#include "app/catalogue/stored_catalogue.h"
#include "app/demo/live_demo.h"
#include "app/settings_store.h"
#include "app/start_options.h"
#include "core/engine/engine.h"
#include "ui/main_window.h"
#include "ui/replication/closing_notice.h"

#include <QApplication>
#include <QTimer>

#include <memory>

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
    void moveFormerReplicas(const ui::Remembered& remembered);
    void watchDatabases();
    void startDemo();
    void followDemo();
    void finishDemo();
    void openReplicas();
    void takeScreenshot();
    void leave(int exitCode);
    void sayWhatIsWaitedFor(const StillStopping& databases);

    QApplication& m_application;
    const StartOptions m_options;
    StoredCatalogue m_catalogue;
    SettingsStore m_settings;
    StoreRegistry m_stores;
    SystemClock m_clock;
    Engine m_engine;
    ui::MainWindow m_window;
    std::unique_ptr<LiveDemo> m_demo;
    std::uint64_t m_longestLag = 0; ///< of the demo, bytes
    bool m_isDemoFinished = false;
    QTimer m_patience; ///< of somebody who waits for the program to end
    ui::ClosingNotice* m_closing = nullptr;
    int m_exitCode = 0;
};

} // namespace walkeeper::app
