#include "tests/app/cli/replicator_process.h"
#include "tests/support/test_main.h"

#include <QTcpSocket>

#include <csignal>
#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::minutes soon(1);

/// What the database holds after `insert` of 1 to `count`, as content() has it.
std::string contentOfFirst(int count)
{
    return std::to_string(count) + "|" + std::to_string(count * (count + 1) / 2) + "\n";
}

std::string configText(const ReplicatorWorld& world, const std::string& more)
{
    return more + "dbs:\n  - path: " + world.database.string() +
           "\n    replicas:\n      - path: " + world.replica.string() + "\n";
}

} // namespace

/// The built program replicates, as an operator runs it. The reference restores what it wrote.
class ReplicateCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void storesEverythingBeforeItEnds_data();
    void storesEverythingBeforeItEnds();
    void storesWhatIsCommittedMeanwhile();
    void aFailingDatabaseStopsNoOther();
    void aSecondReplicatorIsRefused();
    void saysThatTheLastCommitsAreNotStored();
    void aSecondSignalGivesUpAndLetsGo();
    void endsWithTheProgramBesideIt_data();
    void endsWithTheProgramBesideIt();
    void storesWhatTheProgramBesideItHasWritten();
    void sendsTheSignalToTheProgramBesideIt();
    void takesTheProgramFromTheConfiguration();
    void logsToTheStreamsOfTheReference_data();
    void logsToTheStreamsOfTheReference();
    void servesMetricsOverLoopback();
    void refusesAnAddressWithoutPort();
    void goesOnWithoutDatabases();
};

void ReplicateCommandTest::storesEverythingBeforeItEnds_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void ReplicateCommandTest::storesEverythingBeforeItEnds()
{
    QFETCH(int, number);
    const ReplicatorWorld world;
    ChildProcess replicator = world.startReplicate();
    QVERIFY2(waitUntilSaid(replicator, "wal segment written"), replicator.said().c_str());

    for (int i = 1; i <= 5; ++i)
        world.insert(i);
    replicator.signal(number);
    const ProcessResult ended = replicator.wait(soon);

    QVERIFY2(ended.exitCode == 0, ended.text().c_str());
    QCOMPARE(world.restoredContent(), contentOfFirst(5));
}

