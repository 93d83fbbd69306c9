#include "core/config/config_file.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace walkeeper;
using namespace std::chrono_literals;

class ConfigFileTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryKey();
    void takesTheReferencesDefaults();
    void sharesGlobalKeysWithReplicasThatHaveNone();
    void findsDatabasesByTheirPath();
    void resolvesPaths_data();
    void resolvesPaths();
    void acceptsWithAWarning_data();
    void acceptsWithAWarning();
    void acceptsQuietly_data();
    void acceptsQuietly();
    void refusesWithFileAndLine_data();
    void refusesWithFileAndLine();
    void replacesVariables();
    void leavesVariablesIfAsked();
    void mergesMappings();
    void readsAFile();
    void saysWhyAFileCannotBeRead();
};

namespace {

ConfigOptions testOptions()
{
    ConfigOptions options;
    options.home = "/home/ann";
    options.folder = "/srv/dir";
    options.name = "test.yml";
    options.variable = [](const std::string& name) -> std::optional<std::string> {
        return name == "BASE" ? std::optional<std::string>("/base") : std::nullopt;
    };
    return options;
}

Result<ParsedConfig> parse(std::string_view text)
{
    return parseConfig(text, testOptions());
}

QString messageOf(const Result<ParsedConfig>& parsed)
{
    return parsed ? QStringLiteral("no error") : QString::fromStdString(parsed.error().message);
}

constexpr std::string_view everything = R"(
addr: ":9090"
exec: "app --serve"
access-key-id: GLOBAL
secret-access-key: GLOBALSECRET
logging:
  level: debug
  type: json
  stderr: true
dbs:
  - path: /data/app.db
    meta-path: /meta
    monitor-interval: 2s
    checkpoint-interval: 5m
    min-checkpoint-page-count: 10
    max-checkpoint-page-count: 20
    replicas:
      - name: off-site
        type: s3
        bucket: buck
        path: /in/side
        region: eu-west-1
        endpoint: http://localhost:9000
        force-path-style: true
        skip-verify: yes
        access-key-id: OWN
        secret-access-key: OWNSECRET
        retention: 48h
        retention-check-interval: 30m
        sync-interval: 10s
        snapshot-interval: 12h
        validation-interval: 6h
        age:
          identities: [AGE-SECRET-KEY-1XYZ]
          recipients: [age1abc, "# mine\nage1def"]
      - type: abs
        account-name: acc
        account-key: KEY
        bucket: cont
        endpoint: http://127.0.0.1:1/acc
      - type: sftp
        host: backup.example:22
        user: ann
        password: PASS
        key-path: /home/ann/.ssh/id
        path: /srv/app
)";

} // namespace

void ConfigFileTest::readsEveryKey()
{
    const auto parsed = parse(everything);

    QVERIFY2(parsed, qPrintable(messageOf(parsed)));
    QVERIFY(parsed->warnings.empty());
    const Config& config = parsed->config;
    QCOMPARE(config.address, std::string(":9090"));
    QCOMPARE(config.command, std::string("app --serve"));
    QCOMPARE(config.logging.level, LoggingConfig::Level::Debug);
    QCOMPARE(config.logging.format, LoggingConfig::Format::Json);
    QVERIFY(config.logging.toStandardError);

    QCOMPARE(config.databases.size(), std::size_t{1});
    const DatabaseConfig& database = config.databases.front();
    QCOMPARE(database.path, std::string("/data/app.db"));
    QCOMPARE(database.metaPath, std::string("/meta"));
    QVERIFY(database.monitorInterval == 2s && database.checkpointInterval == 5min);
    QCOMPARE(database.minCheckpointPages, std::int64_t{10});
    QCOMPARE(database.maxCheckpointPages, std::int64_t{20});
    QCOMPARE(database.line, std::size_t{11});

    const ReplicaConfig& s3 = database.replicas.at(0);
    QCOMPARE(s3.name(), std::string("off-site"));
    QCOMPARE(s3.url, (StoreUrl{"s3", {}, "buck", "in/side"}));
    QCOMPARE(s3.settings.region, std::string("eu-west-1"));
    QCOMPARE(s3.settings.endpoint, std::string("http://localhost:9000"));
    QVERIFY(s3.settings.forcePathStyle == true && s3.settings.skipVerify);
    QCOMPARE(s3.settings.accessKeyId, std::string("OWN"));
    QVERIFY(s3.settings.secretAccessKey.reveal() == "OWNSECRET");
    QVERIFY(s3.retention == 48h && s3.retentionCheckInterval == 30min && s3.syncInterval == 10s &&
            s3.hasSyncInterval);
    QVERIFY(s3.snapshotInterval == 12h && s3.validationInterval == 6h);
    QCOMPARE(s3.age.identities.size(), std::size_t{1});
    QCOMPARE(s3.age.recipients.size(), std::size_t{2});

    const ReplicaConfig& azure = database.replicas.at(1);
    QCOMPARE(azure.name(), std::string("abs"));
    QCOMPARE(azure.settings.accountName, std::string("acc"));
    QVERIFY(azure.settings.accountKey.reveal() == "KEY");

    const ReplicaConfig& sftp = database.replicas.at(2);
    QCOMPARE(sftp.url, (StoreUrl{"sftp", {}, "backup.example:22", "/srv/app"}));
    QCOMPARE(sftp.settings.user, std::string("ann"));
    QVERIFY(sftp.settings.password.reveal() == "PASS");
    QCOMPARE(sftp.settings.keyPath, std::string("/home/ann/.ssh/id"));
}

