#include "app/catalogue/catalogue_file.h"

#include "app/catalogue/schema.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"
#include "ui/text/conversion.h"

#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QUuid>

#include <thread>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

constexpr GenerationId generation(0x1122334455667788);

Timestamp at(int seconds)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + seconds));
}

ui::KnownReplica replica(const QString& name, int opened)
{
    return {u"file:///replicas/"_s + name,
            u"/replicas/"_s + name,
            name,
            at(opened),
            {u"work"_s, u"ä b"_s}};
}

ui::MomentLabel label(std::uint64_t offset, const QString& text)
{
    return {{u"file:///replicas/a"_s, {generation, 7, offset}},
            at(static_cast<int>(offset)),
            text,
            std::nullopt};
}

ui::Activity activity(std::int64_t key, const QString& text)
{
    ui::Activity activity;
    activity.key = key;
    activity.time = at(static_cast<int>(key));
    activity.source = u"a"_s;
    activity.replica = u"file:///replicas/a"_s;
    activity.kind = ui::ActivityKind::Check;
    activity.severity = ui::ActivitySeverity::Failure;
    activity.text = text;
    activity.moment = Position{generation, 7, 4120};
    activity.object = u"generations/x"_s;
    activity.isSeen = false;
    return activity;
}

ui::CheckResult check(int when, ui::CheckOutcome outcome)
{
    return {u"file:///replicas/a"_s, ValidationRung::Restore, at(when), outcome, u"5 objects"_s, 2};
}

ui::DrillSetting drillSetting()
{
    return {u"file:///replicas/a"_s,
            u"/replicas/a"_s,
            u"a"_s,
            std::chrono::hours(24),
            at(3),
            {{"SELECT count(*) FROM \"ä\"", {Expectation::Kind::GreaterOrEqual, "1 000"}},
             {"SELECT 1", {Expectation::Kind::NoRows, {}}}}};
}

ui::DrillResult drill(int when, DrillOutcome outcome)
{
    return {u"file:///replicas/a"_s,        at(when), outcome, u"Sound."_s, at(when - 1),
            std::chrono::milliseconds(1234)};
}

/// A connection of its own, as another program would have it.
void runSql(const QString& path, const QStringList& statements)
{
    const QString name = QUuid::createUuid().toString();
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(path);
        QVERIFY(database.open());
        for (const QString& statement : statements)
            QVERIFY2(run(database, statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase(name);
}

QVariant valueOf(const QString& path, const QString& statement)
{
    const QString name = QUuid::createUuid().toString();
    QVariant value;
    {
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
        database.setDatabaseName(path);
        if (database.open()) {
            auto rows = run(database, statement);
            if (rows && rows->next())
                value = rows->value(0);
        }
    }
    QSqlDatabase::removeDatabase(name);
    return value;
}

} // namespace

class CatalogueFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::TestFolder>(); }

    void keepsWhatItIsGiven();
    void replacesAndRemovesLabels();
    void givesTheNewestCheckOfEachReplica();
    void dropsTheOldestActivity();
    void bringsAnOlderSchemaUpToDate_data();
    void bringsAnOlderSchemaUpToDate();
    void migratesInOneTransactionAVersion();
    void leavesANewerSchemaAsItIs();
    void setsADamagedFileAsideAndKeepsWhatCanBeRead();
    void setsAsideWhatIsNoDatabaseAtAll();
    void findsDamageInUse();
    void startsAnewWhenTheFileIsTakenAway();
    void readsInAFolderThatCannotBeWritten();
    void saysThatTheDiskIsFull();
    void isBusyWhileAnotherProcessWrites();
    void twoProcessesKeepEverything();

private:
    QString path() const { return ui::pathToQt(*m_folder / "data/catalogue.db"); }
    std::unique_ptr<test::TestFolder> m_folder;
};

