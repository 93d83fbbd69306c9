#include "tests/app/cli/cli_world.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <algorithm>
#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

class RestoreCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void restoresTheNewestState();
    void restoresEveryPointThatHistoryNames();
    void givesItsDocumentedJson();
    void plansWithoutWriting();
    void takesTheDatabasesOwnPathFromTheConfiguration();
    void neverTouchesWhatExists();
    void isContentWithAnExistingDatabaseIfAsked();
    void isContentWithoutAReplicaIfAsked();
    void saysThatATimeIsLaterThanEverything();
    void refusesABrokenChain();
    void restoresTheNewestReachableStateIfAsked();
    void prefersTheReplicaWithTheNewestState();
    void goesToTheNextReplicaWhenOneIsBroken();
    void failsWhenNoReplicaServes();
    void leavesNothingBehindWhenCancelled();
    void checksTheResultIfAsked();
    void warnsOfLitestream05BesideIt();
    void takesEmptyValuesForNone();

private:
    /// Removes one segment in the middle of the newest generation.
    static fs::path breakChain(const fs::path& replica);
};

fs::path RestoreCommandTest::breakChain(const fs::path& replica)
{
    std::vector<fs::path> segments;
    for (const auto& entry :
         fs::directory_iterator(replica / "generations" / secondGeneration / "wal"))
        segments.push_back(entry.path());
    std::sort(segments.begin(), segments.end());
    const fs::path victim = segments.at(segments.size() / 2);
    fs::remove(victim);
    return victim;
}

void RestoreCommandTest::restoresTheNewestState()
{
    CliWorld world;
    const fs::path output = world.folder / "out.db";

    const CliRun run = world.run({"restore", "-o", output.string(), world.demoReplica().string()});

    QVERIFY2(run.exitCode == 0 && run.err.empty(), run.text());
    QVERIFY(run.out.starts_with("Restored " + output.string() + " from replica file (file://"));
    QCOMPARE(fs::status(output).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto restored = contentHash(output);
    const auto original = contentHash(world.demoDatabase());
    QVERIFY(restored && original);
    QCOMPARE(*restored, *original);
}

void RestoreCommandTest::restoresEveryPointThatHistoryNames()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();
    const QJsonArray points = world.run({"history", "-limit", "12", "-json", replica}).jsonArray();
    QCOMPARE(points.size(), 12);
    for (const QJsonValue& value : points) {
        const QJsonObject point = value.toObject();
        const fs::path output = world.folder / "out.db";

        const CliRun run =
            world.run({"restore", "-json", "-integrity-check", "full", "-o", output.string(),
                       "-position", point[u"position"].toString().toStdString(), replica});

        QVERIFY2(run.exitCode == 0, run.text());
        QCOMPARE(run.jsonObject()[u"position"], point[u"position"]);
        QCOMPARE(run.jsonObject()[u"database_bytes"], point[u"database_bytes"]);
        QCOMPARE(static_cast<qint64>(fs::file_size(output)), point[u"database_bytes"].toInteger());
        fs::remove(output);
    }
}

void RestoreCommandTest::givesItsDocumentedJson()
{
    CliWorld world;
    const std::string output = (world.folder / "out.db").string();

    const CliRun done = world.run({"restore", "-json", "-o", output, world.demoReplica().string()});
    const CliRun skipped = world.run(
        {"restore", "-json", "-if-db-not-exists", "-o", output, world.demoReplica().string()});
    const CliRun plan = world.run({"restore", "-json", "-plan", world.demoReplica().string()});

    QCOMPARE(keysOf(done.jsonObject()),
             QStringLiteral("database_bytes elapsed_ms findings generation index is_newest_known "
                            "offset output page_size pages_written position replica restored "
                            "stored_bytes time url"));
    QCOMPARE(keysOf(skipped.jsonObject()), QStringLiteral("reason restored"));
    QCOMPARE(skipped.jsonObject()[u"reason"].toString(), QStringLiteral("database-exists"));
    QCOMPARE(keysOf(plan.jsonObject()),
             QStringLiteral("as_of first_index generation is_newest_known last_index replica "
                            "segments snapshot_bytes snapshot_index stored_bytes url"));
}

void RestoreCommandTest::plansWithoutWriting()
{
    CliWorld world;
    const fs::path output = world.folder / "out.db";

    const CliRun run =
        world.run({"restore", "-plan", "-o", output.string(), world.demoReplica().string()});

    QVERIFY2(run.exitCode == 0 && run.err.empty(), run.text());
    QCOMPARE(run.rows().at(1),
             (QStringList{QStringLiteral("generation"), QString::fromLatin1(secondGeneration)}));
    QVERIFY(!fs::exists(output));
}

