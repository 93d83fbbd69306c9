#include "core/operations/restore_in_place.h"

#include "core/operations/restore_database.h"
#include "core/sqlite/connection.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/test_main.h"

#include <fstream>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// A database that an application uses, and a replica to restore it from.
class UsedDatabase
{
public:
    explicit UsedDatabase(const std::string& journalMode = "wal")
    {
        fs::create_directories(path().parent_path());
        Result<Connection> connection = Connection::open(path(), OpenDatabase::ReadWrite);
        m_ok = connection && connection->query("PRAGMA journal_mode = " + journalMode) &&
               connection->execute("CREATE TABLE mine (x); INSERT INTO mine VALUES ('before')");
    }

    bool isOk() const { return m_ok; }
    test::ReplicaFolder& folder() { return m_folder; }
    fs::path path() const { return m_folder.root() / "data" / "app.db"; }
    Names names() const { return m_folder.namesIn("data"); }

    RestoreRequest request() const
    {
        RestoreRequest request;
        request.source = m_folder.url();
        request.output = path();
        request.check = IntegrityCheck::Full;
        return request;
    }
    Result<RestoredInPlace> restore() { return restore(m_folder.context()); }
    Result<RestoredInPlace> restore(const OperationContext& context)
    {
        NoProgress silent;
        return restoreInPlace(request(), context, {}, silent);
    }

private:
    test::ReplicaFolder m_folder;
    bool m_ok = false;
};

/// "before", "restored", or what is wrong with it.
std::string stateOf(const fs::path& database)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Existing);
    if (!connection)
        return connection.error().message;
    const auto sound = connection->query("PRAGMA integrity_check");
    if (!sound)
        return sound.error().message;
    if (sound->front().front() != "ok")
        return sound->front().front();
    if (const auto mine = connection->query("SELECT x FROM mine"))
        return mine->empty() ? "empty" : mine->back().front();
    const auto readings = connection->query("SELECT count(*) FROM reading");
    return readings ? "restored" : readings.error().message;
}

#define VERIFY_OK(expression)                                                                      \
    do {                                                                                           \
        const auto& outcome = (expression);                                                        \
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());                         \
    } while (false)

} // namespace

class RestoreInPlaceTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheStateOfBeforeAndBringsItBack_data();
    void keepsTheStateOfBeforeAndBringsItBack();
};

void RestoreInPlaceTest::keepsTheStateOfBeforeAndBringsItBack_data()
{
    QTest::addColumn<QString>("journalMode");
    for (const char* mode : {"wal", "delete", "persist", "truncate"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void RestoreInPlaceTest::keepsTheStateOfBeforeAndBringsItBack()
{
    QFETCH(const QString, journalMode);
    UsedDatabase database(journalMode.toStdString());
    QVERIFY(database.isOk());

    const Result<RestoredInPlace> restored = database.restore();

    VERIFY_OK(restored);
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    QCOMPARE(stateOf(restored->before.file), std::string("before"));
    QCOMPARE(database.names(),
             (Names{"about.txt", "app.db", "app.db", restored->before.folder.filename().string()}));
    const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
    VERIFY_OK(copies);
    QCOMPARE(copies->size(), 1u);
    QCOMPARE(copies->front().note, restored->before.note);
    QCOMPARE(copies->front().note.enteringFrom->position, restored->report.position);
    QVERIFY(!copies->front().note.leavingFrom);

    const Result<SafetyCopy> back =
        bringBack(copies->front().folder, database.folder().context(), {});

    VERIFY_OK(back);
    QCOMPARE(stateOf(database.path()), std::string("before"));
    QCOMPARE(stateOf(back->file), std::string("restored"));
    QCOMPARE(back->note.leavingFrom->position, restored->report.position);
    QVERIFY(!back->note.enteringFrom);

    VERIFY_OK(bringBack(back->folder, database.folder().context(), {}));
    QCOMPARE(stateOf(database.path()), std::string("restored"));
}

} // namespace walkeeper

using walkeeper::RestoreInPlaceTest;
WALKEEPER_TEST(RestoreInPlaceTest)
#include "restore_in_place_test.moc"
