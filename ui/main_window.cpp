#include "ui/main_window.h"

#include "core/base/version.h"
#include "ui/activity/activity_strip.h"
#include "ui/check/check_dialog.h"
#include "ui/labels/label_dialog.h"
#include "ui/labels/label_list_dialog.h"
#include "ui/moment/moment_text.h"
#include "ui/open/open_dialog.h"
#include "ui/open/welcome_page.h"
#include "ui/replica_page.h"
#include "ui/replication/protect_dialog.h"
#include "ui/replication/replication_panel.h"
#include "ui/replication/replication_text.h"
#include "ui/replication/watch_list_model.h"
#include "ui/restore/restore_dialog.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/tree/replica_tree_delegate.h"
#include "ui/tree/replica_tree_model.h"
#include "ui/tree/tree_memory.h"
#include "ui/widgets/message_bar.h"

#include <QActionGroup>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QToolBar>
#include <QTreeView>

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRows = 4; ///< of the list of databases, before it scrolls
constexpr QSize firstSize(1240, 800);
constexpr int firstTreeWidth = 370;
constexpr int sizeColumnWidth = 84; ///< enough for "999.9 MB"

} // namespace

MainWindow::MainWindow(Engine& engine, AppServices& services, QWidget* parent)
    : QMainWindow(parent),
      m_services(services),
      m_workbench(engine, services.catalogue()),
      m_model(new ReplicaTreeModel(m_workbench.replicas(), m_workbench.book(), this)),
      m_watchModel(new WatchListModel(m_workbench.watched(), m_workbench.clock(), this))
{
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    makeActions();
    makeMenus();
    makeToolBar();
    makePanes();
    connectTree();
    connectWorkbench();
    connectReplication();
    restoreLook();
    showCurrent();
    polishAll();
}

MainWindow::~MainWindow()
{
    // Views go before what they show.
    delete takeCentralWidget();
    delete m_model;
    delete m_watchModel;
}

void MainWindow::watch(Configuration configuration)
{
    m_workbench.watched().take(std::move(configuration));
    m_protect->setEnabled(!m_workbench.watched().configurationFile().empty());
    showCurrent();
}

void MainWindow::openAddress(const QString& address, std::optional<Timestamp> at)
{
    m_messages->clear();
    m_workbench.openAddress(address, at);
}

bool MainWindow::isSettled() const
{
    return m_page->isSettled();
}

void MainWindow::askWhatToOpen()
{
    auto* dialog = new OpenDialog(m_workbench.recent().addresses(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { openAddress(dialog->address()); });
    dialog->open();
}

void MainWindow::askWhatToProtect()
{
    auto* dialog = new ProtectDialog(m_workbench.watched().configurationFile(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_messages->clear();
        m_workbench.watched().protect(dialog->database());
    });
    dialog->open();
}

void MainWindow::askToRestore()
{
    const auto& moment = m_workbench.selection().moment();
    const OpenedReplica* replica = m_workbench.current();
    if (!moment || !replica)
        return;
    QString folder = m_services.destinationFolder();
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    auto* flow = new RestoreFlow(m_workbench.engine(), *moment, this);
    m_workbench.follow(*flow);
    auto* dialog = new RestoreDialog(*flow, folder, replica->name, m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RestoreDialog::restoredInto, this,
            [this](const QString& used) { m_services.keepDestinationFolder(used); });
    connect(dialog, &QObject::destroyed, flow, &QObject::deleteLater);
    dialog->open();
}

void MainWindow::askToCheck()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || !replica->contents)
        return;
    const auto live = m_workbench.watched().liveReplica(replica->contents->url);
    auto* dialog =
        new CheckDialog(replica->name, replica->contents->storedBytes, live.has_value(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, live, id = replica->id] {
        m_workbench.checks().start(id, dialog->rung(), live);
    });
    dialog->open();
}

