#include "tests/app/cli/replicator_process.h"
#include "tests/support/test_main.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// Programs that ask and tell a replicator which runs in another process.
class ControlCommandsTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsHowARunningDatabaseStands();
    void tellsThatADatabaseDoesNotRun();
    void looksAtAllReplicators();
    void syncEndsWhenTheReplicaHasEverything();
    void comparesAReplicaWithTheDatabase();
    void snapshotIsMadeAtOnce();
    void aDatabaseIsStoppedAndStartedAgain();
    void saysThatNobodyRunsTheDatabase_data();
    void saysThatNobodyRunsTheDatabase();
    void removesTheSocketOfAKilledReplicator();
    void trustsNoFolderThatOthersMayEnter();
};

namespace {

QJsonArray statusJson(const ReplicatorWorld& world, const std::vector<std::string>& more = {})
{
    std::vector<std::string> words{"status", "-json"};
    words.insert(words.end(), more.begin(), more.end());
    return QJsonDocument::fromJson(QByteArray::fromStdString(world.run(words).output)).array();
}

/// Started, with everything stored and its first snapshot.
ChildProcess startedReplicator(const ReplicatorWorld& world)
{
    ChildProcess replicator = world.startReplicate();
    waitUntilSaid(replicator, "snapshot written");
    return replicator;
}

} // namespace

void ControlCommandsTest::tellsHowARunningDatabaseStands()
{
    const ReplicatorWorld world;
    const ChildProcess replicator = startedReplicator(world);

    const ProcessResult table = world.run({"status"});
    const QJsonObject json = statusJson(world).first().toObject();

    QVERIFY2(table.exitCode == 0, table.text().c_str());
    QVERIFY2(table.output.find(world.database.string() + "  file     following  ") !=
                 std::string::npos,
             table.text().c_str());
    QCOMPARE(json[QStringLiteral("state")].toString(), QStringLiteral("following"));
    QCOMPARE(json[QStringLiteral("is_running")].toBool(), true);
    const QJsonObject replica = json[QStringLiteral("replicas")].toArray().first().toObject();
    QCOMPARE(replica[QStringLiteral("position")], json[QStringLiteral("position")]);
    QCOMPARE(replica[QStringLiteral("lag_bytes")].toInt(-1), 0);
}

void ControlCommandsTest::tellsThatADatabaseDoesNotRun()
{
    const ReplicatorWorld world;
    const fs::path config = world.folder.write(
        "litestream.yml", "dbs: [{path: " + world.database.string() +
                              ", replicas: [{path: " + world.replica.string() + "}]}]\n");

    const ProcessResult table = world.run({"status", "-config", config.string()});
    const QJsonArray json = statusJson(world, {"-config", config.string()});

    QVERIFY2(table.exitCode == 0, table.text().c_str());
    QVERIFY2(table.output.find("not running") != std::string::npos, table.text().c_str());
    QCOMPARE(json.size(), 1);
    QCOMPARE(json.first()[QStringLiteral("is_running")].toBool(true), false);
    const QString url =
        json.first()[QStringLiteral("replicas")][0][QStringLiteral("url")].toString();
    QVERIFY2(url.startsWith(QLatin1String("file://")), qPrintable(url));
}

void ControlCommandsTest::looksAtAllReplicators()
{
    const ReplicatorWorld world;
    const fs::path other = world.folder / "other.db";
    world.sql(other, "PRAGMA journal_mode=wal; CREATE TABLE t(n);");
    const ChildProcess first = startedReplicator(world);
    const ChildProcess second =
        world.start({"replicate", other.string(), "file://" + (world.folder / "2").string()});
    QVERIFY2(waitUntilSaid(second, "snapshot written"), second.said().c_str());

    const QJsonArray json = statusJson(world);
    const ProcessResult synced = world.run({"sync", other.string()});

    QCOMPARE(json.size(), 2);
    QVERIFY(json[0][QStringLiteral("process")] != json[1][QStringLiteral("process")]);
    QVERIFY2(synced.exitCode == 0, synced.text().c_str());
}

void ControlCommandsTest::syncEndsWhenTheReplicaHasEverything()
{
    const ReplicatorWorld world;
    ChildProcess replicator = startedReplicator(world);

    for (int i = 1; i <= 3; ++i) {
        world.insert(i);
        const ProcessResult synced = world.run({"sync", world.database.string()});
        QVERIFY2(synced.exitCode == 0, synced.text().c_str());
        // What is stored later does not count.
        replicator.signal(SIGSTOP);
        QCOMPARE(world.restoredContent(), world.content(world.database));
        replicator.signal(SIGCONT);
    }
}

