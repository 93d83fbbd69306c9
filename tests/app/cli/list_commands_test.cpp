#include "tests/app/cli/cli_world.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

class ListCommandsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyCommandGivesItsDocumentedJson_data();
    void everyCommandGivesItsDocumentedJson();
    void tableAndJsonSayTheSame();
    void namesTheDatabasesOfTheConfiguration();
    void measuresTheLagBehindTheDatabase();
    void picksOneGeneration();
    void anUnknownGenerationIsEmpty();
    void historyShowsTheNewestPointsFirst();
    void historyKeepsToItsLimit_data();
    void historyKeepsToItsLimit();
    void historyLeavesOutWhatNoSnapshotPrecedes();
    void historyNamesGenerationsWithoutWal();
    void historyGoesOnBehindDamage();
    void saysThatAFolderIsNoReplica();
    void namesLitestream05_data();
    void namesLitestream05();
    void readsTheGenerationsBesideLitestream05();
    void showsProgressOnATerminalOnly();
    void stopsWhenCancelled();
};

void ListCommandsTest::everyCommandGivesItsDocumentedJson_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("keys");
    const auto row = [](const char* command, const char* keys) {
        QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(keys);
    };
    row("generations", "end generation lag_seconds replica segments snapshots start stored_bytes");
    row("snapshots", "created generation index replica size");
    row("wal", "created generation index offset replica size");
    row("history", "after database_bytes generation index offset page_size pages position replica "
                   "time wal_bytes");
}

void ListCommandsTest::everyCommandGivesItsDocumentedJson()
{
    QFETCH(QString, command);
    QFETCH(QString, keys);
    CliWorld world;

    const CliRun run = world.run({command.toStdString(), "-json", world.demoReplica().string()});

    QVERIFY2(run.exitCode == 0 && run.err.empty(), run.text());
    const QJsonArray array = run.jsonArray();
    QVERIFY(array.size() >= 2);
    for (const QJsonValue& entry : array)
        QCOMPARE(keysOf(entry.toObject()), keys);
}

void ListCommandsTest::tableAndJsonSayTheSame()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();

    const auto rows = world.run({"wal", replica}).rows();
    const QJsonArray json = world.run({"wal", "-json", replica}).jsonArray();

    QCOMPARE(rows.size(), static_cast<std::size_t>(json.size()) + 1);
    QCOMPARE(rows.front(), (QStringList{QStringLiteral("replica"), QStringLiteral("generation"),
                                        QStringLiteral("index"), QStringLiteral("offset"),
                                        QStringLiteral("size"), QStringLiteral("created")}));
    for (qsizetype i = 0; i < json.size(); ++i) {
        const QJsonObject object = json[i].toObject();
        const QStringList& row = rows[static_cast<std::size_t>(i) + 1];
        QCOMPARE(row[1], object[u"generation"].toString());
        QCOMPARE(row[2].toInt(), object[u"index"].toInt());
        QCOMPARE(row[3].toInt(), object[u"offset"].toInt());
        QCOMPARE(row[4].toInt(), object[u"size"].toInt());
    }
}

void ListCommandsTest::namesTheDatabasesOfTheConfiguration()
{
    const CliWorld world;
    const std::string config =
        world.config("dbs:\n  - path: /a\n    replicas:\n      - path: /r\n      - name: far\n"
                     "        url: 'sftp://ann:SESAME@h/p'\n  - path: /longer\n");

    const CliRun table = world.run({"databases", "-config", config});
    const CliRun json = world.run({"databases", "-config", config, "-json"});

    QCOMPARE(table.out, std::string("path     replicas\n"
                                    "/a       file,far\n"
                                    "/longer  \n"));
    const QJsonArray array = json.jsonArray();
    QCOMPARE(array.size(), 2);
    QCOMPARE(keysOf(array[0].toObject()), QStringLiteral("path replicas"));
    const QJsonObject far = array[0].toObject()[u"replicas"].toArray()[1].toObject();
    QCOMPARE(keysOf(far), QStringLiteral("name type url"));
    QCOMPARE(far[u"url"].toString(), QStringLiteral("sftp://h/p"));
    QVERIFY(json.out.find("SESAME") == std::string::npos);
}

