#include "core/io/digest.h"
#include "core/sqlite/pinned_state.h"
#include "core/sqlite/source_database.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <thread>

using namespace walkeeper;
using namespace walkeeper::test;

/// A state that is held while an application goes on, against SQLite's own image of it.
class PinnedStateTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void isTheImageOfItsMoment_data();
    void isTheImageOfItsMoment();
    void staysWhileTheWalIsResetUnderIt();
    void findsAMomentUnderAWriter();
    void isCancelled();

private:
    Result<PinnedState> pin() { return PinnedState::pin(*SourceDatabase::openReader(path())); }
    std::filesystem::path path() const { return *m_folder / "a.db"; }
    PinnedState::Checksum image()
    {
        const std::vector<std::byte> bytes = *m_application->image();
        Crc64 crc;
        crc.add(bytes);
        return {crc.value(), bytes.size()};
    }
    void run(const std::string& sql)
    {
        const Result<void> done = m_application->execute(sql);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
    void open(int pageSize);

    std::optional<TestFolder> m_folder;
    std::optional<Connection> m_application;
    std::optional<SourceDatabase> m_source; // keeps the WAL index and the two tables
};

void PinnedStateTest::init()
{
    m_folder.emplace();
}

void PinnedStateTest::cleanup()
{
    m_source.reset();
    m_application.reset();
    m_folder.reset();
}

void PinnedStateTest::open(int pageSize)
{
    m_application.emplace(*Connection::open(path(), OpenDatabase::ReadWrite));
    run("PRAGMA page_size = " + std::to_string(pageSize) +
        "; PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;"
        "CREATE TABLE t(id INTEGER PRIMARY KEY, x)");
    m_source.emplace(*SourceDatabase::open(path()));
}

constexpr const char* fill =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
    "INSERT INTO t(x) SELECT randomblob(700) FROM n;";

void PinnedStateTest::isTheImageOfItsMoment_data()
{
    QTest::addColumn<int>("pageSize");
    QTest::addColumn<QString>("before");
    const QString passive = QStringLiteral("PRAGMA wal_checkpoint(PASSIVE);");
    const QString full = QString::fromLatin1(fill);
    for (const int pageSize : {512, 4096, 65536}) {
        const auto row = [&](const char* name, const QString& sql) {
            QTest::addRow("%d %s", pageSize, name) << pageSize << sql;
        };
        row("all in the WAL", full);
        row("all in the file", full + passive);
        row("half and half",
            full + passive + QStringLiteral("UPDATE t SET x = 1 WHERE id % 7 = 0;"));
        row("shrunk in the WAL",
            full + passive + QStringLiteral("DELETE FROM t WHERE id > 20; VACUUM;"));
        row("shrunk in the file",
            full + passive + QStringLiteral("DELETE FROM t WHERE id > 20; VACUUM;") + passive);
        row("an empty WAL", full + QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE);"));
    }
}

void PinnedStateTest::isTheImageOfItsMoment()
{
    QFETCH(int, pageSize);
    QFETCH(QString, before);
    open(pageSize);
    for (const QString& statement : before.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        QVERIFY(m_application->query(statement.toStdString()));
    const PinnedState::Checksum expected = image();

    Result<PinnedState> state = pin();
    QVERIFY2(state, state ? "" : state.error().message.c_str());
    run("UPDATE t SET x = randomblob(900)");
    QVERIFY(m_application->query("PRAGMA wal_checkpoint(PASSIVE)"));
    run(fill);
    const Result<PinnedState::Checksum> checksum = state->checksum({});

    QVERIFY2(checksum, checksum ? "" : checksum.error().message.c_str());
    QCOMPARE(checksum->bytes, expected.bytes);
    QCOMPARE(checksum->value, expected.value);
    QVERIFY(image() != expected);
}

void PinnedStateTest::staysWhileTheWalIsResetUnderIt()
{
    open(4096);
    run(fill);
    QVERIFY(m_application->query("PRAGMA wal_checkpoint(PASSIVE)"));
    const PinnedState::Checksum expected = image();

    Result<PinnedState> state = pin();
    QVERIFY(state);
    run("UPDATE t SET x = 0");
    QVERIFY(m_source->walIndex()->salts != state->commit().salts);

    QVERIFY(*state->checksum({}) == expected);
}

void PinnedStateTest::findsAMomentUnderAWriter()
{
    open(4096);
    std::atomic<bool> isDone = false;
    std::thread writer([&] {
        Connection busy = *Connection::open(path(), OpenDatabase::Existing);
        busy.setBusyTimeout(std::chrono::seconds(10));
        while (!isDone)
            static_cast<void>(busy.execute("INSERT INTO t(x) VALUES (1)"));
    });
    int found = 0;
    for (int i = 0; i < 50; ++i)
        found += pin() ? 1 : 0;
    isDone = true;
    writer.join();

    QCOMPARE(found, 50);
}

void PinnedStateTest::isCancelled()
{
    open(4096);
    run(fill);
    CancellationSource source;
    source.cancel();

    const Result<PinnedState::Checksum> checksum = pin()->checksum(source.token());

    QVERIFY(!checksum);
    QCOMPARE(checksum.error().code, ErrorCode::Cancelled);
}

WALKEEPER_TEST(PinnedStateTest)
#include "pinned_state_test.moc"