void CatalogueFileTest::keepsWhatItIsGiven()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
        QVERIFY(file.isWritable());
        QVERIFY(file.keepReplica(replica(u"a"_s, 1)));
        QVERIFY(file.keepReplica(replica(u"b"_s, 2)));
        QVERIFY(file.keepLabel(label(4120, u"before the upgrade"_s)));
        QVERIFY(file.keepCheck(check(5, ui::CheckOutcome::Failed)));
        QVERIFY(file.keepDrillSetting({u"file:///replicas/a"_s, {}, {}, {}, {}, {}}));
        QVERIFY(file.keepDrillSetting(drillSetting()));
        QVERIFY(file.keepDrill(drill(7, DrillOutcome::Failed)));
        QVERIFY(file.keepDrill(drill(8, DrillOutcome::Inconclusive)));
        QVERIFY(file.keepActivity(activity(1, u"one"_s)));
        QVERIFY(file.keepActivity(activity(-2, u"two"_s)));
        QVERIFY(file.markSeen({1}));
        QVERIFY(file.takeTroubles().empty());
    }

    CatalogueFile file(path());
    QVERIFY(file.open());
    const ui::Remembered all = file.readAll();

    QCOMPARE(all.replicas, (std::vector{replica(u"b"_s, 2), replica(u"a"_s, 1)}));
    QCOMPARE(all.labels, std::vector{label(4120, u"before the upgrade"_s)});
    QCOMPARE(all.checks, std::vector{check(5, ui::CheckOutcome::Failed)});
    QCOMPARE(all.drillSettings, std::vector{drillSetting()});
    QCOMPARE(all.drills,
             (std::vector{drill(8, DrillOutcome::Inconclusive), drill(7, DrillOutcome::Failed)}));
    ui::Activity one = activity(1, u"one"_s);
    one.isSeen = true;
    QCOMPARE(all.activity, (std::vector{one, activity(-2, u"two"_s)}));
}

void CatalogueFileTest::replacesAndRemovesLabels()
{
    CatalogueFile file(path());
    QVERIFY(file.open());
    ui::MomentLabel changed = label(1, u"second"_s);
    changed.warnedOf = at(99);

    QVERIFY(file.keepLabel(label(1, u"first"_s)));
    QVERIFY(file.keepLabel(changed));
    QVERIFY(file.keepLabel(label(2, u"other"_s)));
    QVERIFY(file.removeLabel(label(2, {}).place));

    QCOMPARE(file.readAll().labels, std::vector{changed});
}

void CatalogueFileTest::givesTheNewestCheckOfEachReplica()
{
    CatalogueFile file(path());
    QVERIFY(file.open());

    QVERIFY(file.keepCheck(check(9, ui::CheckOutcome::Passed)));
    QVERIFY(file.keepCheck(check(5, ui::CheckOutcome::Inconclusive)));

    QCOMPARE(file.readAll().checks, std::vector{check(9, ui::CheckOutcome::Passed)});
    ui::CheckResult shallow = check(11, ui::CheckOutcome::Passed);
    shallow.rung = ValidationRung::Objects;
    QVERIFY(file.keepCheck(shallow));
    QVERIFY(file.keepCheck(check(12, ui::CheckOutcome::Failed)));
    QCOMPARE(file.readAll().checks, std::vector{check(12, ui::CheckOutcome::Failed)});
    QCOMPARE(file.readAll().proofs, std::vector{check(9, ui::CheckOutcome::Passed)});
}

void CatalogueFileTest::dropsTheOldestActivity()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
    }
    runSql(path(),
           {u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
            "INSERT INTO activity (key, time, source, database, replica, kind, severity, "
            "text, object, is_seen) SELECT i, i, '', '', '', 'check', 'note', 'old', '', 1 "
            "FROM n"_s});

    CatalogueFile file(path());
    QVERIFY(file.open());
    QVERIFY(file.keepActivity(activity(-7, u"newest"_s)));

    QCOMPARE(valueOf(path(), u"SELECT COUNT(*) FROM activity"_s).toInt(),
             CatalogueFile::keptActivity);
    QCOMPARE(file.readAll().activity.back().text, u"newest"_s);
}

void CatalogueFileTest::bringsAnOlderSchemaUpToDate_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QStringList>("unknown");
    const QStringList drills{u"drill_settings"_s, u"drills"_s};
    QTest::newRow("without activity") << 1 << (QStringList{u"activity"_s} + drills);
    QTest::newRow("without drills") << 2 << drills;
}

