#include "core/config/config_writer.h"

#include "tests/support/faulty_file_system.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

namespace walkeeper {

namespace {

DatabaseConfig database(const std::string& path, const std::string& replica)
{
    DatabaseConfig config;
    config.path = path;
    ReplicaConfig folder;
    folder.url.scheme = "file";
    folder.url.path = replica;
    config.replicas.push_back(folder);
    return config;
}

std::string written(std::string_view text, const DatabaseConfig& added,
                    const ConfigOptions& options = {})
{
    const auto result = withDatabase(text, added, options);
    return result ? *result : "error: " + result.error().message;
}

} // namespace

class ConfigWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void appends_data();
    void appends();
    void readsBackWhatItWrote_data();
    void readsBackWhatItWrote();
    void refusesWhatItDoesNotUnderstand_data();
    void refusesWhatItDoesNotUnderstand();
    void refusesADatabaseThatIsThere();
    void refusesNamesThatAConfigurationCannotHold();
    void makesAFile();
    void keepsLinkAndRights();
    void leavesTheFileWhicheverWriteFails();
    void takesOut_data();
    void takesOut();
    void takesOutNothingThatItDoesNotUnderstand_data();
    void takesOutNothingThatItDoesNotUnderstand();
    void takesOutWhatItEntered();
    void leavesTheFileWhicheverRemovalFails();
};

void ConfigWriterTest::appends_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray entry = "  - path: /a.db\n    replicas:\n      - path: /r\n";
    QTest::newRow("empty") << QByteArray() << QByteArray("dbs:\n") + entry;
    QTest::newRow("comments only") << QByteArray("# mine\n") << "# mine\ndbs:\n" + entry;
    QTest::newRow("other keys, no end of line")
        << QByteArray("addr: \":9090\"\nfuture: 1") << "addr: \":9090\"\nfuture: 1\ndbs:\n" + entry;
    QTest::newRow("key without a list") << QByteArray("dbs:\n") << "dbs:\n" + entry;
    QTest::newRow("behind the last entry, before the next key and its comment")
        << QByteArray(
               "dbs:\n  # first\n  - path: /b.db # note\n    future: x\n\n# for metrics\naddr: a\n")
        << "dbs:\n  # first\n  - path: /b.db # note\n    future: x\n" + entry +
               "\n# for metrics\naddr: a\n";
    QTest::newRow("as far in as the others")
        << QByteArray("dbs:\n- path: /b.db\n")
        << QByteArray("dbs:\n- path: /b.db\n- path: /a.db\n  replicas:\n    - path: /r\n");
    QTest::newRow("line ends of its own")
        << QByteArray("addr: a\r\ndbs:\r\n  - path: /b.db\r\n")
        << QByteArray("addr: a\r\ndbs:\r\n  - path: /b.db\r\n  - path: /a.db\r\n    replicas:\r\n"
                      "      - path: /r\r\n");
    QTest::newRow("block text that looks like a comment")
        << QByteArray("dbs:\n  - path: /b.db\nexec: |\n  run\n  # no comment\n")
        << "dbs:\n  - path: /b.db\n" + entry + "exec: |\n  run\n  # no comment\n";
}

void ConfigWriterTest::appends()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);

    const std::string text = written(before.toStdString(), database("/a.db", "/r"));

    QCOMPARE(QByteArray::fromStdString(text), after);
}

void ConfigWriterTest::readsBackWhatItWrote_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char* path : {"/with space.db", "/quote\".db", "/back\\slash.db", "/#hash: x.db",
                             "/ümlaut/Größe.db", "/'single'.db", "/- dash", "/{flow}"})
        QTest::newRow(path) << QByteArray(path);
}

void ConfigWriterTest::readsBackWhatItWrote()
{
    QFETCH(QByteArray, path);
    const DatabaseConfig added = database(path.toStdString(), path.toStdString() + ".replica");

    const std::string text = written("dbs:\n  - path: /b.db\n", added);

    const auto parsed = parseConfig(text, {});
    QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    const DatabaseConfig* found = parsed->config.find(added.path);
    QVERIFY2(found, text.c_str());
    QCOMPARE(found->replicas.size(), 1U);
    QCOMPARE(found->replicas.front().url, added.replicas.front().url);
    QVERIFY(parsed->config.find("/b.db"));
}