void MainWindow::askToRemove()
{
    const WatchedDatabase* database = m_workbench.watched().find(chosenDatabase());
    if (!database || !database->canRemove())
        return;
    QStringList said;
    if (database->isReplicated())
        said << (database->process
                     ? tr("Its last commits are stored, then %1 stops replicating it.")
                           .arg(ReplicationText::nameOf(*database->process))
                     : tr("Its last commits are stored, then its replication stops."));
    said << tr("The database and its replica stay as they are.");
    if (database->isConfigured)
        said << tr("Its entry is taken out of %1.")
                    .arg(pathToQt(m_workbench.watched().configurationFile()));
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Remove a database"));
    box->setText(tr("Remove %1 from the list?").arg(database->name));
    box->setInformativeText(said.join(u' '));
    const QPushButton* remove = box->addButton(tr("Remove"), QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton(QMessageBox::Cancel);
    cancel->setIcon({}); // as everywhere else in the program
    box->setDefaultButton(cancel);
    connect(remove, &QPushButton::clicked, this,
            [this, id = database->id] { m_workbench.watched().remove(id); });
    box->open();
}

void MainWindow::askForLabel()
{
    const auto& moment = m_workbench.selection().moment();
    const auto place = moment ? placeOf(*moment) : std::nullopt;
    if (!place)
        return;
    const MomentLabel* known = m_workbench.labels().find(*place);
    auto* dialog =
        new LabelDialog(known ? *known : MomentLabel{*place, moment->time(), {}, {}}, m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_workbench.labels().set(dialog->label()); });
    dialog->open();
}

