#include "ui/window_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include <utility>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestAddress = 420; ///< pixels, in a menu

} // namespace

WindowActions::WindowActions(QMainWindow& window, Workbench& workbench)
    : QObject(&window),
      protect(make(Icon::Protect, tr("&Protect a database…"), Qt::CTRL | Qt::Key_N,
                   tr("Replicate a database from now on"))),
      open(make(Icon::Open, tr("&Open replica…"), QKeySequence::Open, tr("Open a folder or URL"))),
      close(make(Icon::Close, tr("&Close replica"), QKeySequence::Close, tr("Close the replica"))),
      settings(make(tr("&Settings…"), Qt::CTRL | Qt::Key_Comma)),
      quit(make(Icon::Quit, tr("&Quit"), QKeySequence::Quit, tr("Quit"))),
      start(make(Icon::Start, tr("&Start replication"), Qt::CTRL | Qt::Key_G,
                 tr("Replicate the database again"))),
      stop(make(Icon::Stop, tr("S&top replication"), Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                tr("Store the last commits, then stop"))),
      snapshot(make(Icon::Snapshot, tr("S&napshot now"), Qt::CTRL | Qt::Key_P,
                    tr("Store a snapshot now"))),
      sync(make(Icon::Sync, tr("Store &commits now"), Qt::CTRL | Qt::Key_Y,
                tr("Store all commits now"))),
      retention(make(Icon::Waiting, tr("R&etention…"), Qt::CTRL | Qt::Key_H,
                     tr("Set how long history is kept"))),
      importFile(make(Icon::Export, tr("&Import litestream.yml…"), Qt::CTRL | Qt::Key_I,
                      tr("Take databases over from another configuration"))),
      remove(make(Icon::Remove, tr("Re&move…"), Qt::Key_Delete,
                  tr("Forget the database, or delete what is stored of it"))),
      removeStored(make(Icon::Remove, tr("Delete &from the replica…"),
                        Qt::CTRL | Qt::SHIFT | Qt::Key_Delete,
                        tr("Delete the replica, a generation or a snapshot"))),
      takeOver(make(tr("Start it here"))),
      restore(make(Icon::Restore, tr("&Restore…"), Qt::CTRL | Qt::Key_R,
                   tr("Restore the chosen moment"))),
      check(make(Icon::CheckReplica, tr("&Validate…"), Qt::CTRL | Qt::Key_D,
                 tr("Check that the replica can be restored"))),
      saveReport(make(Icon::Export, tr("&Save report…"), Qt::CTRL | Qt::SHIFT | Qt::Key_S,
                      tr("Save what the validation has found"))),
      drills(make(Icon::CheckReplica, tr("Restore &drills…"), Qt::CTRL | Qt::SHIFT | Qt::Key_D,
                  tr("Prove by restoring that the replica can be restored"))),
      label(make(Icon::Label, tr("&Label the moment…"), Qt::CTRL | Qt::Key_L,
                 tr("Give the chosen moment a label"))),
      labels(make(Icon::Label, tr("Labelled &moments…"), Qt::CTRL | Qt::SHIFT | Qt::Key_L,
                  tr("Show all labelled moments"))),
      safetyCopies(make(Icon::Restore, tr("Safety c&opies…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Z,
                        tr("Bring back a state that a restore in place has set aside"))),
      tag(make(tr("Ta&gs…"), Qt::CTRL | Qt::SHIFT | Qt::Key_T)),
      exportRows(make(Icon::Export, tr("&Export rows…"), Qt::CTRL | Qt::Key_E,
                      tr("Write the rows of a table at the chosen moment into a file"))),
      reload(make(Icon::Reload, tr("Loo&k again"), Qt::Key_F5, tr("List the replica again"))),
      goTo(make(tr("&Go to…"), Qt::CTRL | Qt::Key_K)),
      overview(make(tr("All data&bases…"), Qt::CTRL | Qt::SHIFT | Qt::Key_A)),
      filter(make(tr("&Filter databases and replicas"), QKeySequence::Find)),
      zoomIn(make(Icon::ZoomIn, tr("Sho&w less time"), Qt::CTRL | Qt::Key_Plus,
                  tr("Show less time, larger"))),
      zoomOut(make(Icon::ZoomOut, tr("Show &more time"), Qt::CTRL | Qt::Key_Minus,
                   tr("Show more time"))),
      zoomFit(make(Icon::ZoomFit, tr("Show &all"), Qt::CTRL | Qt::Key_0, tr("Show all"))),
      timeline(make(tr("Go to the &timeline"), Qt::CTRL | Qt::Key_T)),
      typeTime(make(tr("Go to a tim&e…"), Qt::CTRL | Qt::Key_J)),
      utc(make(tr("Show times in &UTC"))),
      tabs{make(tr("&Points"), Qt::CTRL | Qt::Key_1), make(tr("&Data"), Qt::CTRL | Qt::Key_2),
           make(tr("&Objects"), Qt::CTRL | Qt::Key_3), make(tr("&Checks"), Qt::CTRL | Qt::Key_4),
           make(tr("&Log"), Qt::CTRL | Qt::Key_5)},
      inspector(make(tr("&Inspector"), Qt::Key_F9)),
      activity(make(tr("Acti&vity"), Qt::CTRL | Qt::Key_B)),
      markSeen(make(tr("Mark failures as &seen"), Qt::CTRL | Qt::SHIFT | Qt::Key_B)),
      about(make(tr("&About Walkeeper"))),
      m_window(window),
      m_workbench(workbench)
{
    about->setIcon(programIcon());
    goTo->setObjectName(goToAction);
    utc->setCheckable(true);
    inspector->setCheckable(true);
    // The key belongs to the list; elsewhere it deletes other things.
    remove->setShortcutContext(Qt::WidgetShortcut);
    for (QAction* each : findChildren<QAction*>(Qt::FindDirectChildrenOnly)) {
        if (each != remove)
            window.addAction(each);
    }
    connectWorkbench();
    exportRows->setEnabled(false);
    saveReport->setEnabled(false);
    enable();
}

QAction* WindowActions::make(const QString& text, const QKeySequence& keys)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    return action;
}