void CatalogueFileTest::bringsAnOlderSchemaUpToDate()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
        QVERIFY(file.keepLabel(label(1, u"kept"_s)));
    }
    QFETCH(const int, version);
    QFETCH(const QStringList, unknown);
    for (const QString& table : unknown)
        runSql(path(), {u"DROP TABLE "_s + table});
    runSql(path(), {u"PRAGMA user_version = %1"_s.arg(version)});

    CatalogueFile file(path());
    QVERIFY(file.open());

    QCOMPARE(file.readAll().labels, std::vector{label(1, u"kept"_s)});
    QVERIFY(file.keepActivity(activity(1, u"new"_s)));
    QVERIFY(file.keepDrill(drill(7, DrillOutcome::Passed)));
    QCOMPARE(valueOf(path(), u"PRAGMA user_version"_s).toInt(), newestSchema());
}

void CatalogueFileTest::migratesInOneTransactionAVersion()
{
    m_folder->write("data/none", "");
    // The second migration fails: something stands in its way.
    runSql(path(), {u"CREATE TABLE activity (something)"_s});

    CatalogueFile file(path());

    QVERIFY(!file.open());
    QCOMPARE(valueOf(path(), u"PRAGMA user_version"_s).toInt(), 1);
    QVERIFY(!file.isWritable());
}

void CatalogueFileTest::leavesANewerSchemaAsItIs()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
        QVERIFY(file.keepLabel(label(1, u"kept"_s)));
    }
    runSql(path(), {u"DROP TABLE checks"_s, u"PRAGMA user_version = 99"_s});

    CatalogueFile file(path());
    QVERIFY(file.open());

    QVERIFY(!file.isWritable());
    QVERIFY(!file.keepLabel(label(2, u"not kept"_s)));
    QCOMPARE(file.readAll().labels, std::vector{label(1, u"kept"_s)});
    QVERIFY(file.readAll().checks.empty());
    const auto troubles = file.takeTroubles();
    QCOMPARE(troubles.size(), std::size_t{1});
    QCOMPARE(troubles.front().kind, ui::CatalogueTrouble::Kind::Newer);
    QCOMPARE(valueOf(path(), u"PRAGMA user_version"_s).toInt(), 99);
}

void CatalogueFileTest::setsADamagedFileAsideAndKeepsWhatCanBeRead()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
        QVERIFY(file.keepLabel(label(1, u"kept"_s)));
        for (int i = 1; i <= 400; ++i)
            QVERIFY(file.keepActivity(activity(i, QString(200, u'x'))));
    }
    const QByteArray before = [this] {
        QFile raw(path());
        return raw.open(QIODevice::ReadOnly) ? raw.readAll() : QByteArray();
    }();
    QFile raw(path());
    QVERIFY(raw.open(QIODevice::ReadWrite));
    QVERIFY(raw.seek(raw.size() - 3 * 4096));
    raw.write(QByteArray(2 * 4096, '\xff'));
    raw.close();

    CatalogueFile file(path());
    QVERIFY(file.open());

    QVERIFY(file.isWritable());
    QCOMPARE(file.readAll().labels, std::vector{label(1, u"kept"_s)});
    const auto troubles = file.takeTroubles();
    QCOMPARE(troubles.size(), std::size_t{1});
    QCOMPARE(troubles.front().kind, ui::CatalogueTrouble::Kind::SetAside);
    QVERIFY(QFile::exists(troubles.front().file));
    QCOMPARE(QFile(troubles.front().file).size(), before.size());
}

void CatalogueFileTest::setsAsideWhatIsNoDatabaseAtAll()
{
    m_folder->write("data/catalogue.db", "this is no database, but somebody's text");

    CatalogueFile file(path());
    QVERIFY(file.open());

    QVERIFY(file.keepLabel(label(1, u"new"_s)));
    const auto troubles = file.takeTroubles();
    QCOMPARE(troubles.size(), std::size_t{1});
    QCOMPARE(test::fileText(ui::pathFromQt(troubles.front().file)),
             std::string("this is no database, but somebody's text"));
}

void CatalogueFileTest::findsDamageInUse()
{
    CatalogueFile file(path());
    QVERIFY(file.open());
    for (int i = 1; i <= 400; ++i)
        QVERIFY(file.keepActivity(activity(i, QString(200, u'x'))));
    runSql(path(), {u"PRAGMA wal_checkpoint(TRUNCATE)"_s});
    QFile raw(path());
    QVERIFY(raw.open(QIODevice::ReadWrite));
    QVERIFY(raw.seek(4096));
    raw.write(QByteArray(static_cast<int>(raw.size()) - 4096, '\xff'));
    raw.close();
    // What the connection has in memory may still serve; another process's change makes it read.
    const Result<void> kept = [&file] {
        Result<void> done;
        for (int i = 1000; done && i < 1400; ++i)
            done = file.keepActivity(activity(i, QString(200, u'y')));
        return done;
    }();
    if (!kept)
        QCOMPARE(kept.error().code, ErrorCode::Corrupt);

    QVERIFY(file.open());

    QVERIFY(file.keepLabel(label(1, u"after"_s)));
}

