#include "ui/main_window.h"

#include "core/base/version.h"
#include "ui/activity/activity_strip.h"
#include "ui/check/check_dialog.h"
#include "ui/data/data_view.h"
#include "ui/databases/overview_dialog.h"
#include "ui/drill/drill_dialog.h"
#include "ui/go_to/go_to_dialog.h"
#include "ui/import/import_flow.h"
#include "ui/labels/label_dialog.h"
#include "ui/labels/label_list_dialog.h"
#include "ui/open/open_dialog.h"
#include "ui/open/welcome_page.h"
#include "ui/removal/removal_question.h"
#include "ui/replica_page.h"
#include "ui/replication/protect_dialog.h"
#include "ui/replication/replication_messages.h"
#include "ui/replication/replication_panel.h"
#include "ui/replication/watch_pane.h"
#include "ui/report/report_saver.h"
#include "ui/restore/restore_dialog.h"
#include "ui/restore/restore_messages.h"
#include "ui/restore/safety_copy_dialog.h"
#include "ui/retention/retention_question.h"
#include "ui/sources/source_facts.h"
#include "ui/sources/sources_pane.h"
#include "ui/sources/tag_dialog.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/time_field.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/tree/replica_tree_pane.h"
#include "ui/widgets/message_bar.h"
#include "ui/window_actions.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QFileInfo>
#include <QListView>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
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
    m_restoreMessages = new RestoreMessages(m_workbench.bringBacks(), *m_messages, centralWidget());
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
    auto* flow = new RestoreFlow(m_workbench.engine(), m_workbench.bringBacks(), *moment, this);
    m_workbench.follow(*flow);
    m_restoreMessages->follow(*flow);
    auto* dialog = new RestoreDialog(*flow, folder, currentDatabase(), replica->name, m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RestoreDialog::restoredInto, this,
            [this](const QString& used) { m_services.keepDestinationFolder(used); });
    connect(dialog, &QObject::destroyed, flow, &QObject::deleteLater);
    dialog->open();
}

void MainWindow::showSafetyCopies()
{
    auto* dialog = new SafetyCopyDialog(m_workbench, currentDatabase(), m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

/// The database whose replica is shown; empty if it is not known.
std::filesystem::path MainWindow::currentDatabase() const
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    return database ? std::filesystem::path(database->config.path) : std::filesystem::path();
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

void MainWindow::showDrills()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica)
        return;
    auto* dialog =
        new DrillDialog(m_workbench.engine(), m_workbench.drillBook(), m_workbench.drills(),
                        m_workbench.clock(), replica->url, replica->name, m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showOverview()
{
    auto* dialog = new OverviewDialog(m_workbench, *m_facts, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::enableReport()
{
    m_actions->saveReport->setEnabled(m_reports->canSave());
}

void MainWindow::askToRemove()
{
    askToRemoveDatabase(m_workbench, m_zone, this);
}

void MainWindow::askToRemoveStored()
{
    ui::askToRemoveStored(m_workbench, m_treePane->tree(), m_zone, this);
}

void MainWindow::askForRetention()
{
    ui::askForRetention(m_workbench, m_zone, this);
}

void MainWindow::importFrom(const QString& file)
{
    m_import->look(pathFromQt(file));
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

void MainWindow::goTo()
{
    auto* dialog = new GoToDialog(m_workbench, *menuBar(), m_zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::askForTags()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica)
        return;
    auto* dialog = new TagDialog(replica->name, m_facts->tagsOf(*replica), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, url = toQt(replica->url.shown())] {
        m_workbench.recent().setTags(url, dialog->tags());
    });
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_services.keepWindowState({saveGeometry(), m_panes->saveState(), m_page->look()});
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
    onTrigger(m_actions->open, &MainWindow::askWhatToOpen);
    onTrigger(m_actions->protect, &MainWindow::askWhatToProtect);
    onTrigger(m_actions->restore, &MainWindow::askToRestore);
    onTrigger(m_actions->check, &MainWindow::askToCheck);
    onTrigger(m_actions->overview, &MainWindow::showOverview);
    onTrigger(m_actions->saveReport, [this] { m_reports->ask(m_zone, this); });
    onTrigger(m_actions->drills, &MainWindow::showDrills);
    onTrigger(m_actions->remove, &MainWindow::askToRemove);
    onTrigger(m_actions->removeStored, &MainWindow::askToRemoveStored);
    onTrigger(m_actions->retention, &MainWindow::askForRetention);
    onTrigger(m_actions->importFile, [this] { m_import->askForFile(); });
    onTrigger(m_actions->label, &MainWindow::askForLabel);
    onTrigger(m_actions->labels, &MainWindow::showLabels);
    onTrigger(m_actions->safetyCopies, &MainWindow::showSafetyCopies);
    onTrigger(m_actions->goTo, &MainWindow::goTo);
    onTrigger(m_actions->filter, [this] { m_sources->begin(); });
    onTrigger(m_actions->tag, &MainWindow::askForTags);
    onTrigger(m_actions->about, &MainWindow::showAbout);
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
    connect(m_welcome, &WelcomePage::openWanted, this, &MainWindow::askWhatToOpen);
    connect(m_welcome, &WelcomePage::protectWanted, this, &MainWindow::askWhatToProtect);
    connect(m_welcome, &WelcomePage::recentWanted, this,
            [this](const QString& address) { openAddress(address); });
    connect(m_page, &ReplicaPage::labelWanted, this, &MainWindow::askForLabel);
    connect(m_page, &ReplicaPage::restoreWanted, this, &MainWindow::askToRestore);
    connect(m_page, &ReplicaPage::checkWanted, this, &MainWindow::askToCheck);
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
    if (!state.page.isEmpty())
        m_page->restoreLook(state.page);
    m_actions->inspector->setChecked(m_page->hasInspector());
}

} // namespace walkeeper::ui