QAction* WindowActions::make(Icon drawing, const QString& text, const QKeySequence& keys,
                             const QString& tip)
{
    QAction* action = make(text, keys);
    action->setIcon(icon(drawing));
    action->setToolTip(tip + u" ("_s + keys.toString(QKeySequence::NativeText) + u')');
    return action;
}

void WindowActions::connectWorkbench()
{
    WatchedDatabases& watched = m_workbench.watched();
    const auto ofDatabase = [this, &watched](QAction* action,
                                             void (WatchedDatabases::*deed)(WatchId)) {
        connect(action, &QAction::triggered, this, [this, &watched, deed] {
            if (const WatchedDatabase* database = m_workbench.currentWatched())
                (watched.*deed)(database->id);
        });
    };
    ofDatabase(start, &WatchedDatabases::start);
    ofDatabase(stop, &WatchedDatabases::stop);
    ofDatabase(snapshot, &WatchedDatabases::snapshotNow);
    ofDatabase(sync, &WatchedDatabases::syncNow);
    connect(takeOver, &QAction::triggered, &watched, &WatchedDatabases::takeOver);
    connect(reload, &QAction::triggered, &m_workbench, &Workbench::reloadCurrent);
    connect(close, &QAction::triggered, &m_workbench, &Workbench::closeCurrent);
    connect(markSeen, &QAction::triggered, &m_workbench.activity(), &ActivityLog::markAllSeen);

    connect(&m_workbench, &Workbench::currentChanged, this, &WindowActions::enable);
    connect(&m_workbench, &Workbench::currentStateChanged, this, &WindowActions::enable);
    connect(&m_workbench, &Workbench::currentWatchedChanged, this, &WindowActions::enable);
    connect(&m_workbench.selection(), &Selection::momentChanged, this, &WindowActions::enable);
    connect(&watched, &WatchedDatabases::removed, this, &WindowActions::enable);
}