void RestoreCommandTest::takesTheDatabasesOwnPathFromTheConfiguration()
{
    CliWorld world;
    const fs::path lost = world.folder / "lost.db";
    const std::string config =
        world.config("dbs: [{path: " + lost.string() +
                     ", replicas: [{path: " + world.demoReplica().string() + "}]}]\n");

    const CliRun run = world.run({"restore", "-config", config, lost.string()});

    QVERIFY2(run.exitCode == 0, run.text());
    QVERIFY(contentHash(lost));
}

void RestoreCommandTest::neverTouchesWhatExists()
{
    CliWorld world;
    const fs::path output = world.folder.write("out.db", "precious");
    const fs::path beside = world.folder.write("new.db-wal", "left over");

    const CliRun taken =
        world.run({"restore", "-o", output.string(), world.demoReplica().string()});
    const CliRun stale = world.run(
        {"restore", "-o", (world.folder / "new.db").string(), world.demoReplica().string()});

    QCOMPARE(taken.exitCode, 1);
    QCOMPARE(taken.messages(), QStringList{QString::fromStdString(
                                   "cannot restore: " + output.string() + " already exists")});
    QCOMPARE(stale.exitCode, 1);
    QVERIFY(stale.messages().first().contains(QStringLiteral("new.db-wal")));
    QCOMPARE(fileText(output), std::string("precious"));
    QCOMPARE(fileText(beside), std::string("left over"));
    QVERIFY(!fs::exists(world.folder / "new.db"));
}

void RestoreCommandTest::isContentWithAnExistingDatabaseIfAsked()
{
    CliWorld world;
    const fs::path output = world.folder.write("out.db", "precious");

    const CliRun run = world.run(
        {"restore", "-if-db-not-exists", "-o", output.string(), world.demoReplica().string()});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.messages(), QStringList{QStringLiteral("database already exists, skipping")});
    QCOMPARE(fileText(output), std::string("precious"));
}

void RestoreCommandTest::isContentWithoutAReplicaIfAsked()
{
    const CliWorld world;
    const std::string output = (world.folder / "out.db").string();
    const std::string empty = "file://" + (world.folder / "none").string();

    const CliRun refused = world.run({"restore", "-o", output, empty});
    const CliRun content = world.run({"restore", "-if-replica-exists", "-o", output, empty});
    const CliRun json = world.run({"restore", "-json", "-if-replica-exists", "-o", output, empty});

    QCOMPARE(refused.exitCode, 1);
    QCOMPARE(content.exitCode, 0);
    QCOMPARE(content.messages().size(), 1);
    QCOMPARE(content.messages(), refused.messages());
    QVERIFY(content.messages().first().startsWith(QStringLiteral("no matching backups found: ")));
    QCOMPARE(json.jsonObject()[u"reason"].toString(), QStringLiteral("no-replica"));
    QVERIFY(!fs::exists(output));
}

void RestoreCommandTest::saysThatATimeIsLaterThanEverything()
{
    CliWorld world;
    const std::string output = (world.folder / "out.db").string();

    const CliRun run = world.run({"restore", "-o", output, "-timestamp", "2100-01-01T00:00:00Z",
                                  world.demoReplica().string()});

    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.out.starts_with("Nothing newer is stored"));
}

void RestoreCommandTest::refusesABrokenChain()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    breakChain(replica);
    const fs::path output = world.folder / "out.db";

    const CliRun run = world.run({"restore", "-o", output.string(), replica.string()});

    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.empty());
    QCOMPARE(run.messages().size(), 1);
    QVERIFY2(run.messages().first().contains(QString::fromLatin1(secondGeneration)), run.text());
    QVERIFY(!fs::exists(output));
}

void RestoreCommandTest::restoresTheNewestReachableStateIfAsked()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    breakChain(replica);
    const fs::path output = world.folder / "out.db";

    const CliRun run =
        world.run({"restore", "-newest-reachable", "-o", output.string(), replica.string()});

    QVERIFY2(run.exitCode == 0, run.text());
    QVERIFY(!run.err.empty());
    for (const QString& message : run.messages())
        QVERIFY2(message.startsWith(QStringLiteral("warning: ")), run.text());
    QVERIFY(contentHash(output));
}