void ControlCommandsTest::comparesAReplicaWithTheDatabase()
{
    const ReplicatorWorld world;
    const std::string config =
        world.folder
            .write("litestream.yml", "dbs: [{path: " + world.database.string() +
                                         ", replicas: [{path: " + world.replica.string() + "}]}]\n")
            .string();
    const std::vector<std::string> validate{
        "validate", "-json", "-config", config, "-rung", "comparison", world.database.string()};
    const ProcessResult nobody = world.run(validate);
    std::vector<std::string> ofGeneration = validate;
    ofGeneration.insert(ofGeneration.end() - 1, {"-generation", "0123456789abcdef"});
    const ProcessResult misused = world.run(ofGeneration);
    const ChildProcess replicator = startedReplicator(world);

    const ProcessResult compared = world.run(validate);
    const ProcessResult replica =
        world.run({"validate", "-rung", "comparison", "file://" + world.replica.string()});

    // There is no replica yet that could be validated first.
    QVERIFY2(nobody.exitCode == 1 &&
                 nobody.text().find("no running replicator") != std::string::npos,
             nobody.text().c_str());
    QVERIFY2(misused.exitCode == 2, misused.text().c_str());
    QVERIFY2(compared.exitCode == 0, compared.text().c_str());
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(compared.output)).object();
    const QJsonArray rungs = json[QStringLiteral("replicas")][0][QStringLiteral("rungs")].toArray();
    QCOMPARE(rungs.size(), 4);
    QCOMPARE(rungs.last()[QStringLiteral("rung")].toString(), QStringLiteral("comparison"));
    QCOMPARE(rungs.last()[QStringLiteral("passed")].toBool(), true);
    QCOMPARE(statusJson(world)[0][QStringLiteral("replicas")][0][QStringLiteral("last_comparison")]
                              [QStringLiteral("agrees")]
                                  .toBool(),
             true);
    QVERIFY2(replica.exitCode == 2, replica.text().c_str());
}

void ControlCommandsTest::snapshotIsMadeAtOnce()
{
    const ReplicatorWorld world;
    const ChildProcess replicator = startedReplicator(world);
    const fs::path generations = world.replica / "generations";
    const fs::path generation = fs::directory_iterator(generations)->path();

    const ProcessResult again = world.run({"snapshot", "-json", world.database.string()});
    const ProcessResult none = world.run({"snapshot", "-replica", "x", world.database.string()});

    QVERIFY2(again.exitCode == 0, again.text().c_str());
    const QJsonObject made =
        QJsonDocument::fromJson(QByteArray::fromStdString(again.output)).array().first().toObject();
    QCOMPARE(made[QStringLiteral("replica")].toString(), QStringLiteral("file"));
    const QString name = QStringLiteral("%1.snapshot.lz4")
                             .arg(made[QStringLiteral("index")].toInt(), 8, 16, QLatin1Char('0'));
    QVERIFY(fs::exists(generation / "snapshots" / name.toStdString()));
    QCOMPARE(none.exitCode, 1);
    QVERIFY2(none.errors.find("has no replica \"x\"") != std::string::npos, none.text().c_str());
}

void ControlCommandsTest::aDatabaseIsStoppedAndStartedAgain()
{
    const ReplicatorWorld world;
    const ChildProcess replicator = startedReplicator(world);
    world.insert(1);

    const ProcessResult stopped = world.run({"stop", world.database.string()});
    const std::string stored = world.restoredContent();
    const ProcessResult refused = world.run({"sync", world.database.string()});
    const QString state = statusJson(world).first()[QStringLiteral("state")].toString();
    world.insert(2);
    const ProcessResult started = world.run({"start", world.database.string()});
    const ProcessResult twice = world.run({"start", world.database.string()});
    ProcessResult synced = world.run({"sync", world.database.string()});
    QTRY_VERIFY_WITH_TIMEOUT((synced = world.run({"sync", world.database.string()})).exitCode == 0,
                             30'000);

    QVERIFY2(stopped.exitCode == 0, stopped.text().c_str());
    QCOMPARE(stored, std::string("1|1\n"));
    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(state, QStringLiteral("stopped"));
    QVERIFY2(started.exitCode == 0, started.text().c_str());
    QCOMPARE(twice.exitCode, 1);
    QCOMPARE(world.restoredContent(), std::string("2|3\n"));
}

void ControlCommandsTest::saysThatNobodyRunsTheDatabase_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"sync", "snapshot", "start", "stop"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void ControlCommandsTest::saysThatNobodyRunsTheDatabase()
{
    QFETCH(QString, command);
    const ReplicatorWorld world;

    const ProcessResult result = world.run({command.toStdString(), world.database.string()});

    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errors, "walkeeper-cli: no running replicator of this user has " +
                                world.database.string() +
                                "; start one with \"walkeeper-cli replicate\"\n");
}

void ControlCommandsTest::removesTheSocketOfAKilledReplicator()
{
    const ReplicatorWorld world;
    const fs::path sockets = world.folder / "run/walkeeper";
    {
        ChildProcess replicator = startedReplicator(world);
        QVERIFY(!fs::is_empty(sockets));
        replicator.signal(SIGKILL);
        replicator.wait(std::chrono::minutes(1));
    }
    QVERIFY(!fs::is_empty(sockets));

    const QJsonArray json = statusJson(world);

    QVERIFY(json.isEmpty());
    QVERIFY(fs::is_empty(sockets));
}

void ControlCommandsTest::trustsNoFolderThatOthersMayEnter()
{
    const ReplicatorWorld world;
    const ChildProcess replicator = startedReplicator(world);
    fs::permissions(world.folder / "run/walkeeper", fs::perms::all);

    const ProcessResult result = world.run({"sync", world.database.string()});

    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.errors.find("only this user may enter") != std::string::npos,
             result.text().c_str());
}

WALKEEPER_TEST(ControlCommandsTest)
#include "control_commands_test.moc"