void WindowActions::enable()
{
    const OpenedReplica* replica = m_workbench.current();
    const bool hasContents = replica && replica->contents && replica->state != LoadState::Failed;
    const auto& moment = m_workbench.selection().moment();
    reload->setEnabled(replica);
    close->setEnabled(replica);
    check->setEnabled(hasContents && !replica->contents->timeline.isEmpty());
    drills->setEnabled(replica);
    tag->setEnabled(hasContents);
    filter->setEnabled(!m_workbench.replicas().all().empty() ||
                       !m_workbench.watched().all().empty());
    removeStored->setEnabled(hasContents && !replica->contents->replica.generations.empty());
    restore->setEnabled(moment.has_value());
    label->setEnabled(moment && placeOf(*moment));

    const WatchedDatabase* database = m_workbench.currentWatched();
    const bool isReplicated = database && !database->running && database->isReplicated();
    protect->setEnabled(!m_workbench.watched().configurationFile().empty());
    start->setEnabled(database && database->canStart());
    importFile->setEnabled(!m_workbench.watched().configurationFile().empty());
    retention->setEnabled(database && database->canChange());
    remove->setEnabled(database && database->canRemove());
    stop->setEnabled(isReplicated);
    snapshot->setEnabled(isReplicated);
    sync->setEnabled(isReplicated);
}

void WindowActions::addMenus(Appearance chosen)
{
    QMenuBar* bar = m_window.menuBar();
    QMenu* file = bar->addMenu(tr("&File"));
    file->addActions({protect, importFile, open});
    fillRecentMenu(file->addMenu(tr("Open &again")));
    file->addSeparator();
    file->addAction(close);
    file->addSeparator();
    file->addAction(settings);
    file->addSeparator();
    file->addAction(quit);

    QMenu* database = bar->addMenu(tr("&Database"));
    database->addActions({start, stop});
    database->addSeparator();
    database->addActions({snapshot, sync});
    database->addSeparator();
    database->addAction(safetyCopies);
    database->addSeparator();
    database->addActions({retention, remove});

    QMenu* replica = bar->addMenu(tr("&Replica"));
    replica->addActions({restore, check, saveReport, drills});
    replica->addSeparator();
    replica->addActions({label, labels, tag, exportRows});
    replica->addSeparator();
    replica->addAction(reload);
    replica->addSeparator();
    replica->addAction(removeStored);

    fillViewMenu(bar->addMenu(tr("&View")), chosen);

    QMenu* help = bar->addMenu(tr("&Help"));
    help->addAction(about);
}

void WindowActions::fillViewMenu(QMenu* view, Appearance chosen)
{
    view->addActions({goTo, overview, filter});
    view->addSeparator();
    view->addActions({zoomIn, zoomOut, zoomFit, timeline, typeTime});
    view->addSeparator();
    view->addAction(utc);
    view->addSeparator();
    for (QAction* each : tabs)
        view->addAction(each);
    view->addSeparator();
    view->addActions({inspector, activity, markSeen});
    view->addSeparator();
    fillAppearanceMenu(view->addMenu(tr("Appeara&nce")), chosen);
}

void WindowActions::fillRecentMenu(QMenu* menu)
{
    menu->setObjectName(recentMenu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const QString& address : m_workbench.recent().addresses())
            menu->addAction(
                menu->fontMetrics().elidedText(address, Qt::ElideMiddle, longestAddress), this,
                [this, address] { emit reopenWanted(address); });
    });
}

void WindowActions::fillAppearanceMenu(QMenu* menu, Appearance chosen)
{
    auto* group = new QActionGroup(this);
    const std::pair<Appearance, QString> choices[] = {{Appearance::System, tr("As the &system")},
                                                      {Appearance::Light, tr("&Light")},
                                                      {Appearance::Dark, tr("&Dark")}};
    for (const auto& [appearance, name] : choices) {
        QAction* action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(appearance == chosen);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, value = appearance] { emit appearanceChosen(value); });
    }
}

void WindowActions::addToolBar()
{
    QToolBar* bar = m_window.addToolBar(tr("Main"));
    bar->setObjectName(u"main"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    bar->addActions({protect, open, reload});
    bar->addSeparator();
    bar->addActions({restore, check});
    m_window.setContextMenuPolicy(Qt::NoContextMenu);
}

} // namespace walkeeper::ui