void ListCommandsTest::measuresTheLagBehindTheDatabase()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();
    const std::string config = world.config("dbs:\n  - path: " + world.demoDatabase().string() +
                                            "\n    replicas: [{path: " + replica + "}]\n");
    const QJsonArray generations = world.run({"generations", "-json", replica}).jsonArray();
    const QString end = generations[1].toObject()[u"end"].toString();
    const auto newest = parseTimestamp(end.toStdString());
    QVERIFY(newest);
    const auto fileTime = [&](std::chrono::milliseconds later) {
        return fs::file_time_type(std::chrono::file_clock::from_sys(*newest + later));
    };
    fs::remove(world.demoDatabase().string() + "-wal");
    fs::last_write_time(world.demoDatabase(), fileTime(std::chrono::milliseconds(7460)));

    const auto rows =
        world.run({"generations", "-config", config, world.demoDatabase().string()}).rows();

    QCOMPARE(rows.at(2).at(1), QString::fromLatin1(secondGeneration));
    QCOMPARE(rows.at(2).at(2), QStringLiteral("7.4s"));
}

void ListCommandsTest::picksOneGeneration()
{
    CliWorld world;

    const auto rows =
        world.run({"wal", "-generation", secondGeneration, world.demoReplica().string()}).rows();

    QVERIFY(rows.size() > 10);
    for (std::size_t i = 1; i < rows.size(); ++i)
        QCOMPARE(rows[i][1], QString::fromLatin1(secondGeneration));
}

