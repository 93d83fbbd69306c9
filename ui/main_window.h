#pragma once

#include "ui/app_services.h"
#include "ui/workbench.h"

#include <QMainWindow>
#include <QTimeZone>

class QAction;
class QListView;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace walkeeper::ui {

class ActivityStrip;
class MessageBar;
class ReplicaPage;
class ReplicaTreeModel;
class ReplicationPanel;
class TreeMemory;
class WatchListModel;
class WelcomePage;

/// The window: panes, actions and menus. What happens is up to the workbench.
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
    QTreeView& tree() { return *m_tree; }
    QListView& watchList() { return *m_watchList; }
    ActivityStrip& activity() { return *m_activity; }
    ReplicationPanel& replication() { return *m_replication; }

    /// Takes the list of databases and starts their replication. Once; without it none can be
    /// added.
    void watch(Configuration configuration);

    /// Opens a path or URL; it is remembered if that succeeds.
    void openAddress(const QString& address, std::optional<Timestamp> at = std::nullopt);

    /// Nothing that was asked for is missing from the picture.
    bool isSettled() const;

public slots:
    void askWhatToOpen();
    void askWhatToProtect();
    void askToRestore();
    void askToCheck();
    void askToRemove();
    void askForLabel();
    void showLabels();

signals:
    void settled();
    /// The user has closed the window; it is hidden.
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeActions();
    void makeMenus();
    void makeAppearanceMenu(QMenu* view);
    void makeReplicationActions();
    void makeToolBar();
    void makePanes();
    QWidget* makeTreePane();
    QWidget* makeWatchList();
    QWidget* makeDetailPane();
    void connectTree();
    void connectReplication();
    void connectOtherProcesses();
    void connectWorkbench();
    void showCurrent();
    void showTitle();
    void showReplication();
    WatchId chosenDatabase() const;
    void chooseRow(const QModelIndex& row);
    void followMoment();
    void followReplica(ReplicaId id);
    void followRow(const QModelIndex& row);
    void showAbout();
    void restoreLook();
    void polishAll();

    AppServices& m_services;
    const QTimeZone m_zone = QTimeZone::systemTimeZone();
    Workbench m_workbench;
    ReplicaTreeModel* m_model;
    QTreeView* m_tree = nullptr;
    QSplitter* m_panes = nullptr;
    QStackedWidget* m_pages = nullptr;
    WelcomePage* m_welcome = nullptr;
    ReplicaPage* m_page = nullptr;
    WatchListModel* m_watchModel;
    QListView* m_watchList = nullptr;
    QWidget* m_watchPane = nullptr;
    ReplicationPanel* m_replication = nullptr;
    QWidget* m_replicationMargin = nullptr;
    TreeMemory* m_treeMemory = nullptr;
    MessageBar* m_messages = nullptr;
    ActivityStrip* m_activity = nullptr;

    bool m_hasEndedMessage = false; ///< the bar says that a process has ended
    bool m_isFollowing = false;     ///< the tree's row is set to what is chosen, not by the user

    QAction* m_open = nullptr;
    QAction* m_reload = nullptr;
    QAction* m_close = nullptr;
    QAction* m_restore = nullptr;
    QAction* m_check = nullptr;
    QAction* m_label = nullptr;
    QAction* m_labels = nullptr;
    QAction* m_quit = nullptr;
    QAction* m_protect = nullptr;
    QAction* m_start = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_snapshot = nullptr;
    QAction* m_sync = nullptr;
    QAction* m_remove = nullptr;
    QAction* m_takeOver = nullptr; ///< what a process that has ended left
    QMenu* m_recent = nullptr;
};

} // namespace walkeeper::ui
