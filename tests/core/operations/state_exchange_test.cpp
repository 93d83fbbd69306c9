#include "core/operations/state_exchange.h"

#include "core/io/file_holders.h"
#include "tests/core/operations/used_database.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class StateExchangeTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheNoteIfItCannotBeTakenBack();
    void keepsAJournalThatAppearsInBetween_data();
    void keepsAJournalThatAppearsInBetween();
    void keepsTheNewStateForWhoHasOpenedIt_data();
    void keepsTheNewStateForWhoHasOpenedIt();
};

namespace {

/// The state of before is listed, and can be had again.
void checkKept(UsedDatabase& database, const Error& error)
{
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
    VERIFY_OK(copies);
    QCOMPARE(copies->size(), 1u);
    const SafetyCopy& copy = copies->front();
    QCOMPARE(stateOf(copy.file), std::string("before"));
    for (const std::string& text : {std::string("has the new state"), copy.folder.string()})
        QVERIFY2(error.message.find(text) != std::string::npos, error.message.c_str());
    VERIFY_OK(bringBack(copy.folder, database.context(), {}));
    QCOMPARE(stateOf(database.path()), std::string("before"));
}

} // namespace

void StateExchangeTest::keepsTheNoteIfItCannotBeTakenBack()
{
    UsedDatabase database;
    std::optional<ChildProcess> other;
    FaultyFileSystem files({.nth = 2, .only = FileCall::Exchange});
    files.setObserver([&](FileCall call) {
        if (call != FileCall::Exchange || other)
            return;
        other.emplace(holder("descriptor", database.path()));
        QVERIFY(QTest::qWaitFor([&] { return waitsForALease(*other); }, 20000));
    });

    const Result<RestoredInPlace> restored = database.restore(database.folder().context(files));

    QVERIFY(!restored);
    QVERIFY(files.hasFailed());
    QVERIFY(hasSaid(*other, "ready"));
    other.reset();
    checkKept(database, restored.error());
}

void StateExchangeTest::keepsAJournalThatAppearsInBetween_data()
{
    QTest::addColumn<QByteArray>("journal");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("hot") << QByteArray::fromHex("d9d505f920a163d7").leftJustified(512, '\1')
                         << true;
    // As SQLite leaves it after a commit.
    QTest::newRow("done with") << QByteArray(512, '\0') << false;
    QTest::newRow("empty") << QByteArray() << false;
}

/// A program dies that has opened the database after its WAL had gone into it.
void StateExchangeTest::keepsAJournalThatAppearsInBetween()
{
    QFETCH(const QByteArray, journal);
    QFETCH(const bool, isKept);
    UsedDatabase database;
    QVERIFY(database.leaveWal());
    const std::string path = database.path().string();
    bool hasAppeared = false;
    FaultyFileSystem files({.nth = 0});
    files.setObserver([&](FileCall) {
        if (hasAppeared || fs::exists(path + "-wal"))
            return;
        hasAppeared = true;
        std::ofstream(path + "-journal", std::ios::binary) << journal.toStdString();
    });

    const Result<RestoredInPlace> restored = database.restore(database.folder().context(files));

    QVERIFY(hasAppeared);
    QCOMPARE(static_cast<bool>(restored), !isKept);
    QCOMPARE(fs::exists(path + "-journal"), isKept);
    if (!isKept)
        return;
    QCOMPARE(restored.error().code, ErrorCode::Busy);
    QCOMPARE(restored.error().message,
             fs::canonical(path).string() + " was opened by somebody meanwhile");
    QCOMPARE(fileText(path + "-journal"), journal.toStdString());
    QCOMPARE(database.names(), (Names{"app.db", "app.db-journal"}));
}

void StateExchangeTest::keepsTheNewStateForWhoHasOpenedIt_data()
{
    QTest::addColumn<int>("exchanges");
    QTest::newRow("before it would be taken back") << 1;
    QTest::newRow("while it is taken back") << 2;
}

/// Something goes wrong after the files have changed places, and somebody asks for the new one.
void StateExchangeTest::keepsTheNewStateForWhoHasOpenedIt()
{
    QFETCH(const int, exchanges);
    UsedDatabase database;
    std::optional<ChildProcess> other;
    // The restore writes from several threads.
    std::atomic<int> exchanged = 0;
    FaultyFileSystem files({.nth = 1, .only = FileCall::RenameOver});
    files.setObserver([&](FileCall call) {
        if (call == FileCall::Exchange)
            ++exchanged;
        if (call != (exchanges == 1 ? FileCall::RenameOver : FileCall::Exchange) ||
            exchanged < exchanges || other)
            return;
        other.emplace(holder("descriptor", database.path()));
        QVERIFY(QTest::qWaitFor([&] { return waitsForALease(*other); }, 20000));
    });

    const Result<RestoredInPlace> restored = database.restore(database.folder().context(files));

    QVERIFY(!restored);
    QVERIFY(files.hasFailed());
    QVERIFY(other);
    QVERIFY(hasSaid(*other, "ready"));
    // What it has opened is what the path leads to.
    const std::vector<FileHolder> holders = holdersOf(database.path());
    QCOMPARE(holders.size(), 1u);
    QCOMPARE(holders.front().process, other->pid());
    other.reset();
    checkKept(database, restored.error());
}

WALKEEPER_TEST(StateExchangeTest)
#include "state_exchange_test.moc"