void ReplicateCommandTest::storesWhatIsCommittedMeanwhile()
{
    const ReplicatorWorld world;
    ChildProcess replicator = world.startReplicate();
    QVERIFY2(waitUntilSaid(replicator, "snapshot written"), replicator.said().c_str());

    world.insert(1);

    QTRY_COMPARE_WITH_TIMEOUT(world.restoredContent(), contentOfFirst(1), 30'000);
    replicator.signal(SIGKILL);
}

void ReplicateCommandTest::aFailingDatabaseStopsNoOther()
{
    const ReplicatorWorld world;
    const fs::path config = world.folder.write(
        "litestream.yml", configText(world, "") +
                              "  - path: " + (world.folder / "other.db").string() +
                              "\n    replicas:\n      - url: s3://bucket/other\n");
    ChildProcess replicator = world.start({"replicate", "-config", config.string()});
    QVERIFY2(waitUntilSaid(replicator, "wal segment written"), replicator.said().c_str());

    world.insert(1);
    replicator.signal(SIGINT);
    const ProcessResult ended = replicator.wait(soon);

    QVERIFY2(ended.exitCode == 0, ended.text().c_str());
    QVERIFY(ended.output.find("level=ERROR") != std::string::npos);
    QCOMPARE(world.restoredContent(), contentOfFirst(1));
}

void ReplicateCommandTest::aSecondReplicatorIsRefused()
{
    const ReplicatorWorld world;
    ChildProcess first = world.startReplicate();
    QVERIFY2(waitUntilSaid(first, "wal segment written"), first.said().c_str());

    ChildProcess second = world.start(
        {"replicate", world.database.string(), "file://" + (world.folder / "2").string()});

    QVERIFY2(waitUntilSaid(second, "another Walkeeper replicates"), second.said().c_str());
    second.signal(SIGINT);
    QCOMPARE(second.wait(soon).exitCode, 0);
    QVERIFY(!fs::exists(world.folder / "2"));
    world.insert(1);
    first.signal(SIGINT);
    QCOMPARE(first.wait(soon).exitCode, 0);
    QCOMPARE(world.restoredContent(), contentOfFirst(1));
}

void ReplicateCommandTest::saysThatTheLastCommitsAreNotStored()
{
    const ReplicatorWorld world;
    ChildProcess replicator = world.startReplicate();
    QVERIFY2(waitUntilSaid(replicator, "snapshot written"), replicator.said().c_str());
    const fs::path away = world.folder / "away";
    fs::rename(world.replica, away);
    world.folder.write("replica", "no folder");
    world.insert(1);
    replicator.signal(SIGINT);
    const ProcessResult ended = replicator.wait(soon);

    QCOMPARE(ended.exitCode, 1);
    const std::string said = "walkeeper-cli: final sync of " + world.database.string() +
                             ": the last commits are not in replica \"file\": ";
    QVERIFY2(ended.errors.find(said) != std::string::npos, ended.text().c_str());

    // They are kept beside the database, and stored the next time.
    fs::remove(world.replica);
    fs::rename(away, world.replica);
    ChildProcess again = world.startReplicate();
    QVERIFY2(waitUntilSaid(again, "wal segment written"), again.said().c_str());
    again.signal(SIGINT);
    QCOMPARE(again.wait(soon).exitCode, 0);
    QCOMPARE(world.restoredContent(), contentOfFirst(1));
}

void ReplicateCommandTest::aSecondSignalGivesUpAndLetsGo()
{
    const ReplicatorWorld world;
    ChildProcess replicator =
        world.startReplicate({"-exec", "sh -c 'trap \"\" INT; sleep 1; exit 0'"});
    QVERIFY2(waitUntilSaid(replicator, "wal segment written"), replicator.said().c_str());

    replicator.signal(SIGINT);
    QVERIFY2(waitUntilSaid(replicator, "waiting for exec"), replicator.said().c_str());
    replicator.signal(SIGINT);
    const ProcessResult ended = replicator.wait(soon);

    // Nobody was killed, and the database can be written to and replicated again.
    QVERIFY2(ended.exitCode == 0 || ended.exitCode == 1, ended.text().c_str());
    QVERIFY2(ended.errors.find("walkeeper shut down") != std::string::npos, ended.text().c_str());
    world.insert(1);
    ChildProcess again = world.startReplicate();
    QVERIFY2(waitUntilSaid(again, "wal segment written"), again.said().c_str());
    again.signal(SIGINT);
    QCOMPARE(again.wait(soon).exitCode, 0);
    QCOMPARE(world.restoredContent(), contentOfFirst(1));
}

void ReplicateCommandTest::endsWithTheProgramBesideIt_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* command, int code, const char* message) {
        QTest::newRow(name) << QString::fromLatin1(command) << code << QString::fromLatin1(message);
    };
    row("success", "sh -c 'exit 0'", 0, "walkeeper shut down");
    row("its failure", "sh -c 'exit 3'", 1, "walkeeper-cli: exit status 3");
    row("killed", "sh -c 'kill -9 $$'", 1, "walkeeper-cli: signal: Killed");
    row("not there", "/none/program", 1, "cannot start exec command: /none/program");
    row("needs a shell", "true; false", 1, "';' needs a shell");
    row("no shell expands", "sh -c 'test \"$1\" = \"*\"' x *", 0, "walkeeper shut down");
}

void ReplicateCommandTest::endsWithTheProgramBesideIt()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(QString, message);
    const ReplicatorWorld world;

    const ProcessResult ended = world.startReplicate({"-exec", command.toStdString()}).wait(soon);

    QVERIFY2(ended.exitCode == exitCode, ended.text().c_str());
    QVERIFY2(ended.errors.find(message.toStdString()) != std::string::npos, ended.text().c_str());
}

void ReplicateCommandTest::storesWhatTheProgramBesideItHasWritten()
{
    const ReplicatorWorld world;
    const std::string writer = "sqlite3 " + world.database.string() +
                               " 'INSERT INTO t VALUES(1); INSERT INTO t VALUES(2);'";

    const ProcessResult ended = world.startReplicate({"-exec", writer}).wait(soon);

    QVERIFY2(ended.exitCode == 0, ended.text().c_str());
    QCOMPARE(world.restoredContent(), contentOfFirst(2));
}

void ReplicateCommandTest::sendsTheSignalToTheProgramBesideIt()
{
    const ReplicatorWorld world;
    const std::string script =
        "trap 'sqlite3 " + world.database.string() +
        " \"INSERT INTO t VALUES(1)\"; echo caught; exit 3' TERM; echo ready; "
        "while :; do sleep 0.05; done";
    const fs::path file = world.folder.write("program.sh", script);
    ChildProcess replicator = world.startReplicate({"-exec", "sh " + file.string()});
    QVERIFY2(waitUntilSaid(replicator, "ready"), replicator.said().c_str());

    replicator.signal(SIGTERM);
    const ProcessResult ended = replicator.wait(soon);

    // Its last commit is stored, though it failed.
    QVERIFY2(ended.exitCode == 1, ended.text().c_str());
    QCOMPARE(ended.output, std::string("ready\ncaught\n"));
    QVERIFY2(ended.errors.find("cannot wait for exec process: exit status 3") != std::string::npos,
             ended.text().c_str());
    QCOMPARE(world.restoredContent(), contentOfFirst(1));
}

