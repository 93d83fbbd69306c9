#include "ui/main_window.h"

#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/import/import_dialog.h"
#include "ui/retention/duration_words.h"
#include "ui/retention/retention_dialog.h"
#include "ui/text/conversion.h"
#include "ui/widgets/message_bar.h"

#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using std::chrono::hours;

namespace {

constexpr int patience = 30000;

} // namespace

/// Retention and import, by the keyboard alone.
class SettingsWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void readsLengthsOfTime_data();
    void readsLengthsOfTime();
    void saysLengthsOfTimeThatItReads();

    void init();
    void cleanup();
    void changesTheRetention();
    void forecastsWhatIsTypedAtOnce();
    void savesNothingThatIsNoTime();
    void warnsOfLabelsThatGo();
    void importsChosenDatabases();
    void importsManyAtOnce();
    void importsWhatIsDropped();
    void opensWhatElseIsDropped();
    void saysWhyAFileCannotBeImported();
    void asksForAFile();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    QByteArray configuration() const;
    void write(const QString& name, const QByteArray& text);
    std::unique_ptr<test::WorkloadDatabase> makeDatabase(const QString& name);
    void watch();
    RetentionDialog* retention() const { return m_window->findChild<RetentionDialog*>(); }
    ImportDialog* importing() const { return m_window->findChild<ImportDialog*>(); }
    void askForRetention();
    void drop(const QString& file);
    void press(Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); }

    WindowFixture m_fixture;
    RememberedServices m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::unique_ptr<test::WorkloadDatabase>> m_databases;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

void SettingsWindowTest::readsLengthsOfTime_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("hours") << u"36 h"_s << qint64{36 * 3600};
    QTest::newRow("days") << u"7 days"_s << qint64{7 * 86400};
    QTest::newRow("together") << u"1 week, 2 days 3h"_s << qint64{9 * 86400 + 3 * 3600};
    QTest::newRow("as Go writes it") << u"1h30m0s"_s << qint64{5400};
    QTest::newRow("half") << u"1.5 H"_s << qint64{5400};
    QTest::newRow("comma") << u"1,5h"_s << qint64{5400};
    QTest::newRow("nothing") << u"0"_s << qint64{0};
    for (const char* bad : {"", "a while", "7", "-1 h", "7 parsecs", "h", "1 h x", "9999999999 w"})
        QTest::newRow(bad) << QString::fromLatin1(bad) << qint64{-1};
}

void SettingsWindowTest::readsLengthsOfTime()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, seconds);

    const auto length = DurationWords::read(text);

    QCOMPARE(length.has_value(), seconds >= 0);
    if (length)
        QCOMPARE(*length, std::chrono::nanoseconds(std::chrono::seconds(seconds)));
}

void SettingsWindowTest::saysLengthsOfTimeThatItReads()
{
    for (const std::chrono::nanoseconds length :
         {std::chrono::nanoseconds(0), std::chrono::nanoseconds(hours(24)),
          std::chrono::nanoseconds(hours(36)), std::chrono::nanoseconds(std::chrono::minutes(90)),
          std::chrono::nanoseconds(std::chrono::milliseconds(1250))})
        QCOMPARE(DurationWords::read(DurationWords::of(length)).value(), length);
}

void SettingsWindowTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_engine = std::make_unique<Engine>(m_fixture.context());
    m_services = {};
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void SettingsWindowTest::cleanup()
{
    m_window.reset();
    m_engine.reset();
    m_databases.clear();
    m_folder.reset();
}

