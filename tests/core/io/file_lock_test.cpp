#include "core/io/file_lock.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;

class FileLockTest : public QObject
{
    Q_OBJECT

private slots:
    void oneAtATime();
    void endsWithItsProcess();
    void saysWhyItCannotBeMade();
};

void FileLockTest::oneAtATime()
{
    const TestFolder folder;
    {
        const Result<FileLock> first = FileLock::acquire(nativeFileSystem(), folder / "lock");
        QVERIFY(first);
        QCOMPARE(FileLock::acquire(nativeFileSystem(), folder / "lock").error().code,
                 ErrorCode::Busy);
    }
    QVERIFY(FileLock::acquire(nativeFileSystem(), folder / "lock"));
}

void FileLockTest::endsWithItsProcess()
{
    const TestFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        const Result<FileLock> lock = FileLock::acquire(nativeFileSystem(), folder / "lock");
        ::kill(::getpid(), lock ? SIGKILL : SIGTERM);
        ::_exit(1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    QVERIFY(FileLock::acquire(nativeFileSystem(), folder / "lock"));
}

void FileLockTest::saysWhyItCannotBeMade()
{
    const TestFolder folder;
    const Result<FileLock> lock = FileLock::acquire(nativeFileSystem(), folder / "no/such/lock");
    QVERIFY(!lock);
    QVERIFY(lock.error().message.find((folder / "no/such/lock").string()) != std::string::npos);
}

WALKEEPER_TEST(FileLockTest)
#include "file_lock_test.moc"
