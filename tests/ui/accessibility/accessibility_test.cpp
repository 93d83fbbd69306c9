#include "tests/support/test_main.h"
#include "tests/ui/accessibility/accessibility_walk.h"
#include "tests/ui/window_fixture.h"
#include "ui/check/check_dialog.h"
#include "ui/data/data_view.h"
#include "ui/data/row_dialog.h"
#include "ui/data/row_list_model.h"
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
#include "ui/sources/tag_dialog.h"
#include "ui/text/conversion.h"
#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"
#include "ui/timeline/timeline_slider.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QApplication>
#include <QDialog>
#include <QFile>

#include <functional>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Shows one of the windows or one of its states; the widget that it is.
using Place = std::function<QWidget*(MainWindow&)>;

} // namespace

/// Walks each window and dialog as somebody would who does not see it, does not see it well, or
/// uses no mouse.
class AccessibilityTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void cleanup() { m_window.reset(); }

    void coloursStandOut_data();
    void coloursStandOut();
    void names_data() { places(); }
    void names();
    void keyboard_data() { places(); }
    void keyboard();
    void texts_data() { places(); }
    void texts();

private:
    void places();
    QWidget* open(const Place& place);
    QWidget* tab(MainWindow& window, ReplicaPage::Tab tab);
    template <class Dialog>
    static QWidget* dialogOf(MainWindow& window)
    {
        return window.findChild<Dialog*>();
    }

    std::unique_ptr<WindowFixture> m_fixture;
    QString m_damaged; ///< a replica of which objects are missing
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
};

void AccessibilityTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_damaged = m_fixture->copyOfReplica(u"damaged"_s);
    const auto contents = listed(m_fixture->engine(), m_damaged);
    QVERIFY(contents);
    const Generation& oldest = contents->replica.generations.front();
    QVERIFY(QFile::remove(m_damaged + u'/' + toQt(oldest.keyOf(oldest.segments[20]).text())));
}

void AccessibilityTest::cleanupTestCase()
{
    applyAppearance(*qApp, Appearance::Light);
}

