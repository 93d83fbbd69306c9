#include "core/config/retention_writer.h"

#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

namespace walkeeper {

using std::chrono::hours;

namespace {

ReplicaChange change(std::size_t replica = 0)
{
    ReplicaChange change;
    change.database = "/a.db";
    change.replica = replica;
    change.retention = hours(72);
    change.snapshotInterval = hours(24);
    return change;
}

} // namespace

class RetentionWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void changesValues_data();
    void changesValues();
    void refusesWhatItDoesNotUnderstand_data();
    void refusesWhatItDoesNotUnderstand();
    void refusesWhatIsNotThere();
    void writesOnlyWhatIsAnother();
    void takesBackToTheBeginning();
    void changesAFile();
};

void RetentionWriterTest::changesValues_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("new lines")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas:\n      - path: /r # disk\n")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas:\n      - path: /r # disk\n"
                      "        snapshot-interval: 24h\n        retention: 72h\n");
    QTest::newRow("values with comments, unknown keys and order")
        << QByteArray("# mine\ndbs:\n- path: /a.db\n  replicas:\n  - future: 1\n    retention: 24h "
                      "# a day\n    # why\n    path: /r\n    snapshot-interval: \"1h\"   # often\n")
        << QByteArray("# mine\ndbs:\n- path: /a.db\n  replicas:\n  - future: 1\n    retention: 72h "
                      "# a day\n    # why\n    path: /r\n    snapshot-interval: 24h   # often\n");
    QTest::newRow("the right one of several")
        << QByteArray("dbs:\n  - path: /b.db\n    replicas:\n      - path: /b\n        retention: "
                      "1h\n  - path: /a.db\n    replicas:\n      - path: /r\n        retention: "
                      "1h\n        snapshot-interval: 2h")
        << QByteArray("dbs:\n  - path: /b.db\n    replicas:\n      - path: /b\n        retention: "
                      "1h\n  - path: /a.db\n    replicas:\n      - path: /r\n        retention: "
                      "72h\n        snapshot-interval: 24h");
    QTest::newRow("line ends of Windows")
        << QByteArray("dbs:\r\n  - path: /a.db\r\n    replicas:\r\n      - path: /r\r\n        "
                      "retention: 5h\r\n        snapshot-interval: 24h\r\n")
        << QByteArray("dbs:\r\n  - path: /a.db\r\n    replicas:\r\n      - path: /r\r\n        "
                      "retention: 72h\r\n        snapshot-interval: 24h\r\n");
    QTest::newRow("no end of line, a URL")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas:\n      - url: file:///r")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas:\n      - url: file:///r\n"
                      "        snapshot-interval: 24h\n        retention: 72h\n");
}

void RetentionWriterTest::changesValues()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);

    const Result<std::string> changed = withReplicaChange(before.toStdString(), change(), {});

    QVERIFY2(changed, changed ? "" : changed.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*changed), after);
}

void RetentionWriterTest::refusesWhatItDoesNotUnderstand_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("flow") << QByteArray("dbs: [{path: /a.db, replicas: [{path: /r}]}]\n");
    QTest::newRow("flow replica") << QByteArray(
        "dbs:\n  - path: /a.db\n    replicas:\n      - {path: /r, retention: 1h}\n");
    QTest::newRow("anchored value")
        << QByteArray("x: &r 1h\ndbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n        "
                      "retention: *r\n");
    QTest::newRow("a replica that two share")
        << QByteArray("dbs:\n  - path: /b.db\n    replicas:\n      - &r\n        path: /r\n  - "
                      "path: /a.db\n    replicas:\n      - *r\n");
    QTest::newRow("value on the next line")
        << QByteArray("dbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n        retention:\n"
                      "          1h\n");
}

void RetentionWriterTest::refusesWhatItDoesNotUnderstand()
{
    QFETCH(const QByteArray, text);

    const Result<std::string> changed = withReplicaChange(text.toStdString(), change(), {});

    QVERIFY(!changed);
    QCOMPARE(changed.error().code, ErrorCode::Unsupported);
    QVERIFY(changed.error().message.find("retention: 72h") != std::string::npos);
}

void RetentionWriterTest::refusesWhatIsNotThere()
{
    const std::string text = "dbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n";
    QCOMPARE(withReplicaChange(text, change(1), {}).error().code, ErrorCode::NotFound);
    QCOMPARE(withReplicaChange("dbs:\n", change(), {}).error().code, ErrorCode::NotFound);
}

void RetentionWriterTest::writesOnlyWhatIsAnother()
{
    const std::string text = "dbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n";
    ReplicaChange same;
    same.database = "/a.db";
    same.retention = hours(24);
    same.retentionCheckInterval = hours(1);

    QCOMPARE(*withReplicaChange(text, same, {}), text);
}

void RetentionWriterTest::takesBackToTheBeginning()
{
    const std::string text = "dbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n        "
                             "retention: 90m\n        snapshot-interval: 1h30m\n";
    ReplicaChange back;
    back.database = "/a.db";
    back.retention = std::chrono::minutes(90);
    back.snapshotInterval = std::chrono::minutes(90);

    const Result<std::string> changed = withReplicaChange(text, change(), {});
    QVERIFY(changed);
    QCOMPARE(withReplicaChange(*changed, back, {})->find("retention: 1h30m") != std::string::npos,
             true);
}

void RetentionWriterTest::changesAFile()
{
    const std::string text = "dbs:\n  - path: /a.db\n    replicas:\n      - path: /r\n";
    test::TestFolder folder;
    const auto file = folder.write("litestream.yml", text);
    QVERIFY(changeInConfigFile(file, change(), {}, nativeFileSystem()));
    const std::string changed = test::fileText(file);
    QVERIFY(changed.find("retention: 72h") != std::string::npos);
    QVERIFY(!changeInConfigFile(folder / "none.yml", change(), {}, nativeFileSystem()));
}

} // namespace walkeeper

using walkeeper::RetentionWriterTest;
WALKEEPER_TEST(RetentionWriterTest)
#include "retention_writer_test.moc"