void ConfigFileTest::takesTheReferencesDefaults()
{
    const auto parsed = parse("dbs:\n  - path: /a\n    replicas:\n      - path: /r\n");

    QVERIFY(parsed);
    const DatabaseConfig& database = parsed->config.databases.front();
    QVERIFY(database.monitorInterval == 1s && database.checkpointInterval == 1min);
    QCOMPARE(database.minCheckpointPages, std::int64_t{1000});
    QCOMPARE(database.maxCheckpointPages, std::int64_t{10'000});
    const ReplicaConfig& replica = database.replicas.front();
    QVERIFY(replica.syncInterval == 1s && !replica.hasSyncInterval && replica.retention == 24h);
    QVERIFY(replica.retentionCheckInterval == 1h);
    QVERIFY(replica.snapshotInterval == 0s && replica.validationInterval == 0s);
    QCOMPARE(replica.name(), std::string("file"));
    QVERIFY(replica.age.isEmpty() && !replica.settings.forcePathStyle);
}

void ConfigFileTest::sharesGlobalKeysWithReplicasThatHaveNone()
{
    const auto parsed = parse(everything);

    QVERIFY(parsed);
    const StoreSettings& none = parsed->config.databases.front().replicas.at(1).settings;
    QCOMPARE(none.accessKeyId, std::string("GLOBAL"));
    QVERIFY(none.secretAccessKey.reveal() == "GLOBALSECRET");
}

void ConfigFileTest::findsDatabasesByTheirPath()
{
    const auto parsed = parse("dbs:\n  - path: one.db\n  - path: ~/two.db\n");

    QVERIFY(parsed);
    QVERIFY(parsed->config.find("/srv/dir/one.db") == &parsed->config.databases[0]);
    QVERIFY(parsed->config.find("/home/ann/two.db") == &parsed->config.databases[1]);
    QVERIFY(parsed->config.find("one.db") == nullptr);
}

void ConfigFileTest::resolvesPaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* path, const char* expected) {
        QTest::newRow(path) << QString::fromLatin1(path) << QString::fromLatin1(expected);
    };
    row("/a/b", "/a/b");
    row("/a//b/./c/../d/", "/a/b/d");
    row("/", "/");
    row("a", "/srv/dir/a");
    row("../a", "/srv/a");
    row("~", "/home/ann");
    row("~/", "/home/ann");
    row("~/a b", "/home/ann/a b");
    row("~bob/a", "/srv/dir/~bob/a");
}

void ConfigFileTest::resolvesPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, expected);

    const auto resolved = resolvePath(path.toStdString(), testOptions());

    QVERIFY(resolved);
    QCOMPARE(QString::fromStdString(*resolved), expected);
}

void ConfigFileTest::acceptsWithAWarning_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("warning");
    const auto row = [](const char* name, const char* text, const char* warning) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(warning);
    };
    row("unknown at the top", "dbs: []\nadress: x\n",
        "test.yml:2: the key \"adress\" in the configuration is unknown and ignored");
    row("unknown in a database", "dbs:\n  - path: /a\n    monitor-intervall: 1s\n",
        "test.yml:3: the key \"monitor-intervall\" in a database is unknown and ignored");
    row("unknown in a replica",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n        Bucket: b\n",
        "test.yml:5: the key \"Bucket\" in a replica is unknown and ignored");
    row("unknown in logging", "logging:\n  color: red\n",
        "test.yml:2: the key \"color\" in logging is unknown and ignored");
    row("number without a unit",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n        sync-interval: 5\n",
        "test.yml:5: sync-interval: 5 has no unit and means nanoseconds; write 5s if seconds are "
        "meant");
    row("unknown logging level", "logging: {level: loud}\n",
        "test.yml:1: the logging level is none of debug, info, warn and error; info is used");
    row("unset variable", "dbs:\n  - path: /a$NOPE\n",
        "test.yml:2: the environment variable NOPE is not set and was replaced by nothing "
        "(-no-expand-env leaves every $ as it is)");
    row("replicas of one name",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n      - path: /s\n",
        "test.yml:5: two replicas of /a are called \"file\": give each a name of its own to tell "
        "them apart");
    row("database twice", "dbs:\n  - path: /a\n  - path: /b/../a\n",
        "test.yml:3: the database /a stands twice; look-ups find the first one");
    row("second document", "dbs: []\n---\na: b\n",
        "test.yml:2: only the first YAML document counts");
}

