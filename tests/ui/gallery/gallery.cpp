// Renders the window and its dialogs in every state to PNG files, to be looked at.
//
//     walkeeper-gallery FOLDER APPEARANCE       light or dark; the scale is QT_SCALE_FACTOR's
//
// tests/ui/gallery/run does it for both appearances at 100 and 200 %.

#include "tests/support/faulty_file_system.h"
#include "tests/support/give_up.h"
#include "tests/ui/window_fixture.h"
#include "ui/check/check_dialog.h"
#include "ui/data/data_view.h"
#include "ui/data/query_box.h"
#include "ui/data/row_dialog.h"
#include "ui/data/row_filter_box.h"
#include "ui/data/row_list_model.h"
#include "ui/data/table_list.h"
#include "ui/databases/overview_dialog.h"
#include "ui/drill/drill_dialog.h"
#include "ui/go_to/go_to_dialog.h"
#include "ui/import/import_dialog.h"
#include "ui/labels/label_dialog.h"
#include "ui/labels/label_list_dialog.h"
#include "ui/objects/object_panel.h"
#include "ui/objects/object_view.h"
#include "ui/open/open_dialog.h"
#include "ui/removal/removal_dialog.h"
#include "ui/replica_page.h"
#include "ui/replication/protect_dialog.h"
#include "ui/restore/destination_box.h"
#include "ui/restore/restore_dialog.h"
#include "ui/restore/safety_copy_dialog.h"
#include "ui/retention/retention_dialog.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sources/sources_pane.h"
#include "ui/sources/tag_dialog.h"
#include "ui/text/conversion.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include <cstdio>

using namespace walkeeper;
using namespace walkeeper::ui;
using namespace Qt::StringLiterals;

namespace {

class Gallery
{
public:
    explicit Gallery(const QDir& folder) : m_folder(folder) { reopen({}); }

    int pictures() const { return m_pictures; }