void ListCommandsTest::anUnknownGenerationIsEmpty()
{
    CliWorld world;

    const CliRun run =
        world.run({"wal", "-generation", "00000000000000ff", world.demoReplica().string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.out, std::string("replica  generation  index  offset  size  created\n"));
}

void ListCommandsTest::historyShowsTheNewestPointsFirst()
{
    CliWorld world;

    const QJsonArray points =
        world.run({"history", "-limit", "0", "-json", world.demoReplica().string()}).jsonArray();

    QVERIFY(points.size() > 100);
    for (qsizetype i = 1; i < points.size(); ++i) {
        const auto newer =
            parseTimestamp(points[i - 1].toObject()[u"time"].toString().toStdString());
        const auto older = parseTimestamp(points[i].toObject()[u"time"].toString().toStdString());
        QVERIFY(*newer >= *older);
    }
    QCOMPARE(points.first().toObject()[u"generation"].toString(),
             QString::fromLatin1(secondGeneration));
    QCOMPARE(points.last().toObject()[u"generation"].toString(),
             QString::fromLatin1(firstGeneration));
}

void ListCommandsTest::historyKeepsToItsLimit_data()
{
    QTest::addColumn<QString>("limit");
    QTest::addColumn<int>("count");
    QTest::newRow("default") << QString() << 20;
    QTest::newRow("1") << QStringLiteral("1") << 1;
    QTest::newRow("33") << QStringLiteral("33") << 33;
}

void ListCommandsTest::historyKeepsToItsLimit()
{
    QFETCH(QString, limit);
    QFETCH(int, count);
    CliWorld world;
    std::vector<std::string> words{"history", "-json"};
    if (!limit.isEmpty())
        words.insert(words.end(), {"-limit", limit.toStdString()});
    words.push_back(world.demoReplica().string());

    const QJsonArray points = world.run(words).jsonArray();

    const QJsonArray all =
        world.run({"history", "-limit", "0", "-json", world.demoReplica().string()}).jsonArray();
    QCOMPARE(points.size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(points[i], all[i]);
}

void ListCommandsTest::historyLeavesOutWhatNoSnapshotPrecedes()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    fs::remove(replica / "generations" / firstGeneration / "snapshots" / "00000000.snapshot.lz4");
    fs::remove_all(replica / "generations" / secondGeneration / "snapshots");

    const QJsonArray points =
        world.run({"history", "-limit", "0", "-json", replica.string()}).jsonArray();

    QVERIFY(!points.isEmpty());
    for (const QJsonValue& point : points) {
        QCOMPARE(point.toObject()[u"generation"].toString(), QString::fromLatin1(firstGeneration));
        QVERIFY(point.toObject()[u"index"].toInt() >= 2);
    }
}

void ListCommandsTest::historyNamesGenerationsWithoutWal()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    fs::remove_all(replica / "generations" / firstGeneration / "wal");

    const CliRun run = world.run({"history", replica.string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.rows().size(), std::size_t{21});
    QCOMPARE(run.messages().size(), 1);
    QVERIFY(run.messages().first().startsWith(
        QStringLiteral("warning: generation 0e5f1a2b3c4d5e6f has no WAL")));
}

void ListCommandsTest::historyGoesOnBehindDamage()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    const fs::path wal = replica / "generations" / secondGeneration / "wal";
    fs::path victim;
    for (const auto& entry : fs::directory_iterator(wal))
        victim = std::max(victim, entry.path());
    fs::resize_file(victim, fs::file_size(victim) - 3);

    const CliRun run = world.run({"history", replica.string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.rows().size(), std::size_t{21});
    QCOMPARE(run.messages().size(), 1);
    QVERIFY2(run.messages().first().contains(QString::fromStdString(victim.filename().string())),
             run.text());
}

void ListCommandsTest::saysThatAFolderIsNoReplica()
{
    const CliWorld world;

    const CliRun run = world.run({"snapshots", world.folder.path().string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.out, std::string("replica  generation  index  size  created\n"));
    QCOMPARE(run.messages().size(), 1);
    QVERIFY(run.messages().first().startsWith(QStringLiteral("warning: no replica at file://")));
}

void ListCommandsTest::namesLitestream05_data()
{
    QTest::addColumn<QString>("command");
    for (const char* command : {"generations", "snapshots", "wal", "history"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void ListCommandsTest::namesLitestream05()
{
    QFETCH(QString, command);
    const CliWorld world;
    world.folder.write("replica/ltx/0/0000000000000001-0000000000000001.ltx", "LTX1");

    const CliRun run = world.run({command.toStdString(), (world.folder / "replica").string()});

    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.empty());
    QCOMPARE(run.messages().size(), 1);
    QVERIFY(run.messages().first().contains(QStringLiteral("Litestream 0.5's layout")));
}

void ListCommandsTest::readsTheGenerationsBesideLitestream05()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    world.folder.write("copy/ltx/0/0000000000000001-0000000000000001.ltx", "LTX1");

    const CliRun run = world.run({"generations", replica.string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.rows().size(), std::size_t{3});
    QCOMPARE(run.messages().size(), 1);
    QVERIFY(run.messages().first().contains(
        QStringLiteral("also holds files in Litestream 0.5's layout")));
}

void ListCommandsTest::showsProgressOnATerminalOnly()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();
    const CliRun quiet = world.run({"validate", replica});
    world.showsProgress = true;

    const CliRun watched = world.run({"validate", replica});

    QVERIFY2(quiet.err.empty(), quiet.text());
    QVERIFY(watched.err.starts_with("\r"));
    QVERIFY(watched.err.ends_with("\r\x1b[K"));
    QCOMPARE(watched.out, quiet.out);
}

void ListCommandsTest::stopsWhenCancelled()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();
    CancellationSource source;
    source.cancel();
    world.token = source.token();

    for (const char* command : {"generations", "snapshots", "wal", "history", "validate"}) {
        const CliRun run = world.run({command, replica});

        QCOMPARE(run.exitCode, 1);
        QCOMPARE(run.err, std::string("walkeeper-cli: cancelled\n"));
        QVERIFY(run.out.empty());
    }
}

WALKEEPER_TEST(ListCommandsTest)
#include "list_commands_test.moc"
