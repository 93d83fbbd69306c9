#include "core/io/file_holders.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;

class FileHoldersTest : public QObject
{
    Q_OBJECT

private slots:
    void namesWhoHasAFileOpen();
};

void FileHoldersTest::namesWhoHasAFileOpen()
{
    const TestFolder folder;
    const std::filesystem::path path = folder.write("a.db", "x");
    QVERIFY(holdersOf(path).empty());

    int ready[2] = {};
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        static_cast<void>(::open(path.c_str(), O_RDONLY));
        const char byte = 'x';
        static_cast<void>(::write(ready[1], &byte, 1));
        for (;;)
            ::pause();
    }
    char byte = 0;
    QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
    const std::vector<FileHolder> holders = holdersOf(path);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);

    QCOMPARE(holders.size(), std::size_t{1});
    QCOMPARE(holders.front().process, std::int64_t{child});
    QVERIFY(holders.front().program.find("test_core_io") != std::string::npos);
    QVERIFY(holdersOf(folder / "missing").empty());
}

WALKEEPER_TEST(FileHoldersTest)
#include "file_holders_test.moc"
