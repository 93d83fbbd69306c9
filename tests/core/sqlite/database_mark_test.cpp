#include "core/sqlite/connection.h"
#include "core/sqlite/database_mark.h"
#include "tests/support/give_up.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class DatabaseMarkTest : public QObject
{
    Q_OBJECT

private slots:
    void tellsDatabasesFromOtherFiles_data();
    void tellsDatabasesFromOtherFiles();
    void missingFilesAreNotFound();
    void waitsForNoPipe();
    void keepsTheLocksOfThisProcess();
    void changesNothing();
};

namespace {

void writeFile(const fs::path& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

/// One that is in use: it has read, so it holds the locks of a reader.
Connection openReader(const fs::path& path)
{
    auto connection = Connection::open(path, OpenDatabase::ReadWrite);
    if (!connection)
        giveUp(connection.error().message);
    const auto done = connection->execute("PRAGMA journal_mode = WAL; CREATE TABLE t(a);"
                                          "BEGIN; SELECT count(*) FROM t");
    if (!done)
        giveUp(done.error().message);
    return *std::move(connection);
}

/// Whether another process is kept from writing anywhere in the file.
bool isLocked(const fs::path& path)
{
    const pid_t child = ::fork();
    if (child == 0) {
        const int file = ::open(path.c_str(), O_RDWR);
        struct flock lock = {};
        lock.l_type = F_WRLCK;
        lock.l_whence = SEEK_SET;
        const bool isFree = ::fcntl(file, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
        ::_exit(isFree ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

} // namespace

void DatabaseMarkTest::tellsDatabasesFromOtherFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isDatabase");
    const QByteArray mark("SQLite format 3\0", 16);
    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("mark") << mark << true;
    QTest::newRow("mark and more") << mark + QByteArray(5000, 'x') << true;
    QTest::newRow("mark cut short") << mark.left(15) << false;
    QTest::newRow("text") << QByteArray("dbs:\n  - path: /var/lib/app.db\n") << false;
}

void DatabaseMarkTest::tellsDatabasesFromOtherFiles()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, isDatabase);
    const TestFolder folder;
    writeFile(folder / "file", {bytes.data(), static_cast<std::size_t>(bytes.size())});

    const Result<bool> answer = isDatabaseFile(folder / "file");

    QVERIFY(answer);
    QCOMPARE(*answer, isDatabase);
}

void DatabaseMarkTest::missingFilesAreNotFound()
{
    const TestFolder folder;

    const Result<bool> answer = isDatabaseFile(folder / "none");

    QVERIFY(!answer && answer.error().code == ErrorCode::NotFound);
    QVERIFY(!fs::exists(folder / "none"));
}

void DatabaseMarkTest::waitsForNoPipe()
{
    const TestFolder folder;
    QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);

    const Result<bool> answer = isDatabaseFile(folder / "pipe");

    QVERIFY(answer && !*answer);
}

void DatabaseMarkTest::keepsTheLocksOfThisProcess()
{
    const TestFolder folder;
    const Connection reader = openReader(folder / "app.db");
    QVERIFY(isLocked(folder / "app.db"));
    QVERIFY(isLocked(folder / "app.db-shm"));

    QVERIFY(*isDatabaseFile(folder / "app.db"));
    QVERIFY(!*isDatabaseFile(folder / "app.db-shm"));

    QVERIFY(isLocked(folder / "app.db"));
    QVERIFY(isLocked(folder / "app.db-shm"));
    // Any other way of reading the file would have lost them.
    static_cast<void>(std::ifstream(folder / "app.db").get());
    QVERIFY(!isLocked(folder / "app.db"));
}

void DatabaseMarkTest::changesNothing()
{
    const TestFolder folder;
    writeFile(folder / "app.db", std::string_view("SQLite format 3\0 and no more", 29));
    const auto before = fs::last_write_time(folder / "app.db");

    QVERIFY(*isDatabaseFile(folder / "app.db"));

    QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
    QVERIFY(fs::last_write_time(folder / "app.db") == before);
    QCOMPARE(fs::file_size(folder / "app.db"), std::uintmax_t{29});
}

WALKEEPER_TEST(DatabaseMarkTest)
#include "database_mark_test.moc"