void ConfigWriterTest::refusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("flow list") << QByteArray("dbs: [{path: /b.db}]\n");
    QTest::newRow("empty flow list") << QByteArray("dbs: []\n");
    QTest::newRow("flow document") << QByteArray("{dbs: [{path: /b.db}]}\n");
    QTest::newRow("two documents") << QByteArray("dbs:\n  - path: /b.db\n---\naddr: a\n");
    QTest::newRow("list through an alias")
        << QByteArray("other: &list\n  - path: /b.db\ndbs: *list\n");
    QTest::newRow("ends with a block text that ends like a comment")
        << QByteArray("dbs:\n  - path: /b.db\n    note: |\n      text\n      # still text\n");
}

void ConfigWriterTest::refusesWhatItDoesNotUnderstand()
{
    QFETCH(QByteArray, text);

    const auto result = withDatabase(text.toStdString(), database("/a.db", "/r"), {});

    // Either it is said what to add, or nothing of what stood there means anything else.
    if (result) {
        const auto before = parseConfig(text.toStdString(), {});
        const auto after = parseConfig(*result, {});
        QVERIFY(before && after);
        QCOMPARE(after->config.databases.size(), before->config.databases.size() + 1);
        return;
    }
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
    QVERIFY(result.error().message.find("- path: /a.db") != std::string::npos);
}

void ConfigWriterTest::refusesADatabaseThatIsThere()
{
    const auto result = withDatabase("dbs:\n  - path: /x/../a.db\n", database("/a.db", "/r"), {});

    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::AlreadyExists);
}

void ConfigWriterTest::refusesNamesThatAConfigurationCannotHold()
{
    for (const char* path : {"/cost$.db", "/new\nline.db"}) {
        const auto result = withDatabase("", database(path, "/r"), {});
        QVERIFY2(!result, path);
        QCOMPARE(result.error().code, ErrorCode::InvalidArgument);
    }
    ConfigOptions plain;
    plain.expandEnvironment = false;
    QVERIFY(withDatabase("", database("/cost$.db", "/r"), plain));
}

void ConfigWriterTest::makesAFile()
{
    const QTemporaryDir folder;
    const std::filesystem::path file =
        folder.filePath(QStringLiteral("new/walkeeper/litestream.yml")).toStdString();

    const auto added = addToConfigFile(file, database("/a.db", "/r"), {}, nativeFileSystem());

    QVERIFY2(added, added ? "" : added.error().message.c_str());
    const auto parsed = readConfigFile(file, {});
    QVERIFY(parsed);
    QVERIFY(parsed->warnings.empty());
    QVERIFY(parsed->config.find("/a.db"));
}

void ConfigWriterTest::keepsLinkAndRights()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    QFile file(folder.filePath(QStringLiteral("real.yml")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("# mine\n") > 0);
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup));
    const auto rights = file.permissions();
    std::filesystem::create_symlink("real.yml", root / "link.yml");

    QVERIFY(addToConfigFile(root / "link.yml", database("/a.db", "/r"), {}, nativeFileSystem()));

    QVERIFY(std::filesystem::is_symlink(root / "link.yml"));
    QCOMPARE(QFile(file.fileName()).permissions(), rights);
    QVERIFY(readConfigFile(root / "real.yml", {})->config.find("/a.db"));
}

void ConfigWriterTest::leavesTheFileWhicheverWriteFails()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("litestream.yml"));
    QFile file(name);
    for (int n = 1;; ++n) {
        QVERIFY(n < 100);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("# mine\n") > 0);
        file.close();
        test::FaultyFileSystem files(test::FileFault{.nth = n});
        const auto added = addToConfigFile(name.toStdString(), database("/a.db", "/r"), {}, files);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        file.close();
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        if (added)
            break; // n has passed the last call: all were tried
        // The last call makes the new name last; by then it is there.
        QVERIFY(text == "# mine\n" || text.contains("/a.db"));
    }
}

