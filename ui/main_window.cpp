#include "ui/main_window.h"

#include "ui/activity/activity_strip.h"
#include "ui/data/data_view.h"
#include "ui/import/import_flow.h"
#include "ui/kept_columns.h"
#include "ui/objects/object_view.h"
#include "ui/open/welcome_page.h"
#include "ui/points/point_view.h"
#include "ui/replica_page.h"
#include "ui/replication/replication_messages.h"
#include "ui/replication/replication_panel.h"
#include "ui/replication/watch_pane.h"
#include "ui/report/report_saver.h"
#include "ui/restore/restore_messages.h"
#include "ui/restore/restore_speed.h"
#include "ui/sources/source_facts.h"
#include "ui/sources/sources_pane.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/time_field.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/tree/replica_tree_pane.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_actions.h"
#include "ui/window_dialogs.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QFileInfo>
#include <QHeaderView>
#include <QListView>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize firstSize(1380, 860);
constexpr int firstTreeWidth = 350;

} // namespace

MainWindow::MainWindow(Engine& engine, AppServices& services, QWidget* parent)
    : QMainWindow(parent),
      m_services(services),
      m_workbench(engine, services.catalogue()),
      m_facts(new SourceFacts(m_workbench.replicas(), m_workbench.recent(),
                              m_workbench.checkMemory(), this)),
      m_actions(new WindowActions(*this, m_workbench)),
      m_import(new ImportFlow(m_workbench, this))
{
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    m_actions->addMenus(services.appearance());
    m_actions->addToolBar();
    makePanes();
    new ReplicationMessages(m_workbench, *m_messages, *m_actions->takeOver, centralWidget());
    m_reports = new ReportSaver(m_workbench, *m_messages, centralWidget());
    auto* restores = new RestoreMessages(m_workbench.bringBacks(), *m_messages, centralWidget());
    m_dialogs = new WindowDialogs(m_workbench, services, *m_facts,
                                  {*m_messages, *restores, *m_reports}, m_treePane->tree(), *this);
    connectActions();
    connectPage();
    connectWorkbench();
    restoreLook();
    m_actions->utc->setChecked(m_services.showsUtc());
    showCurrent();
    polishAll();
}

MainWindow::~MainWindow()
{
    // Views go before what they show.
    delete takeCentralWidget();
}

QTreeView& MainWindow::tree()
{
    return m_treePane->tree();
}

QListView& MainWindow::watchList()
{
    return m_watchPane->list();
}

void MainWindow::watch(Configuration configuration)
{
    m_workbench.watched().take(std::move(configuration));
    m_actions->enable();
    showCurrent();
}

void MainWindow::showAgain()
{
    m_workbench.showAgain(m_services.windowState().shown);
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

void MainWindow::enableReport()
{
    m_actions->saveReport->setEnabled(m_reports->canSave());
}

void MainWindow::importFrom(const QString& file)
{
    m_import->look(pathFromQt(file));
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_services.keepWindowState(
        {saveGeometry(), m_panes->saveState(), m_page->look(), m_workbench.shown()});
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
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile() && QFileInfo(url.toLocalFile()).isFile())
            m_import->lookAtDropped(pathFromQt(url.toLocalFile()));
        else
            openAddress(url.isLocalFile() ? url.toLocalFile() : url.toString());
    }
    event->acceptProposedAction();
}

void MainWindow::makePanes()
{
    m_page = new ReplicaPage(m_workbench, m_zone, this);
    m_treePane = new ReplicaTreePane(m_workbench, *m_facts, this);
    m_treePane->tree().addActions({m_actions->restore, m_actions->check, m_actions->tag,
                                   m_actions->reload, m_actions->removeStored, m_actions->close});
    m_watchPane = new WatchPane(m_workbench, *m_facts, this);
    m_watchPane->list().addActions({m_actions->start, m_actions->stop, m_actions->snapshot,
                                    m_actions->sync, m_actions->check, m_actions->remove});
    m_sources = new SourcesPane(*m_watchPane, *m_treePane, this);
    m_panes = new QSplitter(this);
    m_panes->setChildrenCollapsible(false);
    m_panes->setHandleWidth(1);
    m_panes->addWidget(m_sources);
    m_panes->addWidget(makeDetailPane());
    m_panes->setStretchFactor(0, 0);
    m_panes->setStretchFactor(1, 1);

    m_welcome = new WelcomePage(this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_panes);
    m_messages = new MessageBar(this);
    m_activity = new ActivityStrip(m_workbench, m_zone, this);
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_pages, 1);
    column->addWidget(m_activity);
    setCentralWidget(centre);
}