void MainWindow::showLabels()
{
    auto* dialog = new LabelListDialog(m_workbench, m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_services.keepWindowState({saveGeometry(), m_panes->saveState()});
    hide();
    event->accept();
    emit closed();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    for (const QUrl& url : event->mimeData()->urls())
        openAddress(url.isLocalFile() ? url.toLocalFile() : url.toString());
    event->acceptProposedAction();
}

void MainWindow::makeActions()
{
    const auto make = [this](Icon drawing, const QString& text, const QKeySequence& keys,
                             const QString& tip) {
        auto* action = new QAction(icon(drawing), text, this);
        action->setShortcut(keys);
        action->setToolTip(tip + u" ("_s + keys.toString(QKeySequence::NativeText) + u')');
        addAction(action);
        return action;
    };
    m_open = make(Icon::Open, tr("&Open replica…"), QKeySequence::Open, tr("Open a folder or URL"));
    m_reload = make(Icon::Reload, tr("&Look again"), Qt::Key_F5, tr("List the replica again"));
    m_close = make(Icon::Close, tr("&Close replica"), QKeySequence::Close, tr("Close the replica"));
    m_restore = make(Icon::Restore, tr("&Restore…"), Qt::CTRL | Qt::Key_R,
                     tr("Restore the chosen moment into a new file"));
    m_check = make(Icon::CheckReplica, tr("&Validate…"), Qt::CTRL | Qt::Key_D,
                   tr("Check that the replica can be restored"));
    m_label = make(Icon::Label, tr("&Label the moment…"), Qt::CTRL | Qt::Key_L,
                   tr("Give the chosen moment a label"));
    m_labels = make(Icon::Label, tr("Labelled &moments…"), Qt::CTRL | Qt::SHIFT | Qt::Key_L,
                    tr("Show all labelled moments"));
    connect(m_label, &QAction::triggered, this, &MainWindow::askForLabel);
    connect(m_labels, &QAction::triggered, this, &MainWindow::showLabels);
    m_quit = make(Icon::Quit, tr("&Quit"), QKeySequence::Quit, tr("Quit"));
    connect(m_open, &QAction::triggered, this, &MainWindow::askWhatToOpen);
    connect(m_reload, &QAction::triggered, &m_workbench, &Workbench::reloadCurrent);
    connect(m_close, &QAction::triggered, &m_workbench, &Workbench::closeCurrent);
    connect(m_restore, &QAction::triggered, this, &MainWindow::askToRestore);
    connect(m_check, &QAction::triggered, this, &MainWindow::askToCheck);
    connect(m_quit, &QAction::triggered, this, &QWidget::close);
    makeReplicationActions();
}

void MainWindow::makeReplicationActions()
{
    const auto make = [this](Icon drawing, const QString& text, const QKeySequence& keys,
                             const QString& tip) {
        auto* action = new QAction(icon(drawing), text, this);
        action->setShortcut(keys);
        action->setToolTip(tip + u" ("_s + keys.toString(QKeySequence::NativeText) + u')');
        action->setEnabled(false);
        addAction(action);
        return action;
    };
    m_protect = make(Icon::Protect, tr("&Protect a database…"), Qt::CTRL | Qt::Key_N,
                     tr("Replicate a database from now on"));
    m_start = make(Icon::Start, tr("&Start replication"), Qt::CTRL | Qt::Key_G,
                   tr("Replicate the database again"));
    m_stop = make(Icon::Stop, tr("S&top replication"), Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                  tr("Store the last commits, then stop"));
    m_snapshot =
        make(Icon::Snapshot, tr("S&napshot now"), Qt::CTRL | Qt::Key_P, tr("Store a snapshot now"));
    m_sync = make(Icon::Sync, tr("Store &commits now"), Qt::CTRL | Qt::Key_Y,
                  tr("Store all commits now"));
    m_remove = make(Icon::Remove, tr("R&emove from the list…"), Qt::Key_Delete,
                    tr("Replicate the database no longer"));
    // The key belongs to the list; elsewhere it deletes other things.
    removeAction(m_remove);
    m_remove->setShortcutContext(Qt::WidgetShortcut);
    m_takeOver = new QAction(tr("Start it here"), this);
    WatchedDatabases& watched = m_workbench.watched();
    connect(m_remove, &QAction::triggered, this, &MainWindow::askToRemove);
    connect(m_takeOver, &QAction::triggered, &watched, &WatchedDatabases::takeOver);
    connect(m_protect, &QAction::triggered, this, &MainWindow::askWhatToProtect);
    connect(m_start, &QAction::triggered, this, [&] { watched.start(chosenDatabase()); });
    connect(m_stop, &QAction::triggered, this, [&] { watched.stop(chosenDatabase()); });
    connect(m_snapshot, &QAction::triggered, this, [&] { watched.snapshotNow(chosenDatabase()); });
    connect(m_sync, &QAction::triggered, this, [&] { watched.syncNow(chosenDatabase()); });
}

void MainWindow::makeMenus()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(m_protect);
    file->addAction(m_open);
    m_recent = file->addMenu(tr("Open &again"));
    connect(m_recent, &QMenu::aboutToShow, this, [this] {
        m_recent->clear();
        for (const QString& address : m_workbench.recent().addresses())
            m_recent->addAction(fontMetrics().elidedText(address, Qt::ElideMiddle, 420), this,
                                [this, address] { openAddress(address); });
    });
    file->addSeparator();
    file->addAction(m_close);
    file->addSeparator();
    file->addAction(m_quit);

    QMenu* database = menuBar()->addMenu(tr("&Database"));
    database->addActions({m_start, m_stop});
    database->addSeparator();
    database->addActions({m_snapshot, m_sync});
    database->addSeparator();
    database->addAction(m_remove);

    QMenu* replica = menuBar()->addMenu(tr("&Replica"));
    replica->addAction(m_restore);
    replica->addAction(m_check);
    replica->addSeparator();
    replica->addActions({m_label, m_labels});
    replica->addSeparator();
    replica->addAction(m_reload);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(icon(Icon::ZoomIn), tr("Show &less time"), Qt::CTRL | Qt::Key_Plus, this,
                    [this] { m_page->timeline().zoomIn(); });
    view->addAction(icon(Icon::ZoomOut), tr("Show &more time"), Qt::CTRL | Qt::Key_Minus, this,
                    [this] { m_page->timeline().zoomOut(); });
    view->addAction(icon(Icon::ZoomFit), tr("Show &all"), Qt::CTRL | Qt::Key_0, this,
                    [this] { m_page->timeline().showAll(); });
    view->addAction(tr("Go to the &timeline"), Qt::CTRL | Qt::Key_T, this,
                    [this] { m_page->timeline().setFocus(Qt::ShortcutFocusReason); });
    view->addSeparator();
    view->addAction(tr("Acti&vity"), Qt::CTRL | Qt::Key_J, this, [this] { m_activity->toggle(); });
    view->addAction(tr("Mark failures as &seen"), Qt::CTRL | Qt::SHIFT | Qt::Key_J, this,
                    [this] { m_workbench.activity().markAllSeen(); });
    view->addSeparator();
    makeAppearanceMenu(view->addMenu(tr("A&ppearance")));

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(programIcon(), tr("&About Walkeeper"), this, &MainWindow::showAbout);
}

void MainWindow::makeAppearanceMenu(QMenu* menu)
{
    auto* group = new QActionGroup(this);
    const std::pair<Appearance, QString> choices[] = {{Appearance::System, tr("As the &system")},
                                                      {Appearance::Light, tr("&Light")},
                                                      {Appearance::Dark, tr("&Dark")}};
    for (const auto& [appearance, name] : choices) {
        QAction* action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(appearance == m_services.appearance());
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = appearance] {
            m_services.keepAppearance(chosen);
            applyAppearance(*qApp, chosen);
        });
    }
}