QByteArray SettingsWindowTest::configuration() const
{
    QFile file(path(u"litestream.yml"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void SettingsWindowTest::write(const QString& name, const QByteArray& text)
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

std::unique_ptr<test::WorkloadDatabase> SettingsWindowTest::makeDatabase(const QString& name)
{
    auto database = std::make_unique<test::WorkloadDatabase>(pathFromQt(path(name)), 4096);
    database->insertItems(20, 100);
    return database->state() ? std::move(database) : nullptr;
}

void SettingsWindowTest::watch()
{
    m_databases.push_back(makeDatabase(u"app.db"_s));
    write(u"litestream.yml"_s, "# mine\ndbs:\n  - path: " + path(u"app.db"_s).toUtf8() +
                                   "\n    replicas:\n      - path: " + path(u"replica"_s).toUtf8() +
                                   " # a disk\n");
    const auto parsed = readConfigFile(pathFromQt(path(u"litestream.yml"_s)), {});
    QVERIFY(parsed);
    m_window->watch({pathFromQt(path(u"litestream.yml"_s)), {}, parsed->config.databases});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().currentWatched() &&
                                 m_window->workbench().current()->contents &&
                                 m_window->workbench().current()->contents->snapshots > 0 &&
                                 !m_window->workbench().currentWatched()->running,
                             patience);
}

void SettingsWindowTest::askForRetention()
{
    QTest::keyClick(m_window.get(), Qt::Key_H, Qt::ControlModifier);
    QVERIFY(retention());
    QVERIFY(QTest::qWaitForWindowActive(retention()));
    QTRY_VERIFY_WITH_TIMEOUT(retention()->isForecast(), patience);
    QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
}

void SettingsWindowTest::changesTheRetention()
{
    watch();
    askForRetention();
    auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    line->selectAll();
    QTest::keyClicks(line, u"3 days"_s);
    QTRY_VERIFY_WITH_TIMEOUT(retention()->isForecast(), patience);
    press(Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(configuration().contains("retention: 72h"), patience);
    QVERIFY(configuration().startsWith("# mine\n"));
    QVERIFY(configuration().contains(" # a disk\n"));
    const auto database = [this] { return m_window->workbench().watched().all().front(); };
    QTRY_VERIFY_WITH_TIMEOUT(!database().running && database().isReplicated(), patience);
    QCOMPARE(database().config.replicas.front().retention, std::chrono::nanoseconds(hours(72)));
    QTRY_VERIFY(!retention());
}

void SettingsWindowTest::forecastsWhatIsTypedAtOnce()
{
    RetentionSubject subject{u"app.db"_s, {}, 0, listed(*m_engine, m_fixture.address())};
    subject.database.replicas.emplace_back().url = subject.contents->url;
    RetentionDialog dialog(*m_engine, m_window->workbench().labels(), m_window->workbench().clock(),
                           subject, QTimeZone::utc());
    // Before the first forecast is there.
    dialog.findChildren<QLineEdit*>().first()->setText(u"2 weeks"_s);
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isForecast(), patience);

    const auto tomorrow = [&dialog] {
        QStringList texts;
        for (const QLabel* each : dialog.findChildren<QLabel*>()) {
            if (each->accessibleName().startsWith(u"Tomorrow"_s))
                texts << each->text();
        }
        return texts;
    };
    const QStringList texts = tomorrow();
    QCOMPARE(texts.size(), 2);
    QVERIFY(!texts.front().isEmpty());
    QVERIFY2(texts.front() != texts.back(), qPrintable(texts.front()));

    // What makes no sense has no future, and what is set now keeps its own.
    dialog.findChildren<QLineEdit*>().first()->setText(u"2 moons"_s);
    QCOMPARE(tomorrow(), QStringList({texts.front(), u"–"_s}));
    dialog.findChildren<QLineEdit*>().first()->setText(u"2 weeks"_s);
    QTRY_COMPARE_WITH_TIMEOUT(tomorrow(), texts, patience);
}

void SettingsWindowTest::savesNothingThatIsNoTime()
{
    watch();
    const QByteArray before = configuration();
    askForRetention();
    auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
    line->selectAll();
    QTest::keyClicks(line, u"a while"_s);
    press(Qt::Key_Return);
    QVERIFY(retention()->isVisible());
    press(Qt::Key_Escape);

    QTRY_VERIFY(!retention());
    QCOMPARE(configuration(), before);
}

void SettingsWindowTest::warnsOfLabelsThatGo()
{
    watch();
    const auto contents = m_window->workbench().current()->contents;
    const Generation& oldest = contents->replica.generations.front();
    m_window->workbench().labels().set(
        {{toQt(contents->url.shown()), {oldest.id, oldest.snapshots.front().index, 0}},
         oldest.snapshots.front().created,
         u"first day"_s,
         {}});
    askForRetention();

    QTRY_VERIFY_WITH_TIMEOUT(std::ranges::any_of(retention()->findChildren<QLabel*>(),
                                                 [](const QLabel* each) {
                                                     return each->isVisible() &&
                                                            each->text().contains(u"“first day”"_s);
                                                 }),
                             patience);
}

void SettingsWindowTest::importsChosenDatabases()
{
    watch();
    for (const QString& name : {u"b.db"_s, u"c.db"_s})
        m_databases.push_back(makeDatabase(name));
    write(u"theirs.yml"_s, "addr: \":1\"\ndbs:\n- path: " + path(u"b.db"_s).toUtf8() +
                               " # why\n  replicas:\n  - path: " + path(u"rb"_s).toUtf8() +
                               "\n- path: " + path(u"c.db"_s).toUtf8() +
                               "\n  replicas:\n  - path: " + path(u"rc"_s).toUtf8() + "\n");
    m_window->importFrom(path(u"theirs.yml"_s));
    QTRY_VERIFY_WITH_TIMEOUT(importing(), patience);
    QVERIFY(QTest::qWaitForWindowActive(importing()));
    QTRY_VERIFY(importing()->list().hasFocus());
    QCOMPARE(importing()->chosen().size(), std::size_t{2});
    press(Qt::Key_Down);
    press(Qt::Key_Space);
    QCOMPARE(importing()->chosen().size(), std::size_t{1});
    press(Qt::Key_Return);

    const auto& watched = m_window->workbench().watched();
    QTRY_COMPARE_WITH_TIMEOUT(watched.all().size(), std::size_t{2}, patience);
    QTRY_VERIFY_WITH_TIMEOUT(watched.all().back().isReplicated(), patience);
    QVERIFY(configuration().contains(path(u"b.db"_s).toUtf8() + " # why\n"));
    QVERIFY(!configuration().contains("c.db"));
    QVERIFY(configuration().startsWith("# mine\n"));
}

void SettingsWindowTest::importsManyAtOnce()
{
    constexpr int many = 6;
    watch();
    QByteArray theirs = "dbs:\n";
    for (int i = 0; i < many; ++i) {
        m_databases.push_back(makeDatabase(u"%1.db"_s.arg(i)));
        theirs += "- path: " + path(u"%1.db"_s.arg(i)).toUtf8() +
                  "\n  replicas:\n  - path: " + path(u"r%1"_s.arg(i)).toUtf8() + "\n";
    }
    write(u"theirs.yml"_s, theirs);
    m_window->importFrom(path(u"theirs.yml"_s));
    QTRY_VERIFY_WITH_TIMEOUT(importing(), patience);
    QVERIFY(QTest::qWaitForWindowActive(importing()));
    press(Qt::Key_Return);

    QTRY_COMPARE_WITH_TIMEOUT(m_window->workbench().watched().all().size(), std::size_t{many + 1},
                              patience);
    for (int i = 0; i < many; ++i)
        QVERIFY(configuration().contains(path(u"%1.db"_s.arg(i)).toUtf8()));
}

void SettingsWindowTest::drop(const QString& file)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &event);
}

