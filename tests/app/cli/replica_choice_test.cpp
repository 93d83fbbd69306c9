#include "tests/app/cli/cli_world.h"
#include "tests/support/test_main.h"

#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// How a replica is named: URL, folder, or a database of the configuration.
class ReplicaChoiceTest : public QObject
{
    Q_OBJECT

private slots:
    void takesUrlsAndFolders();
    void findsTheConfigurationWhereItIsNamed();
    void theFlagComesBeforeTheVariable();
    void findsTheUsersOwnConfiguration();
    void picksReplicasByName();
    void namesWhatCannotBeFound_data();
    void namesWhatCannotBeFound();
    void goesOnWithTheHealthyReplicas();
    void failsIfNoReplicaCanBeRead();
    void namesStorageThatIsNotServed();
    void warnsOfOddConfigurations();
    void refusesEncryptedReplicas_data();
    void refusesEncryptedReplicas();
    void listsEncryptedReplicas();
};

namespace {

std::string yaml(const std::string& database, const std::string& replicas)
{
    return "dbs:\n  - path: " + database + "\n    replicas: [" + replicas + "]\n";
}

} // namespace

void ReplicaChoiceTest::takesUrlsAndFolders()
{
    CliWorld world;
    const std::string folder = world.demoReplica().string();

    const CliRun byFolder = world.run({"snapshots", folder});
    const CliRun byUrl = world.run({"snapshots", "file://" + folder});
    const CliRun bySlash = world.run({"snapshots", folder + "/"});

    QCOMPARE(byFolder.rows().size(), std::size_t{4});
    QCOMPARE(byUrl.out, byFolder.out);
    QCOMPARE(bySlash.out, byFolder.out);
}

void ReplicaChoiceTest::findsTheConfigurationWhereItIsNamed()
{
    CliWorld world;
    const std::string config =
        world.config(yaml("/x.db", "{path: " + world.demoReplica().string() + "}"));

    const CliRun byFlag = world.run({"snapshots", "-config", config, "/x.db"});
    world.variables["LITESTREAM_CONFIG"] = config;
    const CliRun byVariable = world.run({"snapshots", "/x.db"});

    QCOMPARE(byFlag.rows().size(), std::size_t{4});
    QCOMPARE(byVariable.out, byFlag.out);
}

void ReplicaChoiceTest::theFlagComesBeforeTheVariable()
{
    CliWorld world;
    world.variables["LITESTREAM_CONFIG"] = "/nonexistent.yml";

    const CliRun run = world.run({"databases", "-config", world.config("dbs: [{path: /flag}]")});

    QCOMPARE(run.out, std::string("path   replicas\n/flag  \n"));
}

void ReplicaChoiceTest::findsTheUsersOwnConfiguration()
{
    const CliWorld world;
    world.folder.write("home/.config/walkeeper/litestream.yml", "dbs: [{path: ~/own}]\n");

    const CliRun run = world.run({"databases"});

    QVERIFY2(run.exitCode == 0, run.text());
    QCOMPARE(run.rows().at(1).at(0),
             QString::fromStdString((world.folder / "home" / "own").string()));
}

void ReplicaChoiceTest::picksReplicasByName()
{
    CliWorld world;
    const std::string first = world.demoReplica().string();
    const std::string second = world.copyOfDemo("second").string();
    const std::string config =
        world.config(yaml("/x.db", "{path: " + first + "}, {name: other, path: " + second + "}"));

    const auto both = world.run({"snapshots", "-config", config, "/x.db"}).rows();
    const auto one =
        world.run({"snapshots", "-config", config, "-replica", "other", "/x.db"}).rows();

    QCOMPARE(both.size(), std::size_t{7});
    QCOMPARE(both.at(1).at(0), QStringLiteral("file"));
    QCOMPARE(both.at(4).at(0), QStringLiteral("other"));
    QCOMPARE(one.size(), std::size_t{4});
    QCOMPARE(one.at(1).at(0), QStringLiteral("other"));
}

void ReplicaChoiceTest::namesWhatCannotBeFound_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QStringList& words, const char* message) {
        QTest::newRow(name) << words << QString::fromLatin1(message);
    };
    const auto list = [](auto... words) { return QStringList{QString::fromLatin1(words)...}; };
    row("no such configuration", list("databases", "-config", "/none.yml"),
        "config file not found: /none.yml");
    row("no such database", list("generations", "-config", "CONFIG", "/y.db"),
        "database not found in config: /y.db");
    row("a folder is a database with -config", list("generations", "-config", "CONFIG", "/"),
        "database not found in config: /");
    row("no such replica", list("generations", "-config", "CONFIG", "-replica", "nope", "/x.db"),
        "replica \"nope\" not found for database \"/x.db\"");
    row("restore, no such replica",
        list("restore", "-config", "CONFIG", "-replica", "nope", "-if-replica-exists", "/x.db"),
        "replica \"nope\" not found for database \"/x.db\"");
}

