#include "tests/app/cli/cli_world.h"
#include "tests/support/test_main.h"

#include "core/base/version.h"

using namespace walkeeper;
using namespace walkeeper::test;

/// Exit code 2, and what it is given for; help; version.
class UsageTest : public QObject
{
    Q_OBJECT

private slots:
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void helpsOnStandardOutput_data();
    void helpsOnStandardOutput();
    void everyFlagIsExplained();
    void namesBothVersions();
    void makesTheDemo();
};

void UsageTest::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* line, const char* message) {
        QTest::newRow(*line == '\0' ? "nothing" : line)
            << QString::fromUtf8(line) << QString::fromUtf8(message);
    };
    row("", "no command given");
    row("frobnicate", "frobnicate: unknown command");
    row("help frobnicate", "frobnicate: unknown command");
    row("databases x", "too many arguments");
    row("databases -replica x", "flag provided but not defined: -replica");
    row("generations", "database path or replica URL required");
    row("restore", "database path or replica URL required");
    row("history", "database path or replica URL required");
    row("validate", "database path or replica URL required");
    row("snapshots", "database path required");
    row("wal", "database path required");
    row("generations a b", "too many arguments (flags come first)");
    row("generations a -json", "too many arguments (flags come first)");
    row("generations -config", "flag needs an argument: -config");
    row("generations -config x file:///r", "cannot specify a replica URL and the -config flag");
    row("restore -v x", "flag provided but not defined: -v");
    row("restore file:///r", "output path required (-o PATH)");
    row("restore -o o -index zz file:///r",
        "invalid value \"zz\" for flag -index: invalid hexadecimal format");
    row("restore -o o -index 0x1 file:///r",
        "invalid value \"0x1\" for flag -index: invalid hexadecimal format");
    row("restore -o o -index 80000000 file:///r",
        "invalid value \"80000000\" for flag -index: invalid hexadecimal format");
    row("restore -o o -index -1 file:///r",
        "invalid value \"-1\" for flag -index: invalid hexadecimal format");
    row("restore -o o -timestamp 2020 file:///r",
        "invalid -timestamp, must specify in ISO 8601 format (e.g. 2000-01-01T00:00:00Z)");
    row("restore -o o -index 1 -timestamp 2026-01-01T00:00:00Z file:///r",
        "only one of -index, -timestamp and -position can be given");
    row("restore -o o -generation xyz file:///r",
        "invalid value \"xyz\" for flag -generation: a generation is 16 digits 0-9 and a-f");
    row("restore -o o -generation 0000000000000001 -position 0000000000000002/00000000:0 file:///r",
        "-generation and -position name two different generations");
    row("restore -o o -parallelism x file:///r",
        "invalid value \"x\" for flag -parallelism: not a whole number");
    row("restore -o o -integrity-check some file:///r",
        "invalid value \"some\" for flag -integrity-check: it is none, quick or full");
    row("history -limit -1 file:///r", "invalid value \"-1\" for flag -limit: not a whole number");
    row("validate -rung all file:///r",
        "invalid value \"all\" for flag -rung: it is listing, objects, restore or comparison");
    row("demo", "one folder for the demo required");
    row("replicate app.db", "must specify at least one replica URL for app.db");
    row("replicate -config x app.db file:///r",
        "cannot specify a replica URL and the -config flag");
    row("status x", "too many arguments");
    row("sync", "database path required");
    row("snapshot", "database path required");
    row("start", "database path required");
    row("stop a b", "too many arguments (flags come first)");
}

void UsageTest::refusesWrongUsage()
{
    QFETCH(QString, line);
    QFETCH(QString, message);
    std::vector<std::string> words;
    for (const QString& word : line.split(u' ', Qt::SkipEmptyParts))
        words.push_back(word.toStdString());

    const CliRun run = CliWorld().run(words);

    QCOMPARE(run.exitCode, 2);
    QVERIFY(run.out.empty());
    const QStringList said = run.messages();
    QCOMPARE(said.size(), 2);
    QCOMPARE(said.first(), message);
    QVERIFY(said.last().startsWith(QStringLiteral("Usage: walkeeper-cli ")));
}

void UsageTest::helpsOnStandardOutput_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("contains");
    const auto row = [](const char* line, const char* contains) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(contains);
    };
    row("-h", "The commands are:");
    row("--help", "The commands are:");
    row("help", "The commands are:");
    row("help restore", "walkeeper-cli restore [flags] DATABASE|REPLICA");
    row("restore -h", "-newest-reachable");
    row("wal --help", "-generation NAME");
    row("version -h", "walkeeper-cli version");
}

void UsageTest::helpsOnStandardOutput()
{
    QFETCH(QString, line);
    QFETCH(QString, contains);
    std::vector<std::string> words;
    for (const QString& word : line.split(u' '))
        words.push_back(word.toStdString());

    const CliRun run = CliWorld().run(words);

    QCOMPARE(run.exitCode, 0);
    QVERIFY(run.err.empty());
    QVERIFY2(QString::fromStdString(run.out).contains(contains), run.text());
}

void UsageTest::everyFlagIsExplained()
{
    for (const char* command : {"databases", "generations", "snapshots", "wal", "history",
                                "restore", "validate", "demo", "version"}) {
        const CliRun run = CliWorld().run({command, "-h"});

        QCOMPARE(run.exitCode, 0);
        QVERIFY2(run.out.find("\t-json\n\t    Print JSON.\n") != std::string::npos, run.text());
    }
}

void UsageTest::namesBothVersions()
{
    const CliRun text = CliWorld().run({"version"});
    const CliRun json = CliWorld().run({"version", "-json"});

    QCOMPARE(text.exitCode, 0);
    QCOMPARE(text.out,
             std::string("walkeeper-cli ") + version + " (reads replicas of Litestream v0.3.13)\n");
    QCOMPARE(keysOf(json.jsonObject()), QStringLiteral("name reference_version version"));
}

void UsageTest::makesTheDemo()
{
    const CliWorld world;
    const std::string folder = (world.folder / "tour").string();

    const CliRun made = world.run({"demo", "-json", folder});
    const CliRun again = world.run({"demo", "-json", folder});

    QVERIFY2(made.exitCode == 0, made.text());
    const QJsonObject demo = made.jsonObject();
    QCOMPARE(keysOf(demo),
             QStringLiteral("commits database database_bytes replica segments snapshots"));
    QVERIFY(demo[u"commits"].toInt() > 100);
    QVERIFY(demo[u"snapshots"].toInt() >= 3);
    QCOMPARE(again.out, made.out);
    const CliRun listed = world.run({"generations", demo[u"replica"].toString().toStdString()});
    QCOMPARE(listed.rows().size(), std::size_t{3});
}

WALKEEPER_TEST(UsageTest)
#include "usage_test.moc"
