#include "tests/app/cli/cli_world.h"
#include "tests/app/cli/replicator_process.h"
#include "tests/support/child_process.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <filesystem>
#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

/// A database that is there, and the demo's replica to restore over it.
class World : public CliWorld
{
public:
    World()
    {
        variables["XDG_RUNTIME_DIR"] = folder.path().string();
        replica = demoReplica().string();
        database = folder / "app.db";
        WorkloadDatabase application(database, 4096);
        application.insertItems(10, 100);
        application.close();
        content = *contentHash(database);
    }

    CliRun restore(std::vector<std::string> flags = {}) const
    {
        std::vector<std::string> words{"restore", "-in-place", "-o", database.string()};
        words.insert(words.end(), flags.begin(), flags.end());
        words.push_back(replica);
        return run(words);
    }

    /// A configuration of the database with two replicas. The first one lists well, and cannot be
    /// read.
    std::string withBrokenReplica() const
    {
        const fs::path broken = copyOfDemo("broken");
        for (const auto& entry : fs::recursive_directory_iterator(broken)) {
            if (!entry.path().string().ends_with(".snapshot.lz4"))
                continue;
            std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
            file.write("damaged damaged", 15);
        }
        return config("dbs: [{path: " + database.string() + ", replicas: [{name: broken, path: " +
                      broken.string() + "}, {name: whole, path: " + replica + "}]}]\n");
    }

    std::string withWholeReplicas() const
    {
        return config("dbs: [{path: " + database.string() + ", replicas: [{name: one, path: " +
                      copyOfDemo("one").string() + "}, {name: other, path: " + replica + "}]}]\n");
    }

    std::string replica;
    fs::path database;
    std::string content; ///< before
};

} // namespace

class SafetyCopyCommandsTest : public QObject
{
    Q_OBJECT

private slots:
    void restoresInPlaceAndBringsBack();
    void givesItsDocumentedJson();
    void bringsBackTheOneThatIsNamed();
    void deletesOnlyWhatIsNamed();
    void saysWhatCannotBeDone();
    void takesTheNextReplicaIfOneIsBroken();
    void blamesTheDatabaseAndNoReplica_data();
    void blamesTheDatabaseAndNoReplica();
    void replicationGoesOnWithTheRestoredState();
};

void SafetyCopyCommandsTest::restoresInPlaceAndBringsBack()
{
    World world;

    const CliRun restored = world.restore();

    QVERIFY2(restored.exitCode == 0 && restored.err.empty(), restored.text());
    const std::string copy =
        world.run({"safety-copies", world.database.string()}).rows().at(1).front().toStdString();
    QVERIFY2(restored.out.ends_with(
                 "The state of before is kept in " + (world.folder / copy).string() +
                 "\nTo have it again: walkeeper-cli bring-back " + world.database.string() + "\n"),
             restored.text());
    QCOMPARE(*contentHash(world.database), *contentHash(world.demoDatabase()));

    const CliRun back = world.run({"bring-back", world.database.string()});
    QVERIFY2(back.exitCode == 0 && back.err.empty(), back.text());
    QCOMPARE(*contentHash(world.database), world.content);

    QCOMPARE(world.run({"bring-back", world.database.string()}).exitCode, 0);
    QCOMPARE(*contentHash(world.database), *contentHash(world.demoDatabase()));
}

void SafetyCopyCommandsTest::givesItsDocumentedJson()
{
    World world;
    const CliRun restored = world.restore({"-json"});
    QVERIFY2(restored.exitCode == 0, restored.text());
    const QString copy = restored.jsonObject()[u"safety_copy"].toString();
    QVERIFY(fs::is_directory(copy.toStdString()));

    const CliRun listed = world.run({"safety-copies", "-json", world.database.string()});

    QVERIFY2(listed.exitCode == 0, listed.text());
    QCOMPARE(listed.jsonArray().size(), 1);
    const QJsonObject entry = listed.jsonArray().first().toObject();
    QCOMPARE(keysOf(entry), QStringLiteral("bytes database file in_its_place_restored_from name "
                                           "restored_from set_aside"));
    QCOMPARE(entry[u"name"].toString().toStdString(), fs::path(copy.toStdString()).filename());
    QVERIFY(entry[u"restored_from"].isNull());
    const QJsonObject from = entry[u"in_its_place_restored_from"].toObject();
    QCOMPARE(keysOf(from), QStringLiteral("position time url"));
    QCOMPARE(from[u"position"], restored.jsonObject()[u"position"]);

    const CliRun back = world.run({"bring-back", "-json", world.database.string()});
    QVERIFY2(back.exitCode == 0, back.text());
    QCOMPARE(back.jsonObject()[u"restored_from"].toObject(), from);
    QVERIFY(back.jsonObject()[u"in_its_place_restored_from"].isNull());
}

void SafetyCopyCommandsTest::bringsBackTheOneThatIsNamed()
{
    World world;
    QCOMPARE(world.restore().exitCode, 0);
    const std::string first =
        world.run({"safety-copies", world.database.string()}).rows().at(1).front().toStdString();
    QCOMPARE(world.restore({"-generation", firstGeneration}).exitCode, 0);

    const CliRun back = world.run({"bring-back", "-copy", first, world.database.string()});

    QVERIFY2(back.exitCode == 0, back.text());
    QCOMPARE(*contentHash(world.database), world.content);
}