void MainWindow::makeToolBar()
{
    QToolBar* bar = addToolBar(tr("Main"));
    bar->setObjectName(u"main"_s);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({18, 18});
    bar->addAction(m_protect);
    bar->addAction(m_open);
    bar->addAction(m_reload);
    bar->addSeparator();
    bar->addAction(m_restore);
    bar->addAction(m_check);
    setContextMenuPolicy(Qt::NoContextMenu);
}

void MainWindow::makePanes()
{
    m_welcome = new WelcomePage(this);
    m_welcome->setRecent(m_workbench.recent().addresses());
    connect(m_welcome, &WelcomePage::openWanted, this, &MainWindow::askWhatToOpen);
    connect(m_welcome, &WelcomePage::protectWanted, this, &MainWindow::askWhatToProtect);
    connect(m_welcome, &WelcomePage::recentWanted, this,
            [this](const QString& address) { openAddress(address); });
    m_page = new ReplicaPage(m_workbench, m_zone, this);
    m_panes = new QSplitter(this);
    m_panes->setChildrenCollapsible(false);
    m_panes->setHandleWidth(1);
    m_panes->addWidget(makeTreePane());
    m_panes->addWidget(makeDetailPane());
    m_panes->setStretchFactor(0, 0);
    m_panes->setStretchFactor(1, 1);

    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_panes);
    m_messages = new MessageBar(this);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_pages, 1);
    m_activity = new ActivityStrip(m_workbench, m_zone, centre);
    column->addWidget(m_activity);
    setCentralWidget(centre);
}

QWidget* MainWindow::makeTreePane()
{
    m_tree = new QTreeView(this);
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new ReplicaTreeDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(18);
    m_tree->setMinimumWidth(240);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setAccessibleName(tr("Replicas"));
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->addActions({m_restore, m_check, m_reload, m_close});
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(ReplicaTreeModel::NameColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(ReplicaTreeModel::SizeColumn, QHeaderView::Fixed);
    m_tree->header()->resizeSection(ReplicaTreeModel::SizeColumn, sizeColumnWidth);
    m_tree->header()->setHighlightSections(false);
    m_treeMemory = new TreeMemory(*m_tree, *m_model, this);

    auto* pane = new QWidget(this);
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeWatchList());
    column->addWidget(m_tree, 1);
    return pane;
}

QWidget* MainWindow::makeWatchList()
{
    m_watchPane = new QFrame(this);
    setRole(m_watchPane, "pane");
    auto* title = new QLabel(tr("Databases"), m_watchPane);
    setRole(title, "pane-title");
    m_watchList = new QListView(m_watchPane);
    m_watchList->setModel(m_watchModel);
    m_watchList->setItemDelegate(new WatchDelegate(m_watchList));
    m_watchList->setUniformItemSizes(true);
    m_watchList->setSelectionMode(QAbstractItemView::SingleSelection);
    m_watchList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_watchList->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_watchList->setAccessibleName(tr("Databases"));
    m_watchList->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* line = new QFrame(m_watchPane);
    setRole(line, "line");
    auto* column = new QVBoxLayout(m_watchPane);
    column->setContentsMargins(0, 0, 1, 0); // the pane's edge
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_watchList);
    column->addWidget(line);
    m_watchPane->hide();
    return m_watchPane;
}

QWidget* MainWindow::makeDetailPane()
{
    auto* pane = new QWidget(this);
    m_replicationMargin = new QWidget(pane);
    m_replication = new ReplicationPanel(m_workbench.clock(), m_zone, m_replicationMargin);
    m_replication->setActions({m_start, m_stop, m_snapshot, m_sync});
    auto* margin = new QVBoxLayout(m_replicationMargin);
    margin->setContentsMargins(3 * space, 2 * space + 4, 3 * space, 0);
    margin->addWidget(m_replication);
    m_replicationMargin->hide();
    auto* column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_replicationMargin);
    column->addWidget(m_page, 1);
    return pane;
}

void MainWindow::connectTree()
{
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& row) { chooseRow(row); });
    connect(m_model, &ReplicaTreeModel::commitsWanted, &m_workbench, &Workbench::readSegment);
    // Rows that are replaced choose nothing.
    connect(m_model, &ReplicaTreeModel::aboutToRefill, this, [this] { m_isFollowing = true; });
    connect(m_model, &ReplicaTreeModel::refilled, this, [this] {
        m_isFollowing = false;
        followMoment();
    });
}