void RestoreCommandTest::prefersTheReplicaWithTheNewestState()
{
    CliWorld world;
    const fs::path older = world.copyOfDemo("older");
    fs::remove_all(older / "generations" / secondGeneration);
    const std::string database = (world.folder / "x.db").string();
    const std::string config = world.config(
        "dbs: [{path: " + database + ", replicas: [{name: older, path: " + older.string() +
        "}, {name: newer, path: " + world.demoReplica().string() + "}]}]\n");

    const CliRun newest = world.run({"restore", "-json", "-config", config, database});
    fs::remove(database);
    const CliRun old = world.run(
        {"restore", "-json", "-config", config, "-generation", firstGeneration, database});
    fs::remove(database);
    const CliRun named =
        world.run({"restore", "-json", "-config", config, "-replica", "older", database});

    QVERIFY2(newest.exitCode == 0, newest.text());
    QCOMPARE(newest.jsonObject()[u"replica"].toString(), QStringLiteral("newer"));
    QCOMPARE(newest.jsonObject()[u"generation"].toString(), QString::fromLatin1(secondGeneration));
    QCOMPARE(old.jsonObject()[u"generation"].toString(), QString::fromLatin1(firstGeneration));
    QCOMPARE(named.jsonObject()[u"replica"].toString(), QStringLiteral("older"));
}

void RestoreCommandTest::goesToTheNextReplicaWhenOneIsBroken()
{
    CliWorld world;
    const fs::path broken = world.copyOfDemo("broken");
    breakChain(broken);
    const std::string unreadable = world.folder.write("file", "no folder").string();
    const std::string database = (world.folder / "x.db").string();
    const std::string config = world.config(
        "dbs: [{path: " + database + ", replicas: [{name: unreadable, path: " + unreadable +
        "}, {name: broken, path: " + broken.string() +
        "}, {name: whole, path: " + world.demoReplica().string() + "}]}]\n");

    const CliRun run = world.run({"restore", "-json", "-config", config, database});

    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.jsonObject()[u"replica"].toString(), QStringLiteral("whole"));
    QCOMPARE(run.messages().size(), 2);
    QVERIFY(run.messages().at(0).startsWith(QStringLiteral("warning: replica unreadable ")));
    QVERIFY(run.messages().at(1).startsWith(QStringLiteral("warning: replica broken ")));
}

void RestoreCommandTest::failsWhenNoReplicaServes()
{
    const CliWorld world;
    const std::string unreadable = world.folder.write("file", "no folder").string();
    const std::string database = (world.folder / "x.db").string();
    const std::string config =
        world.config("dbs: [{path: " + database + ", replicas: [{path: " + unreadable +
                     "}, {name: empty, path: " + database + ".none}]}]\n");

    const CliRun run = world.run({"restore", "-config", config, "-if-replica-exists", database});

    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.messages().last(), QStringLiteral("none of the 2 replicas can serve the restore"));
    QVERIFY(!fs::exists(database));
}

void RestoreCommandTest::leavesNothingBehindWhenCancelled()
{
    CliWorld world;
    const std::string replica = world.demoReplica().string();
    fs::create_directory(world.folder / "new");
    CancellationSource source;
    source.cancel();
    world.token = source.token();

    const CliRun run =
        world.run({"restore", "-o", (world.folder / "new" / "out.db").string(), replica});

    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.err, std::string("walkeeper-cli: cancelled\n"));
    QVERIFY(fs::is_empty(world.folder / "new"));
}

void RestoreCommandTest::checksTheResultIfAsked()
{
    CliWorld world;
    for (const char* check : {"none", "quick", "full"}) {
        const fs::path output = world.folder / check;

        const CliRun run = world.run({"restore", "-integrity-check", check, "-o", output.string(),
                                      world.demoReplica().string()});

        QVERIFY2(run.exitCode == 0, run.text());
        QVERIFY(contentHash(output));
    }
}

void RestoreCommandTest::warnsOfLitestream05BesideIt()
{
    CliWorld world;
    const std::string replica = world.copyOfDemo("copy").string();
    world.folder.write("copy/ltx/0/0000000000000001-0000000000000001.ltx", "LTX1");

    const CliRun restored =
        world.run({"restore", "-o", (world.folder / "out.db").string(), replica});
    const CliRun planned = world.run({"restore", "-plan", replica});

    QCOMPARE(restored.exitCode, 0);
    QCOMPARE(restored.messages().size(), 1);
    QVERIFY(restored.messages().first().contains(QStringLiteral("Litestream 0.5's layout")));
    QCOMPARE(planned.messages(), restored.messages());
}

void RestoreCommandTest::takesEmptyValuesForNone()
{
    CliWorld world;

    const CliRun run = world.run(
        {"restore", "-timestamp", "", "-position=", "-generation", "", "-replica", "", "-config",
         "", "-o", (world.folder / "out.db").string(), world.demoReplica().string()});

    QVERIFY2(run.exitCode == 0, run.text());
}

WALKEEPER_TEST(RestoreCommandTest)
#include "restore_command_test.moc"