void SettingsWindowTest::importsWhatIsDropped()
{
    watch();
    m_databases.push_back(makeDatabase(u"b.db"_s));
    write(u"any name.txt"_s, "dbs:\n- path: " + path(u"b.db"_s).toUtf8() +
                                 "\n  replicas:\n  - path: " + path(u"rb"_s).toUtf8() + "\n");
    drop(path(u"any name.txt"_s));

    QTRY_VERIFY_WITH_TIMEOUT(importing(), patience);
    QCOMPARE(importing()->chosen().size(), std::size_t{1});
}

void SettingsWindowTest::opensWhatElseIsDropped()
{
    watch();
    write(u"notes.yml"_s, "services: {}\n");
    drop(path(u"notes.yml"_s));

    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().replicas().all().size() == 2, patience);
    QVERIFY(!importing());
}

void SettingsWindowTest::saysWhyAFileCannotBeImported()
{
    watch();
    write(u"broken.yml"_s, "dbs:\n- path: /a\n  path: /b\n");
    m_window->importFrom(path(u"broken.yml"_s));

    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().sentence().contains(u"broken.yml:3"_s), patience);
    QVERIFY(!importing());
}

void SettingsWindowTest::asksForAFile()
{
    watch();
    QTest::keyClick(m_window.get(), Qt::Key_I, Qt::ControlModifier);
    auto* dialog = m_window->findChild<QFileDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    dialog->close();
}

} // namespace walkeeper::ui

using walkeeper::ui::SettingsWindowTest;
WALKEEPER_TEST(SettingsWindowTest)
#include "settings_window_test.moc"