void SafetyCopyCommandsTest::deletesOnlyWhatIsNamed()
{
    World world;
    QCOMPARE(world.restore().exitCode, 0);
    QCOMPARE(world.restore().exitCode, 0);
    const auto rows = world.run({"safety-copies", world.database.string()}).rows();
    QCOMPARE(rows.size(), 3u);
    const std::string name = rows.at(1).front().toStdString();

    const CliRun deleted = world.run({"safety-copies", "-delete", name, world.database.string()});

    QVERIFY2(deleted.exitCode == 0, deleted.text());
    const auto left = world.run({"safety-copies", world.database.string()}).rows();
    QCOMPARE(left.size(), 2u);
    QCOMPARE(left.at(1).front(), rows.at(2).front());
    QVERIFY(!fs::exists(world.folder / name));
}

void SafetyCopyCommandsTest::saysWhatCannotBeDone()
{
    World world;
    const std::string database = world.database.string();
    const auto fails = [&](std::vector<std::string> words, int code, const std::string& part) {
        const CliRun run = world.run(std::move(words));
        return run.exitCode == code && run.err.find(part) != std::string::npos;
    };
    QVERIFY(fails({"bring-back", database}, 1, database + " has no safety copy"));
    QVERIFY(fails({"safety-copies", "-delete", "x", database}, 1, "no safety copy of the name x"));
    QVERIFY(fails({"safety-copies", "-delete", "", database}, 2, "-delete needs the name"));
    QVERIFY(fails({"bring-back"}, 2, "database path required"));
    QVERIFY(fails({"restore", "-in-place", "-if-db-not-exists", "-o", database, world.replica}, 2,
                  "only one of -in-place and -if-db-not-exists"));
    QVERIFY(fails({"restore", "-in-place", "-o", database + "-missing", world.replica}, 1,
                  "there is no database at " + database + "-missing"));
    WorkloadDatabase application(world.database, 4096);
    QVERIFY(fails({"restore", "-in-place", "-o", database, world.replica}, 1,
                  database + " is open in this program itself"));
    QVERIFY(world.run({"safety-copies", "-json", database}).jsonArray().isEmpty());
}

void SafetyCopyCommandsTest::takesTheNextReplicaIfOneIsBroken()
{
    World world;
    const std::string config = world.withBrokenReplica();

    const CliRun restored =
        world.run({"restore", "-in-place", "-json", "-config", config, world.database.string()});

    QVERIFY2(restored.exitCode == 0, restored.text());
    QCOMPARE(restored.jsonObject()[u"replica"].toString(), QStringLiteral("whole"));
    QCOMPARE(restored.messages().size(), 1);
    QVERIFY2(restored.messages().first().startsWith(QStringLiteral("warning: replica broken ")),
             restored.text());
    QCOMPARE(*contentHash(world.database), *contentHash(world.demoDatabase()));
    QCOMPARE(world.run({"safety-copies", world.database.string()}).rows().size(), 2u);
}

void SafetyCopyCommandsTest::blamesTheDatabaseAndNoReplica_data()
{
    QTest::addColumn<bool>("isOpen");
    QTest::newRow("somebody has it open") << true;
    QTest::newRow("no database, but with a WAL") << false;
}

void SafetyCopyCommandsTest::blamesTheDatabaseAndNoReplica()
{
    QFETCH(const bool, isOpen);
    World world;
    const std::string config = world.withWholeReplicas();
    std::optional<WorkloadDatabase> application;
    if (isOpen)
        application.emplace(world.database, 4096);
    else {
        world.folder.write("app.db", "no database at all");
        world.folder.write("app.db-wal", "nor a WAL");
    }

    const CliRun restored =
        world.run({"restore", "-in-place", "-config", config, world.database.string()});

    QCOMPARE(restored.exitCode, 1);
    QCOMPARE(restored.messages().size(), 1);
    QVERIFY2(restored.messages().first().contains(QString::fromStdString(world.database.string())),
             restored.text());
    QVERIFY2(!restored.messages().first().startsWith(QStringLiteral("warning: ")), restored.text());
}

void SafetyCopyCommandsTest::replicationGoesOnWithTheRestoredState()
{
    const ReplicatorWorld world;
    const ChildProcess replicator = world.startReplicate();
    QVERIFY2(waitUntilSaid(replicator, "snapshot written"), replicator.said().c_str());
    world.insert(1);
    const ProcessResult synced = world.run({"sync", world.database.string()});
    QVERIFY2(synced.exitCode == 0, synced.text().c_str());
    const ProcessResult history = world.run({"history", "-limit", "1", "-json", world.replicaUrl});
    const std::string position =
        history.output.substr(history.output.find("\"position\": \"") + 13);
    world.insert(2);

    const ProcessResult restored =
        world.run({"restore", "-in-place", "-o", world.database.string(), "-position",
                   position.substr(0, position.find('"')), world.replicaUrl});

    QVERIFY2(restored.exitCode == 0, restored.text().c_str());
    QCOMPARE(world.content(world.database), std::string("1|1\n"));
    QCOMPARE(world.run({"sync", world.database.string()}).exitCode, 0);
    QCOMPARE(world.restoredContent(), std::string("1|1\n"));

    const ProcessResult back = world.run({"bring-back", world.database.string()});
    QVERIFY2(back.exitCode == 0, back.text().c_str());
    QCOMPARE(world.content(world.database), std::string("2|3\n"));
    QCOMPARE(world.run({"sync", world.database.string()}).exitCode, 0);
    QCOMPARE(world.restoredContent(), std::string("2|3\n"));
}

WALKEEPER_TEST(SafetyCopyCommandsTest)
#include "safety_copy_commands_test.moc"
