#include "tests/app/cli/cli_world.h"
#include "tests/support/test_main.h"

#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

class ValidateCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void passesAHealthyReplica_data();
    void passesAHealthyReplica();
    void givesItsDocumentedJson();
    void findsWhatEachRungCanFind_data();
    void findsWhatEachRungCanFind();
    void looksAtOneGenerationIfAsked();
    void failsIfOneReplicaIsDamaged();
    void failsIfOneReplicaCannotBeRead();

private:
    static fs::path oneSegment(const fs::path& replica);
};

/// The second segment of the first generation's first WAL file.
fs::path ValidateCommandTest::oneSegment(const fs::path& replica)
{
    fs::path second;
    fs::path first;
    for (const auto& entry :
         fs::directory_iterator(replica / "generations" / firstGeneration / "wal")) {
        const fs::path path = entry.path();
        if (first.empty() || path < first) {
            second = first;
            first = path;
        } else if (second.empty() || path < second) {
            second = path;
        }
    }
    return second;
}

void ValidateCommandTest::passesAHealthyReplica_data()
{
    QTest::addColumn<QString>("rung");
    QTest::addColumn<int>("rungs");
    QTest::newRow("default") << QString() << 2;
    QTest::newRow("listing") << QStringLiteral("listing") << 1;
    QTest::newRow("objects") << QStringLiteral("objects") << 2;
    QTest::newRow("restore") << QStringLiteral("restore") << 3;
}

void ValidateCommandTest::passesAHealthyReplica()
{
    QFETCH(QString, rung);
    QFETCH(int, rungs);
    CliWorld world;
    std::vector<std::string> words{"validate"};
    if (!rung.isEmpty())
        words.insert(words.end(), {"-rung", rung.toStdString()});
    words.push_back(world.demoReplica().string());

    const CliRun run = world.run(words);

    QVERIFY2(run.exitCode == 0 && run.err.empty(), run.text());
    const auto rows = run.rows();
    QCOMPARE(rows.size(), static_cast<std::size_t>(rungs) + 2);
    for (std::size_t i = 2; i < rows.size(); ++i)
        QCOMPARE(rows[i].at(1), QStringLiteral("passed"));
}

void ValidateCommandTest::givesItsDocumentedJson()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    fs::resize_file(oneSegment(replica), 40);

    const CliRun run = world.run({"validate", "-json", replica.string()});

    QCOMPARE(run.exitCode, 1);
    const QJsonObject json = run.jsonObject();
    QCOMPARE(keysOf(json), QStringLiteral("passed replicas"));
    QVERIFY(!json[u"passed"].toBool());
    const QJsonObject first = json[u"replicas"].toArray().first().toObject();
    QCOMPARE(keysOf(first), QStringLiteral("elapsed_ms findings passed replica rungs url"));
    QCOMPARE(keysOf(first[u"rungs"].toArray().first().toObject()),
             QStringLiteral("bytes frames objects passed proves rung"));
    const QJsonObject finding = first[u"findings"].toArray().first().toObject();
    QVERIFY2(keysOf(finding) == QStringLiteral("kind object position severity text") ||
                 keysOf(finding) == QStringLiteral("kind object severity text"),
             run.text());
    QVERIFY(finding[u"object"].toString().endsWith(
        QString::fromStdString(oneSegment(replica).filename().string())));
}

void ValidateCommandTest::findsWhatEachRungCanFind_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("rung");
    QTest::addColumn<int>("exitCode");
    const auto row = [](const char* damage, const char* rung, int exitCode) {
        QTest::addRow("%s, %s", damage, rung)
            << QString::fromLatin1(damage) << QString::fromLatin1(rung) << exitCode;
    };
    row("cut", "listing", 0);
    row("cut", "objects", 1);
    row("gone", "objects", 1);
    row("gone start", "listing", 1);
    row("stranger", "objects", 0);
}

void ValidateCommandTest::findsWhatEachRungCanFind()
{
    QFETCH(QString, damage);
    QFETCH(QString, rung);
    QFETCH(int, exitCode);
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    if (damage == QStringLiteral("cut"))
        fs::resize_file(oneSegment(replica), 40);
    else if (damage == QStringLiteral("gone"))
        fs::remove(oneSegment(replica));
    else if (damage == QStringLiteral("gone start"))
        fs::remove(oneSegment(replica).parent_path() / "00000000_00000000.wal.lz4");
    else
        world.folder.write(std::string("copy/generations/") + firstGeneration + "/wal/note", "hi");

    const CliRun run = world.run({"validate", "-rung", rung.toStdString(), replica.string()});

    QVERIFY2(run.exitCode == exitCode, run.text());
    QCOMPARE(run.messages().size(), exitCode);
    if (exitCode == 1)
        QVERIFY(run.messages().first().startsWith(QStringLiteral("the replica is damaged: ")));
}

void ValidateCommandTest::looksAtOneGenerationIfAsked()
{
    CliWorld world;
    const fs::path replica = world.copyOfDemo("copy");
    fs::resize_file(oneSegment(replica), 40);

    const CliRun damaged =
        world.run({"validate", "-generation", firstGeneration, replica.string()});
    const CliRun whole = world.run({"validate", "-generation", secondGeneration, replica.string()});

    QCOMPARE(damaged.exitCode, 1);
    QVERIFY2(whole.exitCode == 0, whole.text());
}

void ValidateCommandTest::failsIfOneReplicaIsDamaged()
{
    CliWorld world;
    const fs::path damaged = world.copyOfDemo("damaged");
    fs::resize_file(oneSegment(damaged), 40);
    const std::string config =
        world.config("dbs: [{path: /x.db, replicas: [{path: " + world.demoReplica().string() +
                     "}, {name: other, path: " + damaged.string() + "}]}]\n");

    const CliRun run = world.run({"validate", "-json", "-config", config, "/x.db"});

    QCOMPARE(run.exitCode, 1);
    const QJsonArray replicas = run.jsonObject()[u"replicas"].toArray();
    QCOMPARE(replicas.size(), 2);
    QVERIFY(replicas[0].toObject()[u"passed"].toBool());
    QVERIFY(!replicas[1].toObject()[u"passed"].toBool());
}

void ValidateCommandTest::failsIfOneReplicaCannotBeRead()
{
    CliWorld world;
    const std::string config =
        world.config("dbs: [{path: /x.db, replicas: [{path: " + world.demoReplica().string() +
                     "}, {name: none, path: " + (world.folder / "none").string() + "}]}]\n");

    const CliRun run = world.run({"validate", "-config", config, "/x.db"});

    QCOMPARE(run.exitCode, 1);
    QCOMPARE(run.messages().size(), 2);
    QVERIFY(run.messages().first().startsWith(QStringLiteral("warning: replica none ")));
    QCOMPARE(run.messages().last(), QStringLiteral("1 replica could not be read"));
}

WALKEEPER_TEST(ValidateCommandTest)
#include "validate_command_test.moc"