QWidget* MainWindow::makeDetailPane()
{
    auto* pane = new QWidget(this);
    m_replicationMargin = new QWidget(pane);
    m_replication = new ReplicationPanel(m_workbench.clock(), m_zone, m_replicationMargin);
    m_replication->setActions(
        {m_actions->start, m_actions->stop, m_actions->snapshot, m_actions->sync});
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

void MainWindow::connectActions()
{
    const auto onTrigger = [this](QAction* action, auto call) {
        connect(action, &QAction::triggered, this, call);
    };
    const auto onAsk = [this](QAction* action, void (WindowDialogs::*ask)()) {
        connect(action, &QAction::triggered, m_dialogs, ask);
    };
    onAsk(m_actions->open, &WindowDialogs::askWhatToOpen);
    onAsk(m_actions->protect, &WindowDialogs::askWhatToProtect);
    onAsk(m_actions->restore, &WindowDialogs::askToRestore);
    onAsk(m_actions->check, &WindowDialogs::askToCheck);
    onAsk(m_actions->overview, &WindowDialogs::showOverview);
    onAsk(m_actions->drills, &WindowDialogs::showDrills);
    onAsk(m_actions->remove, &WindowDialogs::askToRemove);
    onAsk(m_actions->removeStored, &WindowDialogs::askToRemoveStored);
    onAsk(m_actions->retention, &WindowDialogs::askForRetention);
    onAsk(m_actions->label, &WindowDialogs::askForLabel);
    onAsk(m_actions->labels, &WindowDialogs::showLabels);
    onAsk(m_actions->safetyCopies, &WindowDialogs::showSafetyCopies);
    onAsk(m_actions->goTo, &WindowDialogs::goTo);
    onAsk(m_actions->tag, &WindowDialogs::askForTags);
    onAsk(m_actions->settings, &WindowDialogs::showSettings);
    onAsk(m_actions->about, &WindowDialogs::showAbout);
    connect(m_dialogs, &WindowDialogs::openWanted, this,
            [this](const QString& address) { openAddress(address); });
    connect(m_dialogs, &WindowDialogs::momentLimitsChanged, this,
            [this] { m_page->data().setLimits(m_services.momentLimits()); });
    onTrigger(m_actions->saveReport, [this] { m_reports->askForValidation(m_zone, this); });
    onTrigger(m_actions->importFile, [this] { m_import->askForFile(); });
    onTrigger(m_actions->filter, [this] { m_sources->begin(); });
    onTrigger(m_actions->quit, &QWidget::close);
    onTrigger(m_actions->zoomIn, [this] { m_page->timeline().zoomIn(); });
    onTrigger(m_actions->zoomOut, [this] { m_page->timeline().zoomOut(); });
    onTrigger(m_actions->zoomFit, [this] { m_page->timeline().showAll(); });
    onTrigger(m_actions->timeline,
              [this] { m_page->timeline().setFocus(Qt::ShortcutFocusReason); });
    onTrigger(m_actions->typeTime, [this] { m_page->timeField().begin(); });
    for (std::size_t i = 0; i < m_actions->tabs.size(); ++i)
        onTrigger(m_actions->tabs[i],
                  [this, i] { m_page->showTab(static_cast<ReplicaPage::Tab>(i)); });
    onTrigger(m_actions->exportRows, [this] {
        m_page->showTab(ReplicaPage::Tab::Data);
        m_page->data().askWhereToExport();
    });
    connect(&m_page->data(), &DataView::canExportChanged, this,
            [this] { m_actions->exportRows->setEnabled(m_page->data().canExport()); });
    onTrigger(m_actions->activity, [this] { m_activity->toggle(); });
    connect(m_actions->inspector, &QAction::toggled, m_page, &ReplicaPage::showInspector);
    connect(m_page, &ReplicaPage::inspectorWanted, m_actions->inspector,
            [this] { m_actions->inspector->setChecked(true); });
    connect(m_actions->utc, &QAction::toggled, this, [this](bool isUtc) {
        m_services.keepShowsUtc(isUtc);
        setTimeZone(isUtc ? QTimeZone::utc() : QTimeZone::systemTimeZone());
    });
    connect(m_actions, &WindowActions::reopenWanted, this,
            [this](const QString& address) { openAddress(address); });
    connect(m_actions, &WindowActions::appearanceChosen, this, [this](Appearance chosen) {
        m_services.keepAppearance(chosen);
        applyAppearance(*qApp, chosen);
    });
}

void MainWindow::connectPage()
{
    connect(m_welcome, &WelcomePage::openWanted, m_dialogs, &WindowDialogs::askWhatToOpen);
    connect(m_welcome, &WelcomePage::protectWanted, m_dialogs, &WindowDialogs::askWhatToProtect);
    connect(m_welcome, &WelcomePage::recentWanted, this,
            [this](const QString& address) { openAddress(address); });
    connect(m_page, &ReplicaPage::labelWanted, m_dialogs, &WindowDialogs::askForLabel);
    connect(m_page, &ReplicaPage::restoreWanted, m_dialogs, &WindowDialogs::askToRestore);
    connect(m_page, &ReplicaPage::checkWanted, m_dialogs, &WindowDialogs::askToCheck);
    connect(m_page, &ReplicaPage::reportWanted, m_actions->saveReport, &QAction::trigger);
    connect(m_page, &ReplicaPage::zoneSwitched, m_actions->utc, &QAction::toggle);
    connect(m_page, &ReplicaPage::settledPerhaps, this, [this] {
        if (isSettled())
            emit settled();
    });
}

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::currentChanged, this, &MainWindow::showCurrent);
    connect(&m_workbench, &Workbench::currentStateChanged, this, &MainWindow::showCurrent);
    for (const auto signal : {&Workbench::currentChanged, &Workbench::currentStateChanged})
        connect(&m_workbench, signal, this, &MainWindow::enableReport);
    connect(&m_workbench.checks(), &CheckFlow::changed, this, &MainWindow::enableReport);
    connect(&m_workbench, &Workbench::currentWatchedChanged, this, &MainWindow::showReplication);
    connect(&m_workbench.selection(), &Selection::momentChanged, this, &MainWindow::showTitle);
    connect(&m_workbench.watched(), &WatchedDatabases::added, this, &MainWindow::showCurrent);
    connect(&m_workbench.watched(), &WatchedDatabases::removed, this, &MainWindow::showCurrent);
    const auto complain = [this](const Error& error) {
        m_messages->show(Severity::Damage, ErrorText::sentence(error),
                         ErrorText::advice(error.code));
    };
    connect(&m_workbench, &Workbench::failed, this, complain);
    connect(m_import, &ImportFlow::failed, this, complain);
    connect(&m_workbench.drills(), &DrillQueue::ended, this,
            [this](const QString&, const DrillResult& result, const DrillReport& report) {
                const Result<StoreUrl> url = parseStoreUrl(fromQt(result.replica));
                if (url && report.restored)
                    keepSpeed(m_services, *url, *report.restored);
            });
    connect(m_import, &ImportFlow::notMeant, this,
            [this](const QString& path) { openAddress(path); });
    const auto showRecent = [this] { m_welcome->setRecent(m_workbench.recent().addresses()); };
    connect(&m_workbench.recent(), &RecentReplicas::changed, this, showRecent);
    showRecent();
}