void ReplicaChoiceTest::namesWhatCannotBeFound()
{
    QFETCH(QStringList, words);
    QFETCH(QString, message);
    const CliWorld world;
    const std::string config = world.config(yaml("/x.db", "{path: /r}"));
    std::vector<std::string> line;
    for (const QString& word : words)
        line.push_back(word == QStringLiteral("CONFIG") ? config : word.toStdString());

    const CliRun run = world.run(line);

    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.empty());
    QCOMPARE(run.messages(), QStringList{message});
}

void ReplicaChoiceTest::goesOnWithTheHealthyReplicas()
{
    CliWorld world;
    const std::string good = world.demoReplica().string();
    const std::string bad = world.folder.write("file", "no folder").string();
    const std::string config = world.config(
        yaml("/x.db", "{name: bad, path: " + bad + "}, {name: good, path: " + good + "}"));

    for (const char* command : {"generations", "snapshots", "wal", "history"}) {
        const CliRun run = world.run({command, "-config", config, "/x.db"});

        QVERIFY2(run.exitCode == 0, run.text());
        QVERIFY(run.rows().size() > 2);
        QCOMPARE(run.rows().at(1).at(0), QStringLiteral("good"));
        QCOMPARE(run.messages().size(), 1);
        QVERIFY(run.messages().first().startsWith(QStringLiteral("warning: replica bad (file://")));
    }
}

void ReplicaChoiceTest::failsIfNoReplicaCanBeRead()
{
    const CliWorld world;
    const std::string bad = world.folder.write("file", "no folder").string();
    const std::string config = world.config(
        yaml("/x.db", "{name: one, path: " + bad + "}, {name: two, path: " + bad + "}"));

    const CliRun run = world.run({"generations", "-config", config, "/x.db"});

    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.empty());
    QCOMPARE(run.messages().size(), 3);
    QCOMPARE(run.messages().last(), QStringLiteral("none of the 2 replicas could be read"));
}

void ReplicaChoiceTest::namesStorageThatIsNotServed()
{
    CliWorld world;
    const std::string config =
        world.config(yaml("/x.db", "{url: 's3://bucket/p'}, {url: 'sftp://ann:SESAME@h/p'}"));

    const CliRun databases = world.run({"databases", "-config", config});
    const CliRun one = world.run({"generations", "s3://bucket/p"});
    const CliRun both = world.run({"snapshots", "-config", config, "/x.db"});

    QCOMPARE(databases.rows().at(1).at(1), QStringLiteral("s3,sftp"));
    QCOMPARE(one.exitCode, 1);
    QCOMPARE(one.messages().size(), 1);
    QVERIFY2(one.err.find("s3://") != std::string::npos, one.text());
    QCOMPARE(both.exitCode, 1);
    QVERIFY2(both.err.find("SESAME") == std::string::npos, both.text());
}

void ReplicaChoiceTest::warnsOfOddConfigurations()
{
    const CliWorld world;
    const std::string config = world.config("dbs:\n  - path: /x\n    sync-interval: 5s\n");

    const CliRun run = world.run({"databases", "-config", config});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.messages(),
             QStringList{QString::fromStdString("warning: " + config +
                                                ":3: the key \"sync-interval\" in a database is "
                                                "unknown and ignored")});
}

void ReplicaChoiceTest::refusesEncryptedReplicas_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<bool>("byKeys");
    for (const char* command : {"history", "validate", "restore"}) {
        QTest::addRow("%s, keys", command) << QString::fromLatin1(command) << true;
        QTest::addRow("%s, objects", command) << QString::fromLatin1(command) << false;
    }
}

void ReplicaChoiceTest::refusesEncryptedReplicas()
{
    QFETCH(QString, command);
    QFETCH(bool, byKeys);
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    if (!byKeys) {
        for (const auto& entry : fs::recursive_directory_iterator(replica)) {
            if (entry.is_regular_file())
                world.folder.write(fs::relative(entry.path(), world.folder.path()).string(),
                                   "age-encryption.org/v1\n-> X25519 abc\n");
        }
    }
    const std::string keys = byKeys ? ", age: {identities: [AGE-SECRET-KEY-1A]}" : "";
    const std::string config = world.config(
        yaml((world.folder / "x.db").string(), "{path: " + replica.string() + keys + "}"));

    const CliRun run =
        world.run({command.toStdString(), "-config", config, (world.folder / "x.db").string()});

    QCOMPARE(run.exitCode, 1);
    QVERIFY(run.out.empty());
    QCOMPARE(run.messages().size(), 1);
    QVERIFY2(run.messages().first().endsWith(
                 QStringLiteral("is encrypted with age, which this version cannot read")),
             run.text());
    QVERIFY(!fs::exists(world.folder / "x.db"));
}

void ReplicaChoiceTest::listsEncryptedReplicas()
{
    CliWorld world;
    const std::string config =
        world.config(yaml("/x.db", "{path: " + world.demoReplica().string() +
                                       ", age: {identities: [AGE-SECRET-KEY-1A]}}"));

    const CliRun run = world.run({"generations", "-config", config, "/x.db"});

    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.rows().size(), std::size_t{3});
}

WALKEEPER_TEST(ReplicaChoiceTest)
#include "replica_choice_test.moc"