void ConfigFileTest::acceptsWithAWarning()
{
    QFETCH(QString, text);
    QFETCH(QString, warning);

    const auto parsed = parse(text.toStdString());

    QVERIFY2(parsed, qPrintable(messageOf(parsed)));
    QCOMPARE(parsed->warnings.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(parsed->warnings.front()), warning);
}

void ConfigFileTest::acceptsQuietly_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const char* text) {
        QTest::newRow(name) << QString::fromLatin1(text);
    };
    row("empty file", "");
    row("only comments", "# nothing\n");
    row("no databases", "dbs:\n");
    row("null values", "addr:\ndbs:\n  - path: /a\n    meta-path:\n    replicas:\n");
    row("database without replicas", "dbs:\n  - path: /a\n");
    row("numbers as text", "dbs:\n  - path: 5\n");
    row("underscores in numbers", "dbs:\n  - path: /a\n    min-checkpoint-page-count: 1_000\n");
    row("hexadecimal numbers", "dbs:\n  - path: /a\n    min-checkpoint-page-count: 0x10\n");
    row("intervals that may be off",
        "dbs:\n  - path: /a\n    checkpoint-interval: 0\n    max-checkpoint-page-count: 0\n"
        "    replicas:\n      - path: /r\n        retention: 0s\n        snapshot-interval: 0\n"
        "        validation-interval: 0s\n");
    row("aliases", "dbs:\n  - path: /a\n    replicas: &r\n      - path: /r\n  - path: /b\n"
                   "    replicas: *r\n");
    row("flow style", "{dbs: [{path: /a, replicas: [{url: \"file:///r\"}]}]}");
}

void ConfigFileTest::acceptsQuietly()
{
    QFETCH(QString, text);

    const auto parsed = parse(text.toStdString());

    QVERIFY2(parsed, qPrintable(messageOf(parsed)));
    QVERIFY(parsed->warnings.empty());
}

