#include "core/io/sole_use.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"

#include <fstream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;

namespace {

/// Another process that opens the file and says so; ended when destroyed.
class Opener
{
public:
    explicit Opener(const std::filesystem::path& path)
    {
        if (::pipe(m_said) != 0)
            return;
        m_child = ::fork();
        if (m_child != 0)
            return;
        static_cast<void>(::open(path.c_str(), O_RDONLY));
        static_cast<void>(::write(m_said[1], "x", 1));
        for (;;)
            ::pause();
    }
    ~Opener()
    {
        ::kill(m_child, SIGKILL);
        ::waitpid(m_child, nullptr, 0);
        ::close(m_said[0]);
        ::close(m_said[1]);
    }
    Opener(const Opener&) = delete;
    Opener& operator=(const Opener&) = delete;

    void waitUntilOpen() const
    {
        char byte = 0;
        static_cast<void>(::read(m_said[0], &byte, 1));
    }
    pid_t process() const { return m_child; }

private:
    int m_said[2] = {};
    pid_t m_child = -1;
};

} // namespace

class SoleUseTest : public QObject
{
    Q_OBJECT

private slots:
    void provesThatNobodyHasAFileOpen();
    void namesWhoHasItOpen();
    void seesThatThisProcessHasItOpen();
    void othersWaitWhileItIsHeld();
    void refusesTheFileOfAnotherUser();
    void saysThatThereIsNone();
};

void SoleUseTest::provesThatNobodyHasAFileOpen()
{
    const TestFolder folder;
    const Result<SoleUse> use = SoleUse::acquire(folder.write("a.db", "x"));
    QVERIFY2(use, use ? "" : use.error().message.c_str());
    QVERIFY(!use->isAwaited());
}

void SoleUseTest::namesWhoHasItOpen()
{
    const TestFolder folder;
    const std::filesystem::path path = folder.write("a.db", "x");
    const Opener opener(path);
    opener.waitUntilOpen();

    const Result<SoleUse> use = SoleUse::acquire(path);

    QVERIFY(!use);
    QCOMPARE(use.error().code, ErrorCode::Busy);
    QVERIFY2(use.error().message.find("(process " + std::to_string(opener.process()) + ")") !=
                 std::string::npos,
             use.error().message.c_str());
}

void SoleUseTest::seesThatThisProcessHasItOpen()
{
    const TestFolder folder;
    const std::filesystem::path path = folder.write("a.db", "x");
    std::filesystem::create_hard_link(path, folder / "b.db");
    const std::ifstream open(folder / "b.db");

    const Result<SoleUse> use = SoleUse::acquire(path);

    QVERIFY(!use);
    QCOMPARE(use.error().message, path.string() + " is open in this program itself");
}

void SoleUseTest::othersWaitWhileItIsHeld()
{
    const TestFolder folder;
    const std::filesystem::path path = folder.write("a.db", "x");
    std::optional<SoleUse> use;
    use.emplace(*SoleUse::acquire(path));

    const Opener opener(path);

    QTRY_VERIFY_WITH_TIMEOUT(use->isAwaited(), 20000);
    use.reset();
    opener.waitUntilOpen();
    QVERIFY(!SoleUse::acquire(path));
}

void SoleUseTest::refusesTheFileOfAnotherUser()
{
    const TestFolder folder;
    const std::filesystem::path path = folder.write("a.db", "x");
    std::filesystem::permissions(path, std::filesystem::perms(0666));
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    const Unprivileged other;

    const Result<SoleUse> use = SoleUse::acquire(path);

    QVERIFY(!use);
    QCOMPARE(use.error().code, ErrorCode::PermissionDenied);
    QVERIFY2(use.error().message.find("belongs to another user") != std::string::npos,
             use.error().message.c_str());
}

void SoleUseTest::saysThatThereIsNone()
{
    const TestFolder folder;
    const Result<SoleUse> use = SoleUse::acquire(folder / "missing");
    QVERIFY(!use);
    QCOMPARE(use.error().code, ErrorCode::NotFound);
}

WALKEEPER_TEST(SoleUseTest)
#include "sole_use_test.moc"