    void renderAll()
    {
        keep("welcome");
        reopen(m_fixture.address());
        keep("points");
        page().timeline().setFocus();
        QTest::keyClick(&page().timeline(), Qt::Key_PageUp);
        settle();
        keep("points-of-a-snapshot");
        renderLabels();
        renderData();
        renderObjects();
        renderChecks();
        renderDialogs();
        renderOverview();
        renderDrills();
        renderRemoval();
        renderRetention();
        renderImport();
        renderRestores();
        renderFailures();
        renderLongNames();
        renderSources();
        renderSmall();
    }

private:
    ReplicaPage& page() { return m_window->page(); }
    void wait(const std::function<bool()>& until, const char* what)
    {
        if (!QTest::qWaitFor(until, 60'000))
            test::giveUp(what);
        QTest::qWait(250); // what follows by itself: tool tips, rows that were read
        if (!QTest::qWaitFor(until, 60'000))
            test::giveUp(what);
    }
    void settle()
    {
        wait([this] { return m_window->isSettled(); }, "the window does not settle");
    }
    void reopen(const QString& address)
    {
        m_services = {};
        m_window = std::make_unique<MainWindow>(m_fixture.engine(), m_services);
        m_window->resize(1380, 860);
        Configuration configuration;
        configuration.file = pathFromQt(m_fixture.filePath(u"litestream.yml"_s));
        m_window->watch(std::move(configuration));
        m_window->show();
        if (!address.isEmpty())
            m_window->openAddress(address);
        settle();
    }
    void keep(const char* name) { keep(*m_window, name); }
    void keep(QWidget& widget, const char* name)
    {
        QCoreApplication::processEvents();
        const QString file = m_folder.filePath(
            u"%1-%2.png"_s.arg(++m_pictures, 2, 10, '0'_L1).arg(QLatin1String(name)));
        if (!widget.grab().save(file))
            test::giveUp("cannot write " + fromQt(file));
    }

    void renderLabels()
    {
        Selection& selection = m_window->workbench().selection();
        const QString texts[] = {u"Before the migration"_s, u"Import of the old stations"_s,
                                 u"Last good state"_s,
                                 u"Asked for by the accountants, to be kept until the end of the "
                                 "year whatever else is thrown away"_s};
        selection.chooseFirst();
        const auto count = selection.moment()->contents->timeline.entries().size();
        for (std::size_t i = 0; i < std::size(texts); ++i) {
            selection.choose(static_cast<std::uint32_t>(count * (i + 1) / 6));
            settle();
            if (const auto place = placeOf(*selection.moment()))
                m_window->workbench().labels().set(
                    {*place, selection.moment()->time(), texts[i], {}});
        }
        settle();
        keep("labels");
        m_window->dialogs().showLabels();
        keepDialog<LabelListDialog>("dialog-labels");
        m_window->dialogs().askForLabel();
        keepDialog<LabelDialog>("dialog-label");
    }

    void renderData()
    {
        DataView& data = page().data();
        page().showTab(ReplicaPage::Tab::Data);
        const auto isRead = [&data] {
            return data.look().state() == MomentLook::State::Open && data.model().total() &&
                   !data.model().isReading();
        };
        wait(isRead, "the moment cannot be looked into");
        keep("data-rows");
        data.filter().kind().setCurrentIndex(static_cast<int>(RowFilterBox::Kind::Condition));
        data.filter().text().setText(u"height_m > 100 AND nme LIKE '%field'"_s);
        QTest::keyClick(&data.filter().text(), Qt::Key_Return);
        wait([&data] { return data.model().error() != nullptr; }, "the filter is none");
        keep("data-filter-wrong");
        data.filter().kind().setCurrentIndex(static_cast<int>(RowFilterBox::Kind::Text));
        wait([&] { return isRead() && data.model().rowCount() > 0; }, "the rows are not back");
        data.schema().setChecked(true);
        keep("data-schema");
        data.schema().setChecked(false);
        data.tables().setCurrentRow(data.tables().count() - 1);
        data.query().text().setPlainText(
            u"SELECT name, count(*) AS readings, round(avg(celsius), 1) AS mean\n"
            "FROM reading JOIN station ON station.id = station GROUP BY name"_s);
        data.query().button().click();
        wait(isRead, "the query has no answer");
        keep("data-query");
        data.query().text().setPlainText(
            u"SELECT 7 AS id, 'Harbour' AS name, printf('%.*c', 300, 'x') AS remarks,\n"
            "       randomblob(200) AS picture, NULL AS moved, 4.25 AS height"_s);
        data.query().button().click();
        wait([&] { return isRead() && data.model().columnCount() == 6; }, "no answer");
        data.rows().selectRow(0);
        data.showRow();
        auto* row = data.findChild<RowDialog*>();
        wait([row] { return row->columns().model()->rowCount() == 6; }, "the row is not read");
        row->columns().setCurrentIndex(row->columns().model()->index(3, 0));
        keepDialog<RowDialog>("dialog-row");
        m_window->dialogs().showSettings();
        keepDialog<SettingsDialog>("dialog-settings");
        page().showTab(ReplicaPage::Tab::Log);
        keep("log");
    }

    void renderObjects()
    {
        page().showTab(ReplicaPage::Tab::Objects);
        m_window->workbench().selection().stepSnapshot(-1);
        settle();
        QTest::qWait(300); // the choosing rests
        inspect();
        keep("objects-snapshot");
        page().timeline().setFocus();
        QTest::keyClick(&page().timeline(), Qt::Key_End);
        settle();
        inspect();
        keep("objects-segment");
    }
    void inspect()
    {
        wait([this] { return !page().objects().panel().isAsking(); }, "nothing is taken apart");
    }

    void renderChecks()
    {
        const QString damaged = m_fixture.copyOfReplica(u"damaged"_s);
        reopen(damaged);
        page().showTab(ReplicaPage::Tab::Checks);
        keep("checks-none");
        check(ValidationRung::Restore);
        keep("checks-passed");
        const Generation& oldest =
            m_window->workbench().current()->contents->replica.generations.front();
        QFile cut(damaged + u'/' + toQt(oldest.keyOf(oldest.segments[3]).text()));
        cut.resize(cut.size() - 1);
        QFile::remove(damaged + u'/' + toQt(oldest.keyOf(oldest.segments[20]).text()));
        m_window->workbench().reloadCurrent();
        settle();
        check(ValidationRung::Objects);
        keep("checks-failed");
        page().showTab(ReplicaPage::Tab::Points);
        keep("points-damaged");
    }
    void check(ValidationRung rung)
    {
        const ReplicaId id = m_window->workbench().current()->id;
        CheckFlow& checks = m_window->workbench().checks();
        checks.start(id, rung);
        wait([&] { return !checks.find(id)->isRunning(); }, "the check does not end");
    }

    template <class Dialog>
    void keepDialog(const char* name)
    {
        auto* dialog = m_window->findChild<Dialog*>();
        if (!dialog)
            test::giveUp(std::string("no dialog: ") + name);
        QTest::qWait(600);
        keep(*dialog, name);
        dialog->close();
        QTest::qWait(50);
    }
    void renderOverview()
    {
        reopen({});
        m_window->dialogs().showOverview();
        keepDialog<OverviewDialog>("dialog-databases-none");
        for (const QString& name :
             {u"ledger"_s, u"damaged"_s,
              u"A replica whose name somebody has made so long that no table has room for it"_s}) {
            const QString folder = m_fixture.filePath(name);
            m_window->openAddress(QFile::exists(folder) ? folder : m_fixture.copyOfReplica(name));
            settle();
        }
        m_window->openAddress(m_fixture.address());
        settle();
        const Timestamp now = m_window->workbench().clock().now();
        const QString url = toQt(m_window->workbench().current()->url.shown());
        m_window->workbench().drillBook().add(
            {url, now - std::chrono::hours(26), DrillOutcome::Passed, u"Sound."_s, {}, {}});
        m_window->dialogs().showOverview();
        keepDialog<OverviewDialog>("dialog-databases");
    }
    void renderDrills()
    {
        reopen(m_fixture.address());
        m_window->dialogs().showDrills();
        keepDialog<DrillDialog>("dialog-drills-none");
        const QString url = toQt(m_window->workbench().current()->url.shown());
        const Timestamp now = m_window->workbench().clock().now();
        DrillBook& book = m_window->workbench().drillBook();
        book.set({url,
                  url,
                  u"replica"_s,
                  std::chrono::hours(7 * 24),
                  now,
                  {{"SELECT count(*) FROM station", {}},
                   {"SELECT max(taken_at) > datetime('now', '-1 day') FROM reading",
                    {Expectation::Kind::Equal, "1"}},
                   {"PRAGMA foreign_key_check", {Expectation::Kind::NoRows, {}}}}});
        const auto add = [&](int daysAgo, DrillOutcome outcome, const QString& summary) {
            const Timestamp when = now - std::chrono::hours(24 * daysAgo);
            book.add({url, when, outcome, summary,
                      outcome == DrillOutcome::Inconclusive
                          ? std::nullopt
                          : std::optional(when - std::chrono::minutes(3)),
                      std::chrono::milliseconds(2140 + 100 * daysAgo)});
        };
        add(28, DrillOutcome::Passed, u"139.3 kB restored, sound."_s);
        add(21, DrillOutcome::Inconclusive,
            u"There is no room to restore to: /tmp has 12 kB free, 139 kB are needed."_s);
        add(20, DrillOutcome::Failed,
            u"A question got another answer: SELECT count(*) FROM station gave 0, expected > 0."_s);
        add(7, DrillOutcome::Passed,
            u"139.3 kB restored, sound, 3 questions answered as expected."_s);
        m_window->dialogs().showDrills();
        keepDialog<DrillDialog>("dialog-drills");
    }
    void renderDialogs()
    {
        reopen(m_fixture.address());
        m_window->dialogs().askToRestore();
        keepDialog<RestoreDialog>("dialog-restore");
        m_window->dialogs().goTo();
        keepDialog<GoToDialog>("dialog-go-to");
        m_window->dialogs().goTo();
        m_window->findChild<GoToDialog*>()->edit().setText(u"re"_s);
        keepDialog<GoToDialog>("dialog-go-to-typed");
        m_window->dialogs().goTo();
        m_window->findChild<GoToDialog*>()->edit().setText(u"1 min ago"_s);
        keepDialog<GoToDialog>("dialog-go-to-time");
        m_window->dialogs().goTo();
        m_window->findChild<GoToDialog*>()->edit().setText(u"no such thing"_s);
        keepDialog<GoToDialog>("dialog-go-to-nothing");
        m_window->dialogs().askToCheck();
        keepDialog<CheckDialog>("dialog-validate");
        m_window->dialogs().askWhatToOpen();
        keepDialog<OpenDialog>("dialog-open");
        m_window->dialogs().askWhatToProtect();
        keepDialog<ProtectDialog>("dialog-protect");
    }

    void renderRemoval()
    {
        reopen(m_fixture.copyOfReplica(u"removed"_s));
        labelTheOldest();
        m_window->dialogs().askToRemoveStored();
        auto* dialog = m_window->findChild<RemovalDialog*>();
        const auto isPlanned = [dialog] {
            return dialog->flow().step() == RemovalFlow::Step::Planned ||
                   dialog->flow().step() == RemovalFlow::Step::Done;
        };
        dialog->findChildren<QRadioButton*>().first()->click();
        wait(isPlanned, "nothing is planned");
        keep(*dialog, "dialog-remove-replica");
        dialog->findChildren<QRadioButton*>().last()->click();
        wait(isPlanned, "nothing is planned");
        dialog->findChild<QLineEdit*>()->setText(m_window->workbench().current()->name);
        keep(*dialog, "dialog-remove-snapshot");
        QTest::keyClick(dialog, Qt::Key_Return);
        wait(isPlanned, "nothing is removed");
        QTest::qWait(300);
        keepDialog<RemovalDialog>("dialog-removed");
    }
    void labelTheOldest()
    {
        const auto contents = m_window->workbench().current()->contents;
        const Generation& oldest = contents->replica.generations.front();
        const StoredSnapshot& snapshot = oldest.snapshots.front();
        m_window->workbench().labels().set(
            {{toQt(contents->url.shown()), {oldest.id, snapshot.index, 0}},
             snapshot.created,
             u"before the upgrade to 2.0"_s,
             {}});
    }

    void renderRetention()
    {
        reopen(m_fixture.address());
        labelTheOldest();
        const auto contents = m_window->workbench().current()->contents;
        RetentionSubject subject{u"app.db"_s, {}, 0, contents};
        subject.database.path = "/srv/app.db";
        subject.database.replicas.emplace_back().url = contents->url;
        const SystemClock clock;
        auto* dialog = new RetentionDialog(m_fixture.engine(), m_window->workbench().labels(),
                                           clock, subject, QTimeZone::utc(), m_window.get());
        dialog->open();
        dialog->findChildren<QLineEdit*>().first()->setText(u"2 weeks"_s);
        wait([dialog] { return dialog->isForecast(); }, "nothing is forecast");
        keep(*dialog, "dialog-retention");
        dialog->findChildren<QLineEdit*>().first()->setText(u"a while"_s);
        keepDialog<RetentionDialog>("dialog-retention-typo");
        delete dialog;
    }

    void renderImport()
    {
        QFile file(m_fixture.filePath(u"their.yml"_s));
        if (!file.open(QIODevice::WriteOnly))
            test::giveUp("cannot write their.yml");
        file.write("addr: \":9090\"\naccess-key-id: X\ndbs:\n"
                   "  - path: /srv/shop/orders.db\n    replicas:\n      - path: "
                   "/backups/orders\n        retention: 168h\n"
                   "  - path: /srv/shop/customers and their addresses, second data centre.db\n"
                   "    typo: 1\n    replicas:\n      - path: /backups/customers\n"
                   "  - path: /srv/shop/stock.db\n    replicas:\n      - url: "
                   "s3://shop-backups/stock\n"
                   "  - path: /srv/shop/copy.db\n    replicas:\n      - path: "
                   "/backups/orders\n");
        file.close();
        m_window->importFrom(file.fileName());
        wait([this] { return m_window->findChild<ImportDialog*>() != nullptr; },
             "nothing can be imported");
        keepDialog<ImportDialog>("dialog-import");
    }

    /// In place, over a database that is being replicated.
    void renderRestores()
    {
        const std::filesystem::path database = pathFromQt(m_fixture.filePath(u"app.db"_s));
        std::filesystem::copy_file(m_fixture.demo().database, database);
        watch(database);
        RestoreDialog& busy = askToRestoreInPlace();
        keep(busy, "dialog-restore-in-place");
        {
            const auto reader = m_fixture.context().files.open(database, OpenMode::Read);
            restoreInPlace(busy, RestoreFlow::Step::Failed);
            keep(busy, "dialog-restore-busy");
        }
        restoreInPlace(busy, RestoreFlow::Step::Restored);
        keep(busy, "dialog-restored-in-place");
        busy.close();
        QTest::qWait(50);
        keep("restored-in-place");
        m_window->dialogs().showSafetyCopies();
        keepDialog<SafetyCopyDialog>("dialog-safety-copies");
        RestoreDialog& back = askToRestoreInPlace();
        restoreInPlace(back, RestoreFlow::Step::Restored);
        back.flow().bringBack();
        wait([&] { return !back.flow().isBusy(); }, "the old state does not come back");
        keep(back, "dialog-brought-back");
        back.close();
        renderShortage();
        m_window->dialogs().askToRestore();
        auto* file = m_window->findChild<RestoreDialog*>();
        wait([&] { return file->flow().step() == RestoreFlow::Step::Planned; }, "no plan");
        file->flow().start({pathFromQt(m_fixture.filePath(u"restored.db"_s))});
        keep(*file, "dialog-restoring");
        wait([&] { return !file->flow().isBusy(); }, "the restore does not end");
        keepDialog<RestoreDialog>("dialog-restored");
    }
    void renderShortage()
    {
        SystemClock clock;
        const StoreRegistry stores = standardRegistry();
        test::FaultyFileSystem files({});
        files.tellFreeBytes(12'000);
        Engine engine({files, clock, stores});
        BringBackJobs jobs(engine);
        RestoreFlow flow(engine, jobs, *m_window->workbench().selection().moment());
        RestoreDialog dialog(flow, {QDir::homePath(), {}, u"app.db"_s, 40e6}, QTimeZone::utc());
        dialog.show();
        wait([&] { return flow.step() == RestoreFlow::Step::Planned; }, "no plan");
        keep(dialog, "dialog-restore-no-space");
    }
    void watch(const std::filesystem::path& database)
    {
        reopen({});
        DatabaseConfig config;
        config.path = database.string();
        ReplicaConfig replica;
        replica.url = *parseStoreUrl(fromQt(m_fixture.filePath(u"replica of app"_s)));
        config.replicas.push_back(replica);
        m_window->watch({pathFromQt(m_fixture.filePath(u"litestream.yml"_s)), {}, {config}});
        const auto isStored = [this] {
            const WatchedDatabase* watched = m_window->workbench().currentWatched();
            return watched && watched->lagBytes() == 0 && m_window->isSettled() &&
                   m_window->workbench().selection().moment();
        };
        wait(isStored, "the database is not replicated");
    }
    RestoreDialog& askToRestoreInPlace()
    {
        m_window->dialogs().askToRestore();
        auto* dialog = m_window->findChild<RestoreDialog*>();
        wait([&] { return dialog->flow().step() == RestoreFlow::Step::Planned; }, "no plan");
        dialog->findChild<DestinationBox*>()->chooseInPlace();
        QTest::qWait(300);
        return *dialog;
    }
    void restoreInPlace(RestoreDialog& dialog, RestoreFlow::Step end)
    {
        RestoreChoice choice;
        choice.output = pathFromQt(m_fixture.filePath(u"app.db"_s));
        choice.isInPlace = true;
        dialog.flow().start(choice);
        wait([&] { return dialog.flow().step() == end; }, "the restore in place does not end so");
    }

    void renderFailures()
    {
        reopen(m_fixture.filePath(u"not-there"_s));
        keep("not-found");
        QDir().mkpath(m_fixture.filePath(u"empty"_s));
        reopen(m_fixture.filePath(u"empty"_s));
        keep("empty-folder");
        reopen(m_fixture.address());
        m_window->messages().show(
            Severity::Damage,
            u"The replica at s3://backups.example/app could not be listed: the server refuses the "
            "key."_s,
            u"Check the access key and its rights, then look again."_s);
        keep("failure");
    }

    void renderLongNames()
    {
        const QString name =
            u"a replica whose name nobody has ever kept short because a whole sentence tells "
            u"so much more (production, second data centre, do not delete)"_s;
        reopen(m_fixture.copyOfReplica(name));
        keep("long-names");
    }

    void renderSources()
    {
        Configuration configuration;
        configuration.file = pathFromQt(m_fixture.filePath(u"litestream.yml"_s));
        for (const char16_t* name : {u"stations", u"customers"}) {
            DatabaseConfig& each = configuration.databases.emplace_back();
            each.path = fromQt(m_fixture.filePath(QString::fromUtf16(name) + u".db"_s));
            each.replicas.emplace_back().url = *parseStoreUrl(
                fromQt(m_fixture.filePath(u"backups/"_s + QString::fromUtf16(name))));
        }
        m_services = {};
        m_window = std::make_unique<MainWindow>(m_fixture.engine(), m_services);
        m_window->resize(1380, 860);
        m_window->watch(std::move(configuration));
        m_window->show();
        m_window->openAddress(m_fixture.copyOfReplica(u"archive"_s));
        settle();
        check(ValidationRung::Objects);
        tag({u"cold storage"_s, u"2025"_s});
        m_window->openAddress(m_fixture.filePath(u"damaged"_s));
        settle();
        m_window->openAddress(m_fixture.address());
        settle();
        tag({u"production"_s, u"harbour"_s});
        keep("sources");
        m_window->dialogs().askForTags();
        keepDialog<TagDialog>("dialog-tags");
        QLineEdit& field = m_window->findChild<SourcesPane*>()->field();
        field.setText(u"prod"_s);
        keep("sources-filtered");
        field.setText(u"no such thing"_s);
        keep("sources-nothing-matches");
    }
    void tag(const QStringList& tags)
    {
        Workbench& workbench = m_window->workbench();
        workbench.recent().setTags(toQt(workbench.current()->url.shown()), tags);
    }

    void renderSmall()
    {
        reopen(m_fixture.address());
        page().showInspector(false);
        m_window->resize(900, 600);
        QTest::qWait(200);
        keep("small");
    }

    QDir m_folder;
    WindowFixture m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
    int m_pictures = 0;
};

} // namespace

int main(int argc, char** argv)
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::World));
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() != 3 || (arguments[2] != "light"_L1 && arguments[2] != "dark"_L1)) {
        std::fputs("usage: walkeeper-gallery FOLDER light|dark\n", stderr);
        return 2;
    }
    if (!QDir().mkpath(arguments[1]))
        test::giveUp("cannot make " + fromQt(arguments[1]));
    QTranslator words;
    if (words.load(u"walkeeper_en"_s, QStringLiteral(TRANSLATIONS)))
        QCoreApplication::installTranslator(&words);
    applyAppearance(application, arguments[2] == "dark"_L1 ? Appearance::Dark : Appearance::Light);
    Gallery gallery{QDir(arguments[1])};
    gallery.renderAll();
    std::printf("%d pictures in %s\n", gallery.pictures(), qPrintable(arguments[1]));
    return 0;
}