void ConfigFileTest::refusesWithFileAndLine_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* text, const char* message) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(message);
    };
    row("key twice at the top", "addr: a\naddr: b\n",
        "test.yml:2: the key \"addr\" stands twice in the configuration (first in line 1)");
    row("key twice in a database", "dbs:\n  - path: /a\n    path: /b\n",
        "test.yml:3: the key \"path\" stands twice in a database (first in line 2)");
    row("list instead of mapping", "[]",
        "test.yml:1: the configuration must be a list of \"key: value\" lines");
    row("text instead of mapping", "dbs\n",
        "test.yml:1: the configuration must be a list of \"key: value\" lines");
    row("mapping instead of list", "dbs: {path: x}\n",
        "test.yml:1: dbs must be a list, each entry behind a \"-\"");
    row("empty entry", "dbs:\n  - ~\n",
        "test.yml:2: a database must be a list of \"key: value\" lines");
    row("list instead of text", "dbs:\n  - path: [a]\n",
        "test.yml:2: path must be text, not a list or mapping");
    row("no path", "dbs:\n  - replicas: []\n", "test.yml:2: a database needs a path");
    row("bad duration", "dbs:\n  - path: /a\n    monitor-interval: 5x\n",
        "test.yml:3: monitor-interval: \"5x\" is not a duration (write, for example, 10s, 1h30m or "
        "500ms; there is no unit for days)");
    row("duration in days",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n        retention: 7d\n",
        "test.yml:5: retention: \"7d\" is not a duration (write, for example, 10s, 1h30m or 500ms; "
        "there is no unit for days)");
    row("fraction without unit", "dbs:\n  - path: /a\n    monitor-interval: 1.5\n",
        "test.yml:3: monitor-interval: \"1.5\" is not a duration (write, for example, 10s, 1h30m "
        "or 500ms; there is no unit for days)");
    row("monitor interval of 0", "dbs:\n  - path: /a\n    monitor-interval: 0\n",
        "test.yml:3: monitor-interval must be more than 0");
    row("sync interval of 0",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n        sync-interval: 0s\n",
        "test.yml:5: sync-interval must be more than 0");
    row("retention check of 0",
        "dbs:\n  - path: /a\n    replicas:\n      - path: /r\n        retention-check-interval: "
        "0\n",
        "test.yml:5: retention-check-interval must be more than 0");
    row("negative duration", "dbs:\n  - path: /a\n    checkpoint-interval: -1s\n",
        "test.yml:3: checkpoint-interval must not be negative");
    row("negative nanoseconds", "dbs:\n  - path: /a\n    checkpoint-interval: -5\n",
        "test.yml:3: checkpoint-interval must not be negative");
    row("word for a number", "dbs:\n  - path: /a\n    min-checkpoint-page-count: abc\n",
        "test.yml:3: min-checkpoint-page-count must be a whole number, at least 1, not \"abc\"");
    row("page count of 0", "dbs:\n  - path: /a\n    min-checkpoint-page-count: 0\n",
        "test.yml:3: min-checkpoint-page-count must be a whole number, at least 1, not \"0\"");
    row("octal", "dbs:\n  - path: /a\n    max-checkpoint-page-count: 010\n",
        "test.yml:3: max-checkpoint-page-count must be a whole number, at least 0, not \"010\"");
    row("number too large",
        "dbs:\n  - path: /a\n    max-checkpoint-page-count: 99999999999999999999\n",
        "test.yml:3: max-checkpoint-page-count must be a whole number, at least 0, not "
        "\"99999999999999999999\"");
    row("bad truth", "logging: {stderr: maybe}\n",
        "test.yml:1: stderr must be true or false, not \"maybe\"");
    row("bad logging type", "logging:\n  type: xml\n",
        "test.yml:2: the logging type must be text or json");
    row("logging is text", "logging: loud\n",
        "test.yml:1: logging must be a list of \"key: value\" lines");
}

void ConfigFileTest::refusesWithFileAndLine()
{
    QFETCH(QString, text);
    QFETCH(QString, message);

    const auto parsed = parse(text.toStdString());

    QCOMPARE(messageOf(parsed), message);
    QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
}

void ConfigFileTest::replacesVariables()
{
    const auto parsed = parse("dbs:\n  - path: ${BASE}/x$BASE\n");

    QVERIFY(parsed);
    QCOMPARE(parsed->config.databases.front().path, std::string("/base/x/base"));
}

void ConfigFileTest::leavesVariablesIfAsked()
{
    ConfigOptions options = testOptions();
    options.expandEnvironment = false;

    const auto parsed = parseConfig("dbs:\n  - path: /a$BASE\n", options);

    QVERIFY(parsed);
    QVERIFY(parsed->warnings.empty());
    QCOMPARE(parsed->config.databases.front().path, std::string("/a$BASE"));
}

void ConfigFileTest::mergesMappings()
{
    const auto parsed = parse("common: &c {monitor-interval: 3s, path: /merged, ignored: 1}\n"
                              "dbs:\n  - <<: *c\n    path: /own\n  - <<: [*c, {meta-path: /m}]\n");

    QVERIFY2(parsed, qPrintable(messageOf(parsed)));
    const auto& databases = parsed->config.databases;
    QCOMPARE(databases.at(0).path, std::string("/own"));
    QVERIFY(databases.at(0).monitorInterval == 3s);
    QCOMPARE(databases.at(1).path, std::string("/merged"));
    QCOMPARE(databases.at(1).metaPath, std::string("/m"));
}

void ConfigFileTest::readsAFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("litestream.yml"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("dbs:\n  - path: /a\nodd: 1\n");
    file.close();

    const auto parsed = readConfigFile(path.toStdString(), testOptions());

    QVERIFY(parsed);
    QCOMPARE(parsed->config.databases.size(), std::size_t{1});
    QVERIFY(parsed->warnings.front().starts_with(path.toStdString() + ":3: "));
}

void ConfigFileTest::saysWhyAFileCannotBeRead()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();

    const auto missing = readConfigFile(path + "/none.yml", testOptions());
    const auto directory = readConfigFile(path, testOptions());

    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(messageOf(missing),
             QString::fromStdString("config file not found: " + path + "/none.yml"));
    QCOMPARE(messageOf(directory),
             QString::fromStdString(path + " is not a file that can be read"));
}

WALKEEPER_TEST(ConfigFileTest)
#include "config_file_test.moc"
