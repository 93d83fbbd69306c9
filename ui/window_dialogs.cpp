#include "ui/window_dialogs.h"

#include "core/base/version.h"
#include "ui/check/check_dialog.h"
#include "ui/databases/overview_dialog.h"
#include "ui/drill/drill_dialog.h"
#include "ui/go_to/go_to_dialog.h"
#include "ui/kept_columns.h"
#include "ui/labels/label_dialog.h"
#include "ui/labels/label_list_dialog.h"
#include "ui/open/open_dialog.h"
#include "ui/removal/removal_question.h"
#include "ui/replication/protect_dialog.h"
#include "ui/report/report_saver.h"
#include "ui/restore/restore_dialog.h"
#include "ui/restore/restore_speed.h"
#include "ui/restore/safety_copy_dialog.h"
#include "ui/retention/retention_question.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sources/tag_dialog.h"
#include "ui/text/conversion.h"
#include "ui/theme/icons.h"
#include "ui/widgets/plain_table.h"

#include <QHeaderView>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>
#include <QStandardPaths>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// It goes when it is closed.
void open(QDialog* dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace

WindowDialogs::WindowDialogs(Workbench& workbench, AppServices& services, const SourceFacts& facts,
                             Voices voices, const QTreeView& tree, QMainWindow& window)
    : QObject(&window),
      m_workbench(workbench),
      m_services(services),
      m_facts(facts),
      m_messages(voices.messages),
      m_restoreMessages(voices.restores),
      m_reports(voices.reports),
      m_tree(tree),
      m_window(window)
{
}

void WindowDialogs::askWhatToOpen()
{
    auto* dialog = new OpenDialog(m_workbench.recent().addresses(), &m_window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { emit openWanted(dialog->address()); });
    open(dialog);
}

void WindowDialogs::askWhatToProtect()
{
    auto* dialog = new ProtectDialog(m_workbench.engine(),
                                     m_workbench.watched().configurationFile(), &m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_messages.clear();
        m_workbench.watched().protect(dialog->database());
    });
    open(dialog);
}

void WindowDialogs::askToRestore()
{
    const auto& moment = m_workbench.selection().moment();
    const OpenedReplica* replica = m_workbench.current();
    if (!moment || !replica)
        return;
    QString folder = m_services.destinationFolder();
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    auto* flow =
        new RestoreFlow(m_workbench.engine(), m_workbench.bringBacks(), *moment, &m_window);
    m_workbench.follow(*flow);
    m_restoreMessages.follow(*flow);
    const StoreUrl store = moment->contents->url;
    auto* dialog = new RestoreDialog(
        *flow, {folder, currentDatabase(), replica->name, speedOf(m_services, store)}, m_zone,
        &m_window);
    connect(dialog, &RestoreDialog::restoredInto, this,
            [this](const QString& used) { m_services.keepDestinationFolder(used); });
    connect(flow, &RestoreFlow::stepChanged, this, [this, flow, store] {
        if (flow->step() == RestoreFlow::Step::Restored)
            keepSpeed(m_services, store, flow->report());
    });
    connect(dialog, &QObject::destroyed, flow, &QObject::deleteLater);
    open(dialog);
}

void WindowDialogs::showSafetyCopies()
{
    auto* dialog = new SafetyCopyDialog(m_workbench, currentDatabase(), m_zone, &m_window);
    keepColumns(*dialog->list().horizontalHeader(), u"safety-copies"_s, m_services);
    open(dialog);
}

void WindowDialogs::askToCheck()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica || !replica->contents)
        return;
    const auto live = m_workbench.watched().liveReplica(replica->contents->url);
    auto* dialog =
        new CheckDialog(replica->name, replica->contents->storedBytes, live.has_value(), &m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, live, id = replica->id] {
        m_workbench.checks().start(id, dialog->rung(), live);
    });
    open(dialog);
}

void WindowDialogs::showDrills()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica)
        return;
    auto* dialog =
        new DrillDialog(m_workbench.engine(), m_workbench.drillBook(), m_workbench.drills(),
                        m_workbench.clock(), replica->url, replica->name, m_zone, &m_window);
    connect(dialog, &DrillDialog::reportWanted, &m_reports,
            [this, dialog] { m_reports.askForDrills(m_zone, dialog); });
    connect(&m_reports, &ReportSaver::ended, dialog, &DrillDialog::say);
    keepColumns(*dialog->history().horizontalHeader(), u"drills"_s, m_services);
    open(dialog);
}

void WindowDialogs::showOverview()
{
    auto* dialog = new OverviewDialog(m_workbench, m_facts, &m_window);
    keepColumns(*dialog->table().horizontalHeader(), u"databases"_s, m_services);
    open(dialog);
}

void WindowDialogs::askToRemove()
{
    askToRemoveDatabase(m_workbench, m_zone, &m_window);
}

void WindowDialogs::askToRemoveStored()
{
    ui::askToRemoveStored(m_workbench, m_tree, m_zone, &m_window);
}

void WindowDialogs::askForRetention()
{
    ui::askForRetention(m_workbench, m_zone, &m_window);
}

void WindowDialogs::askForLabel()
{
    const auto& moment = m_workbench.selection().moment();
    const auto place = moment ? placeOf(*moment) : std::nullopt;
    if (!place)
        return;
    const MomentLabel* known = m_workbench.labels().find(*place);
    auto* dialog = new LabelDialog(known ? *known : MomentLabel{*place, moment->time(), {}, {}},
                                   m_zone, &m_window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_workbench.labels().set(dialog->label()); });
    open(dialog);
}

void WindowDialogs::showLabels()
{
    auto* dialog = new LabelListDialog(m_workbench, m_zone, &m_window);
    open(dialog);
}

void WindowDialogs::goTo()
{
    auto* dialog = new GoToDialog(m_workbench, *m_window.menuBar(), m_zone, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void WindowDialogs::askForTags()
{
    const OpenedReplica* replica = m_workbench.current();
    if (!replica)
        return;
    auto* dialog = new TagDialog(replica->name, m_facts.tagsOf(*replica), &m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, url = toQt(replica->url.shown())] {
        m_workbench.recent().setTags(url, dialog->tags());
    });
    open(dialog);
}

void WindowDialogs::showSettings()
{
    auto* dialog = new SettingsDialog(m_services.momentLimits(), &m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_services.keepMomentLimits(dialog->limits());
        emit momentLimitsChanged();
    });
    open(dialog);
}

void WindowDialogs::showAbout()
{
    auto* box = new QMessageBox(&m_window);
    box->setWindowTitle(tr("About Walkeeper"));
    box->setIconPixmap(programIcon().pixmap(QSize(64, 64), m_window.devicePixelRatioF()));
    box->setText(tr("Walkeeper %1").arg(QString::fromLatin1(version)));
    box->setInformativeText(tr("Looks at SQLite replicas and takes you back to any moment of "
                               "them. Reads replicas of Litestream 0.3."));
    open(box);
}

/// The database whose replica is shown; empty if it is not known.
std::filesystem::path WindowDialogs::currentDatabase() const
{
    const WatchedDatabase* database = m_workbench.currentWatched();
    return database ? std::filesystem::path(database->config.path) : std::filesystem::path();
}

} // namespace walkeeper::ui