void ConfigWriterTest::takesOut_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray entry = "  - path: /a.db # mine\n    future: x\n    # which one\n"
                             "    replicas:\n      - path: /r\n        future: y\n";
    QTest::newRow("the only one") << "dbs:\n" + entry << QByteArray("dbs:\n");
    QTest::newRow("the first, with comments around it")
        << "# head\naddr: a # b\ndbs:\n  # above\n" + entry + "\n  # next\n  - path: /b.db\n"
        << QByteArray("# head\naddr: a # b\ndbs:\n  # above\n\n  # next\n  - path: /b.db\n");
    QTest::newRow("one between others")
        << "dbs:\n  - path: /b.db\n" + entry + "  - path: /c.db\n    future: 1\n"
        << QByteArray("dbs:\n  - path: /b.db\n  - path: /c.db\n    future: 1\n");
    QTest::newRow("the last, before another key and its comment")
        << "dbs:\n  - path: /b.db\n" + entry + "\n# for metrics\naddr: a\n"
        << QByteArray("dbs:\n  - path: /b.db\n\n# for metrics\naddr: a\n");
    QTest::newRow("keys above and below, in another order")
        << "exec: |\n  # no comment\ndbs:\n" + entry + "logging:\n  level: warn\n"
        << QByteArray("exec: |\n  # no comment\ndbs:\nlogging:\n  level: warn\n");
    QTest::newRow("not indented, no end of line")
        << QByteArray("dbs:\n- path: /b.db\n- path: /a.db\n  replicas:\n  - path: /r")
        << QByteArray("dbs:\n- path: /b.db\n");
    QTest::newRow("line ends of its own")
        << QByteArray("dbs:\r\n  - path: /a.db\r\n    future: x\r\n# end\r\n")
        << QByteArray("dbs:\r\n# end\r\n");
    QTest::newRow("written in another way")
        << QByteArray("dbs:\n  - path: /x/../a.db\n  - path: /b.db\n")
        << QByteArray("dbs:\n  - path: /b.db\n");
}

void ConfigWriterTest::takesOut()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);

    const auto result = withoutDatabase(before.toStdString(), "/a.db", {});

    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*result), after);
}

void ConfigWriterTest::takesOutNothingThatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("flow list") << QByteArray("dbs: [{path: /a.db}]\n");
    QTest::newRow("dash on a line of its own") << QByteArray("dbs:\n  -\n    path: /a.db\n");
    QTest::newRow("two documents") << QByteArray("dbs:\n  - path: /a.db\n---\naddr: a\n");
    QTest::newRow("two entries of it")
        << QByteArray("dbs:\n  - path: /a.db\n  - path: /b.db\n  - path: /a.db\n");
    QTest::newRow("list through an alias")
        << QByteArray("other: &list\n  - path: /a.db\ndbs: *list\n");
    QTest::newRow("others refer to it")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas: &r\n      - path: /r\n"
                      "  - path: /b.db\n    replicas: *r\n");
}

void ConfigWriterTest::takesOutNothingThatItDoesNotUnderstand()
{
    QFETCH(QByteArray, text);

    const auto result = withoutDatabase(text.toStdString(), "/a.db", {});

    QVERIFY2(!result, result ? result->c_str() : "");
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
    QCOMPARE(withoutDatabase("dbs:\n  - path: /b.db\n", "/a.db", {}).error().code,
             ErrorCode::NotFound);
}

void ConfigWriterTest::takesOutWhatItEntered()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("litestream.yml"));
    const std::string file = name.toStdString();
    FileSystem& files = nativeFileSystem();
    QVERIFY(addToConfigFile(file, database("/a b.db", "/r"), {}, files));
    QVERIFY(addToConfigFile(file, database("/#c.db", "/s"), {}, files));

    QVERIFY(checkRemovable(file, "/a b.db", {}, files));
    const auto removed = removeFromConfigFile(file, "/a b.db", {}, files);

    QVERIFY2(removed, removed ? "" : removed.error().message.c_str());
    const auto parsed = readConfigFile(file, {});
    QVERIFY(parsed && parsed->config.databases.size() == 1 && parsed->config.find("/#c.db"));
    QVERIFY(removeFromConfigFile(file, "/#c.db", {}, files));
    QVERIFY(addToConfigFile(file, database("/d.db", "/t"), {}, files));
    QCOMPARE(readConfigFile(file, {})->config.databases.size(), 1U);
}

void ConfigWriterTest::leavesTheFileWhicheverRemovalFails()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(QStringLiteral("litestream.yml"));
    const QByteArray before = "dbs:\n  - path: /a.db\n  - path: /b.db\n";
    const QByteArray after = "dbs:\n  - path: /b.db\n";
    QFile file(name);
    for (int n = 1;; ++n) {
        QVERIFY(n < 100);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(before) > 0);
        file.close();
        test::FaultyFileSystem files(test::FileFault{.nth = n});
        const auto removed = removeFromConfigFile(name.toStdString(), "/a.db", {}, files);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        file.close();
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        if (removed) {
            QCOMPARE(text, after);
            break;
        }
        QVERIFY(text == before || text == after);
    }
}

} // namespace walkeeper

using walkeeper::ConfigWriterTest;
WALKEEPER_TEST(ConfigWriterTest)
#include "config_writer_test.moc"
