#pragma once

#include "ui/app_services.h"
#include "ui/workbench.h"

#include <QMainWindow>
#include <QTimeZone>

class QListView;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace walkeeper::ui {

class ActivityStrip;
class ImportFlow;
class MessageBar;
class ReplicaPage;
class ReplicaTreePane;
class ReplicationPanel;
class ReportSaver;
class SourceFacts;
class SourcesPane;
class WatchPane;
class WelcomePage;
class WindowActions;
class WindowDialogs;

/// The window: what is where, and the dialogs that ask. What happens is up to the workbench.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    /// Both outlive the window.
    MainWindow(Engine& engine, AppServices& services, QWidget* parent = nullptr);
    ~MainWindow() override;

    Workbench& workbench() { return m_workbench; }
    ReplicaPage& page() { return *m_page; }
    MessageBar& messages() { return *m_messages; }
    QTreeView& tree();
    QListView& watchList();
    ActivityStrip& activity() { return *m_activity; }
    ReplicationPanel& replication() { return *m_replication; }

    /// Takes the list of databases and starts their replication. Once; without it none can be
    /// added.
    void watch(Configuration configuration);

    /// Opens a path or URL; it is remembered if that succeeds.
    void openAddress(const QString& address, std::optional<Timestamp> at = std::nullopt);

    /// Shows what was shown when the window was closed last.
    void showAgain();

    WindowDialogs& dialogs() { return *m_dialogs; }

    /// Nothing that was asked for is missing from the picture.
    bool isSettled() const;

    void importFrom(const QString& file);

signals:
    void settled();
    /// The user has closed the window; it is hidden.
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makePanes();
    QWidget* makeDetailPane();
    void connectActions();
    void connectPage();
    void connectWorkbench();
    void setTimeZone(const QTimeZone& zone);
    void enableReport();
    void showCurrent();
    void showTitle();
    void showReplication();
    void restoreLook();
    void polishAll();

    AppServices& m_services;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    Workbench m_workbench;
    SourceFacts* m_facts;
    WindowActions* m_actions;
    ImportFlow* m_import;
    QSplitter* m_panes = nullptr;
    QStackedWidget* m_pages = nullptr;
    WelcomePage* m_welcome = nullptr;
    ReplicaPage* m_page = nullptr;
    SourcesPane* m_sources = nullptr;
    ReplicaTreePane* m_treePane = nullptr;
    WatchPane* m_watchPane = nullptr;
    ReplicationPanel* m_replication = nullptr;
    QWidget* m_replicationMargin = nullptr;
    MessageBar* m_messages = nullptr;
    ReportSaver* m_reports = nullptr;
    WindowDialogs* m_dialogs = nullptr;
    ActivityStrip* m_activity = nullptr;
};

} // namespace walkeeper::ui