void MainWindow::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    m_page->setTimeZone(zone);
    m_treePane->setTimeZone(zone);
    m_watchPane->setTimeZone(zone);
    m_replication->setTimeZone(zone);
    m_activity->setTimeZone(zone);
    m_dialogs->setTimeZone(zone);
    showReplication();
    showTitle();
}

void MainWindow::showCurrent()
{
    const OpenedReplica* replica = m_workbench.current();
    const bool hasDatabases = !m_workbench.watched().all().empty();
    m_pages->setCurrentWidget(replica || hasDatabases ? static_cast<QWidget*>(m_panes) : m_welcome);
    showReplication();
    // Keys work on the timeline as soon as there is one, unless the user is elsewhere.
    if (m_workbench.selection().moment() && !focusWidget())
        m_page->timeline().setFocus();
    showTitle();
}

void MainWindow::showReplication()
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    m_replicationMargin->setVisible(database);
    if (database)
        m_replication->show(*database);
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
    if (!state.page.isEmpty())
        m_page->restoreLook(state.page);
    m_actions->inspector->setChecked(m_page->hasInspector());
    m_page->data().setLimits(m_services.momentLimits());
    keepColumns(*m_page->points().table().horizontalHeader(), u"points"_s, m_services);
    keepColumns(*m_page->objects().table().horizontalHeader(), u"objects"_s, m_services);
}

} // namespace walkeeper::ui