void CatalogueFileTest::startsAnewWhenTheFileIsTakenAway()
{
    CatalogueFile file(path());
    QVERIFY(file.open());
    QVERIFY(file.keepLabel(label(1, u"gone"_s)));
    for (const QString& suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(path() + suffix);

    QVERIFY(file.keepLabel(label(2, u"new"_s)));

    CatalogueFile other(path());
    QVERIFY(other.open());
    QCOMPARE(other.readAll().labels, std::vector{label(2, u"new"_s)});
}

void CatalogueFileTest::readsInAFolderThatCannotBeWritten()
{
    {
        CatalogueFile file(path());
        QVERIFY(file.open());
        QVERIFY(file.keepLabel(label(1, u"kept"_s)));
    }
    std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0755));
    std::filesystem::permissions(*m_folder / "data/catalogue.db", std::filesystem::perms(0444));
    std::filesystem::permissions(*m_folder / "data", std::filesystem::perms(0555));
    const test::Unprivileged ordinary;

    CatalogueFile file(path());
    const Result<void> opened = file.open();

    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
    QCOMPARE(file.readAll().labels, std::vector{label(1, u"kept"_s)});
    QVERIFY(!file.keepLabel(label(2, u"no"_s)));
}

void CatalogueFileTest::saysThatTheDiskIsFull()
{
    CatalogueFile file(path());
    QVERIFY(file.open());
    QVERIFY(file.keepLabel(label(1, u"kept"_s)));
    // No page may be added, which SQLite calls a full disk. Another connection's setting would not
    // count, so it is ours.
    for (const QString& name : QSqlDatabase::connectionNames()) {
        auto database = QSqlDatabase::database(name, false);
        if (database.databaseName() == path())
            QVERIFY(run(database, u"PRAGMA max_page_count = 1"_s));
    }

    Result<void> kept;
    for (int i = 0; kept && i < 100; ++i)
        kept = file.keepActivity(activity(i, QString(2000, u'x')));

    QVERIFY(!kept);
    QCOMPARE(kept.error().code, ErrorCode::NoSpace);
    QCOMPARE(file.readAll().labels, std::vector{label(1, u"kept"_s)});
}

void CatalogueFileTest::isBusyWhileAnotherProcessWrites()
{
    CatalogueFile file(path());
    QVERIFY(file.open());
    const QString name = u"writer"_s;
    auto other = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    other.setDatabaseName(path());
    QVERIFY(other.open());
    QVERIFY(run(other, u"BEGIN IMMEDIATE"_s));

    const Result<void> kept = file.keepLabel(label(1, u"later"_s));

    QVERIFY(!kept);
    QCOMPARE(kept.error().code, ErrorCode::Busy);
    QVERIFY(file.readAll().labels.empty());
    QVERIFY(run(other, u"COMMIT"_s));
    QVERIFY(file.keepLabel(label(1, u"later"_s)));
    other = {};
    QSqlDatabase::removeDatabase(name);
}

void CatalogueFileTest::twoProcessesKeepEverything()
{
    // Two connections in two threads are to SQLite what two processes are.
    constexpr int each = 150;
    const auto writeAll = [this](int first) {
        CatalogueFile file(path());
        auto done = file.open();
        for (int i = 0; i < each; ++i) {
            do
                done = file.keepActivity(activity(first + i, u"text"_s));
            while (!done && done.error().code == ErrorCode::Busy);
        }
    };

    std::thread one(writeAll, 0);
    std::thread two(writeAll, 1000);
    one.join();
    two.join();

    CatalogueFile file(path());
    QVERIFY(file.open());
    QCOMPARE(file.readAll().activity.size(), std::size_t{2 * each});
    QVERIFY(file.takeTroubles().empty());
}

} // namespace walkeeper::app

using walkeeper::app::CatalogueFileTest;
WALKEEPER_TEST(CatalogueFileTest)
#include "catalogue_file_test.moc"