void ReplicateCommandTest::takesTheProgramFromTheConfiguration()
{
    const ReplicatorWorld world;
    const fs::path config = world.folder.write(
        "litestream.yml", configText(world, "exec: sh -c 'echo from the file; exit 4'\n"));

    const ProcessResult ended = world.run({"replicate", "-config", config.string()});

    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.output.find("from the file\n") != std::string::npos, ended.text().c_str());
}

void ReplicateCommandTest::logsToTheStreamsOfTheReference_data()
{
    QTest::addColumn<QString>("logging");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("toError");
    QTest::newRow("text") << ""
                          << "level=INFO msg=\"initialized db\" path=" << false;
    QTest::newRow("json") << "logging: {type: json}\n"
                          << R"("level":"INFO","msg":"initialized db","path":)" << false;
    QTest::newRow("standard error") << "logging: {stderr: true}\n"
                                    << "level=INFO msg=\"initialized db\" path=" << true;
}

void ReplicateCommandTest::logsToTheStreamsOfTheReference()
{
    QFETCH(QString, logging);
    QFETCH(QString, line);
    QFETCH(bool, toError);
    const ReplicatorWorld world;
    const fs::path config =
        world.folder.write("litestream.yml", configText(world, logging.toStdString()));

    const ProcessResult ended =
        world.run({"replicate", "-config", config.string(), "-exec", "true"});

    QVERIFY2(ended.exitCode == 0, ended.text().c_str());
    const std::string& used = toError ? ended.errors : ended.output;
    const std::string& unused = toError ? ended.output : ended.errors;
    QVERIFY2(used.find(line.toStdString()) != std::string::npos, ended.text().c_str());
    QVERIFY2(unused.empty(), ended.text().c_str());
}

void ReplicateCommandTest::servesMetricsOverLoopback()
{
    const ReplicatorWorld world;
    const fs::path config =
        world.folder.write("litestream.yml", configText(world, "addr: \"127.0.0.1:0\"\n"));
    ChildProcess replicator = world.start({"replicate", "-config", config.string()});
    QVERIFY2(waitUntilSaid(replicator, "wal segment written"), replicator.said().c_str());
    const QString said = QString::fromStdString(replicator.said());
    const QString place = said.section(QStringLiteral("http://127.0.0.1:"), 1).section(u'/', 0, 0);

    QTcpSocket client;
    client.connectToHost(QStringLiteral("127.0.0.1"), place.toUShort());
    QVERIFY2(client.waitForConnected(30'000), qPrintable(said));
    client.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QByteArray page;
    while (client.waitForReadyRead(30'000))
        page += client.readAll();

    QVERIFY(page.startsWith("HTTP/1.1 200 OK\r\n"));
    const QByteArray label = "{db=\"" + QByteArray::fromStdString(world.database.string()) + "\"";
    QVERIFY2(page.contains("\nlitestream_sync_count" + label), page.constData());
    QVERIFY2(page.contains("\nwalkeeper_db_state" + label + ",state=\"following\"} 1\n"),
             page.constData());
    replicator.signal(SIGINT);
    QCOMPARE(replicator.wait(soon).exitCode, 0);
}

void ReplicateCommandTest::refusesAnAddressWithoutPort()
{
    const ReplicatorWorld world;
    const fs::path config =
        world.folder.write("litestream.yml", configText(world, "addr: localhost\n"));

    const ProcessResult ended = world.run({"replicate", "-config", config.string()});

    QCOMPARE(ended.exitCode, 1);
    QCOMPARE(ended.errors,
             std::string("walkeeper-cli: must specify port for bind address: \"localhost\"\n"));
}

void ReplicateCommandTest::goesOnWithoutDatabases()
{
    const ReplicatorWorld world;
    const fs::path config = world.folder.write("litestream.yml", "dbs: []\n");
    ChildProcess replicator = world.start({"replicate", "-config", config.string()});

    QVERIFY2(waitUntilSaid(replicator, "no databases specified in configuration"),
             replicator.said().c_str());
    replicator.signal(SIGINT);

    QCOMPARE(replicator.wait(soon).exitCode, 0);
}

WALKEEPER_TEST(ReplicateCommandTest)
#include "replicate_command_test.moc"