void MainWindow::connectReplication()
{
    m_watchList->addActions({m_start, m_stop, m_snapshot, m_sync, m_check, m_remove});
    connectOtherProcesses();
    connect(m_watchList->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& row) {
                if (row.isValid() && !m_isFollowing)
                    m_workbench.showWatched(row.data(WatchListModel::WatchRole).toUInt());
            });
    connect(&m_workbench, &Workbench::currentWatchedChanged, this, &MainWindow::showReplication);
    WatchedDatabases& watched = m_workbench.watched();
    connect(&watched, &WatchedDatabases::added, this, &MainWindow::showCurrent);
    connect(&watched, &WatchedDatabases::removed, this, &MainWindow::showCurrent);
    connect(&watched, &WatchedDatabases::succeeded, this,
            [this](WatchId id, Deed deed, const ReplicationDone& done) {
                if (deed == Deed::Protect)
                    m_workbench.showWatched(id);
                if (deed == Deed::Remove && done.notStored)
                    m_messages->show(
                        Severity::Warning,
                        tr("%1 is out of the list, but its last commits could not be stored.")
                            .arg(pathToQt(done.database.filename())),
                        ErrorText::sentence(*done.notStored));
                if (deed == Deed::Snapshot && !done.snapshots.empty() &&
                    done.snapshots.front().outcome.wasThere)
                    m_messages->show(Severity::Note, tr("This WAL file has a snapshot already."),
                                     tr("A newer one under the same name would take away the "
                                        "moments between the two, so the first one is kept."));
            });
}

void MainWindow::connectOtherProcesses()
{
    const WatchedDatabases& watched = m_workbench.watched();
    connect(&watched, &WatchedDatabases::detached, this,
            [this](const OtherProcess& process, const QStringList& databases) {
                const auto& all = m_workbench.watched().all();
                const bool canStart =
                    std::any_of(all.begin(), all.end(), [](const WatchedDatabase& each) {
                        return each.ended && each.canStart();
                    });
                m_messages->show(
                    Severity::Warning,
                    tr("Replication by %1 has ended.").arg(ReplicationText::nameOf(process)),
                    tr("Not replicated any more: %1.").arg(databases.join(u", "_s)),
                    canStart ? m_takeOver : nullptr);
                m_hasEndedMessage = true;
            });
    connect(&watched, &WatchedDatabases::attached, this, [this] {
        if (std::exchange(m_hasEndedMessage, false))
            m_messages->clear();
    });
}

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::currentChanged, this, &MainWindow::showCurrent);
    connect(&m_workbench, &Workbench::currentStateChanged, this, &MainWindow::showCurrent);
    connect(&m_workbench.selection(), &Selection::momentChanged, this, &MainWindow::followMoment);
    connect(&m_workbench, &Workbench::failed, this, [this](const Error& error) {
        m_messages->show(Severity::Damage, ErrorText::sentence(error),
                         ErrorText::advice(error.code));
    });
    connect(&m_workbench.recent(), &RecentReplicas::changed, this,
            [this] { m_welcome->setRecent(m_workbench.recent().addresses()); });
    connect(m_page, &ReplicaPage::labelWanted, this, &MainWindow::askForLabel);
    connect(m_page, &ReplicaPage::restoreWanted, this, &MainWindow::askToRestore);
    connect(m_page, &ReplicaPage::checkWanted, this, &MainWindow::askToCheck);
    connect(m_page, &ReplicaPage::settledPerhaps, this, [this] {
        if (isSettled())
            emit settled();
    });
}

void MainWindow::showCurrent()
{
    const OpenedReplica* replica = m_workbench.current();
    const bool hasDatabases = !m_workbench.watched().all().empty();
    m_pages->setCurrentWidget(replica || hasDatabases ? static_cast<QWidget*>(m_panes) : m_welcome);
    m_watchPane->setVisible(hasDatabases);
    const int rows = std::min(static_cast<int>(m_workbench.watched().all().size()), mostRows);
    m_watchList->setFixedHeight(rows * m_watchList->sizeHintForRow(0) + 10);
    showReplication();
    if (!replica)
        m_welcome->setRecent(m_workbench.recent().addresses());
    const bool hasContents = replica && replica->contents && replica->state != LoadState::Failed;
    if (replica && replica->state == LoadState::Loaded)
        m_workbench.recent().note(*replica);
    m_reload->setEnabled(replica);
    m_close->setEnabled(replica);
    m_check->setEnabled(hasContents && !replica->contents->timeline.isEmpty());
    m_restore->setEnabled(m_workbench.selection().moment().has_value());
    m_label->setEnabled(m_workbench.selection().moment() &&
                        placeOf(*m_workbench.selection().moment()));
    if (replica)
        followReplica(replica->id);
    // Keys work on the timeline as soon as there is one, unless the user is elsewhere.
    if (m_workbench.selection().moment() && !focusWidget())
        m_page->timeline().setFocus();
    showTitle();
}