void AccessibilityTest::coloursStandOut_data()
{
    QTest::addColumn<Appearance>("appearance");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

/// What delegates paint cannot be told apart in a picture, so their colours are compared by pairs.
void AccessibilityTest::coloursStandOut()
{
    QFETCH(const Appearance, appearance);
    const QPalette palette = paletteFor(appearance, {});
    const Colours colours = Colours::of(palette);

    for (const QColor& ground : {colours.window, colours.surface, colours.sunken}) {
        for (const QColor& ink : {colours.text, colours.muted, colours.good, colours.warning,
                                  colours.damage, colours.accent})
            QVERIFY2(
                contrast(ink, ground) >= 4.5,
                qPrintable(
                    u"%1 on %2: %3"_s.arg(ink.name(), ground.name()).arg(contrast(ink, ground))));
    }
    for (const QColor& ink :
         {colours.text, colours.muted, colours.good, colours.warning, colours.damage})
        QVERIFY2(
            contrast(ink, colours.selection) >= 4.5,
            qPrintable(
                u"%1 on a chosen row: %2"_s.arg(ink.name()).arg(contrast(ink, colours.selection))));
    QVERIFY(contrast(colours.onAccent, colours.accent) >= 4.5);
    QVERIFY(contrast(palette.color(QPalette::PlaceholderText), colours.surface) >= 4.5);
    for (const QColor& band : colours.bands)
        QVERIFY(contrast(band, colours.surface) >= 3);
}

QWidget* AccessibilityTest::tab(MainWindow& window, ReplicaPage::Tab tab)
{
    window.page().showTab(tab);
    return &window;
}

void AccessibilityTest::places()
{
    using Tab = ReplicaPage::Tab;
    QTest::addColumn<Place>("place");
    const auto add = [](const char* name, Place place) { QTest::newRow(name) << std::move(place); };
    const auto opened = [this](std::function<QWidget*(MainWindow&)> rest) {
        return [this, rest = std::move(rest)](MainWindow& window) -> QWidget* {
            window.openAddress(m_fixture->address());
            return QTest::qWaitFor([&] { return window.isSettled(); }, 30000) ? rest(window)
                                                                              : nullptr;
        };
    };
    add("welcome", [](MainWindow& window) { return &window; });
    add("points", opened([this](MainWindow& window) { return tab(window, Tab::Points); }));
    add("data", opened([this](MainWindow& window) -> QWidget* {
            tab(window, Tab::Data);
            DataView& data = window.page().data();
            return QTest::qWaitFor([&] { return data.model().total().has_value(); }, 30000)
                       ? &window
                       : nullptr;
        }));
    add("objects", opened([this](MainWindow& window) -> QWidget* {
            tab(window, Tab::Objects);
            ObjectPanel& panel = window.page().objects().panel();
            return QTest::qWaitFor([&] { return !panel.isAsking(); }, 30000) ? &window : nullptr;
        }));
    add("checks", [this](MainWindow& window) -> QWidget* {
        window.openAddress(m_damaged);
        if (!QTest::qWaitFor([&] { return window.isSettled(); }, 30000))
            return nullptr;
        CheckFlow& checks = window.workbench().checks();
        const ReplicaId id = window.workbench().current()->id;
        checks.start(id, ValidationRung::Objects);
        const bool isDone = QTest::qWaitFor([&] { return !checks.find(id)->isRunning(); }, 30000);
        return isDone ? tab(window, Tab::Checks) : nullptr;
    });
    add("log", opened([this](MainWindow& window) { return tab(window, Tab::Log); }));
    add("restore", opened([](MainWindow& window) {
            window.dialogs().askToRestore();
            return dialogOf<RestoreDialog>(window);
        }));
    add("restore in place", opened([](MainWindow& window) {
            window.dialogs().askToRestore();
            window.findChild<DestinationBox*>()->chooseInPlace();
            return dialogOf<RestoreDialog>(window);
        }));
    add("safety copies", opened([](MainWindow& window) {
            window.dialogs().showSafetyCopies();
            return dialogOf<SafetyCopyDialog>(window);
        }));
    add("validate", opened([](MainWindow& window) {
            window.dialogs().askToCheck();
            return dialogOf<CheckDialog>(window);
        }));
    add("label", opened([](MainWindow& window) {
            window.dialogs().askForLabel();
            return dialogOf<LabelDialog>(window);
        }));
    add("labels", opened([](MainWindow& window) {
            window.dialogs().showLabels();
            return dialogOf<LabelListDialog>(window);
        }));
    add("overview", opened([](MainWindow& window) {
            window.dialogs().showOverview();
            return dialogOf<OverviewDialog>(window);
        }));
    add("drills", opened([](MainWindow& window) {
            const OpenedReplica& replica = *window.workbench().current();
            const QString url = toQt(replica.url.shown());
            DrillBook& book = window.workbench().drillBook();
            book.set({url, url, replica.name, {}, {}, {{"SELECT count(*) FROM station", {}}}});
            book.add({url,
                      Timestamp(std::chrono::hours(500'000)),
                      DrillOutcome::Failed,
                      u"It cannot be restored."_s,
                      {},
                      {}});
            window.dialogs().showDrills();
            return dialogOf<DrillDialog>(window);
        }));
    add("go to", opened([](MainWindow& window) {
            window.dialogs().goTo();
            return dialogOf<GoToDialog>(window);
        }));
    add("settings", opened([](MainWindow& window) {
            window.dialogs().showSettings();
            return dialogOf<SettingsDialog>(window);
        }));
    add("row", opened([](MainWindow& window) -> QWidget* {
            DataView& data = window.page().data();
            window.page().showTab(Tab::Data);
            if (!QTest::qWaitFor([&] { return data.model().total().has_value(); }, 30000))
                return nullptr;
            data.rows().setCurrentIndex(data.model().index(1, 0));
            data.showRow();
            auto* dialog = window.findChild<RowDialog*>();
            const auto isRead = [dialog] { return !dialog->status().isEmpty(); };
            return dialog && QTest::qWaitFor(isRead, 30000) ? dialog : nullptr;
        }));
    add("tags", opened([](MainWindow& window) {
            window.dialogs().askForTags();
            return dialogOf<TagDialog>(window);
        }));
    add("remove", opened([](MainWindow& window) -> QWidget* {
            window.dialogs().askToRemoveStored();
            auto* dialog = window.findChild<RemovalDialog*>();
            const auto isPlanned = [dialog] {
                return dialog->flow().step() == RemovalFlow::Step::Planned;
            };
            return dialog && QTest::qWaitFor(isPlanned, 30000) ? dialog : nullptr;
        }));
    add("retention", opened([this](MainWindow& window) -> QWidget* {
            const auto contents = window.workbench().current()->contents;
            RetentionSubject subject{u"app.db"_s, {}, 0, contents};
            subject.database.path = "/srv/app.db";
            subject.database.replicas.emplace_back().url = contents->url;
            auto* dialog =
                new RetentionDialog(m_fixture->engine(), window.workbench().labels(),
                                    window.workbench().clock(), subject, QTimeZone::utc(), &window);
            dialog->open();
            return QTest::qWaitFor([&] { return dialog->isForecast(); }, 30000) ? dialog : nullptr;
        }));
    add("import", [this](MainWindow& window) -> QWidget* {
        const QString path = m_fixture->filePath(u"theirs.yml"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return nullptr;
        file.write("addr: x\ndbs:\n  - path: /srv/a.db\n    replicas:\n      - path: /backups/a\n"
                   "  - path: /srv/b.db\n    replicas:\n      - url: s3://b/b\n");
        file.close();
        window.importFrom(path);
        const auto isThere = [&window] { return window.findChild<ImportDialog*>() != nullptr; };
        return QTest::qWaitFor(isThere, 30000) ? dialogOf<ImportDialog>(window) : nullptr;
    });
    add("open", [](MainWindow& window) {
        window.dialogs().askWhatToOpen();
        return dialogOf<OpenDialog>(window);
    });
    add("protect", [](MainWindow& window) {
        window.dialogs().askWhatToProtect();
        return dialogOf<ProtectDialog>(window);
    });
}

QWidget* AccessibilityTest::open(const Place& place)
{
    m_services = {};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->resize(1380, 860);
    Configuration configuration;
    configuration.file = pathFromQt(m_fixture->filePath(u"litestream.yml"_s));
    m_window->watch(std::move(configuration));
    m_window->show();
    if (!QTest::qWaitForWindowActive(m_window.get()))
        return nullptr;
    QWidget* shown = place(*m_window);
    return shown && QTest::qWaitForWindowActive(shown) ? shown : nullptr;
}

void AccessibilityTest::names()
{
    QFETCH(const Place, place);
    const QWidget* shown = open(place);
    QVERIFY(shown);

    QVERIFY2(!shown->windowTitle().isEmpty(), "the window has no title");
    const QStringList complaints = namelessWidgets(*shown);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

void AccessibilityTest::keyboard()
{
    QFETCH(const Place, place);
    QWidget* shown = open(place);
    QVERIFY(shown);

    const QStringList complaints = unreachedWidgets(*shown);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

void AccessibilityTest::texts()
{
    QFETCH(const Place, place);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        applyAppearance(*qApp, appearance);
        QWidget* shown = open(place);
        QVERIFY(shown);

        const QStringList complaints = paleTexts(*shown);
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
    }
}

} // namespace walkeeper::ui

using walkeeper::ui::AccessibilityTest;
WALKEEPER_TEST(AccessibilityTest)
#include "accessibility_test.moc"