void MainWindow::showReplication()
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    m_replicationMargin->setVisible(database);
    const bool isFree = database && !database->running;
    m_start->setEnabled(database && database->canStart());
    m_remove->setEnabled(database && database->canRemove());
    m_stop->setEnabled(isFree && database->isReplicated());
    m_snapshot->setEnabled(isFree && database->isReplicated());
    m_sync->setEnabled(isFree && database->isReplicated());
    if (!database)
        return m_watchList->setCurrentIndex({});
    m_replication->show(*database);
    const QScopedValueRollback following(m_isFollowing, true);
    const QModelIndex row = m_watchModel->indexOf(database->id);
    if (m_watchList->currentIndex() != row)
        m_watchList->setCurrentIndex(row);
}

WatchId MainWindow::chosenDatabase() const
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    return database ? database->id : 0;
}

void MainWindow::showTitle()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica) {
        setWindowTitle(tr("Walkeeper"));
        return;
    }
    const auto& moment = m_workbench.selection().moment();
    if (!moment) {
        setWindowTitle(tr("%1 – Walkeeper").arg(replica->name));
        return;
    }
    const QDateTime time = toQt(moment->time()).toTimeZone(m_zone);
    setWindowTitle(
        tr("%1 at %2 – Walkeeper").arg(replica->name, time.toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s)));
}

void MainWindow::chooseRow(const QModelIndex& row)
{
    if (!row.isValid() || m_isFollowing)
        return;
    const auto replica = row.data(ReplicaTreeModel::ReplicaRole).toUInt();
    const QVariant entry = row.data(ReplicaTreeModel::EntryRole);
    const QVariant commit = row.data(ReplicaTreeModel::CommitRole);
    m_workbench.show(replica);
    if (entry.isValid())
        m_workbench.chooseEntry(replica, entry.toUInt(),
                                commit.isValid() ? std::optional<std::size_t>(commit.toUInt())
                                                 : std::nullopt);
}

void MainWindow::followMoment()
{
    m_restore->setEnabled(m_workbench.selection().moment().has_value());
    m_label->setEnabled(m_workbench.selection().moment() &&
                        placeOf(*m_workbench.selection().moment()));
    showTitle();
    const auto& moment = m_workbench.selection().moment();
    const OpenedReplica* replica = m_workbench.current();
    // The rows of a newer listing come in a moment, and so does this.
    if (!moment || !replica || m_model->contentsOf(replica->id) != moment->contents)
        return;
    // A row that stands for the moment already, such as one of its commits, stays chosen.
    const QModelIndex now = m_tree->currentIndex();
    const QVariant entry = now.data(ReplicaTreeModel::EntryRole);
    if (now.data(ReplicaTreeModel::ReplicaRole).toUInt() == replica->id && entry.isValid() &&
        entry.toUInt() == moment->entry)
        return;
    followRow(m_model->nearestLoaded(replica->id, moment->entry));
}

void MainWindow::followReplica(ReplicaId id)
{
    if (m_tree->currentIndex().data(ReplicaTreeModel::ReplicaRole).toUInt() == id &&
        m_tree->currentIndex().isValid())
        return;
    followRow(m_model->indexOf(id));
}

void MainWindow::followRow(const QModelIndex& row)
{
    const QScopedValueRollback following(m_isFollowing, true);
    m_tree->setCurrentIndex(row);
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Walkeeper"));
    box->setIconPixmap(programIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    box->setText(tr("Walkeeper %1").arg(QString::fromLatin1(version)));
    box->setInformativeText(tr("Looks at SQLite replicas and takes you back to any moment of "
                               "them. Reads replicas of Litestream 0.3."));
    box->open();
}

void MainWindow::polishAll()
{
    // Styling all of the replica's page takes tens of milliseconds. Now nobody waits yet.
    for (QWidget* each : findChildren<QWidget*>())
        each->ensurePolished();
}

void MainWindow::restoreLook()
{
    resize(firstSize);
    m_panes->setSizes({firstTreeWidth, firstSize.width() - firstTreeWidth});
    const WindowState state = m_services.windowState();
    if (!state.geometry.isEmpty())
        restoreGeometry(state.geometry);
    if (!state.panes.isEmpty())
        m_panes->restoreState(state.panes);
}

} // namespace walkeeper::ui
