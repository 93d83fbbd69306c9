#include "core/base/cancellation.h"
#include "core/sqlite/connection.h"
#include "core/sqlite/integrity.h"
#include "tests/support/give_up.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

class IntegrityTest : public QObject
{
    Q_OBJECT

private slots:
    void soundDatabasesHaveNoProblems();
    void damageIsAFinding();
    void whatIsNoDatabaseIsAFinding();
    void missingFileIsAnError();
    void noCheckLooksAtNothing();
    void canBeCancelled();
};

namespace {

constexpr auto bothChecks = {IntegrityCheck::Quick, IntegrityCheck::Full};

void makeDatabase(const fs::path& path)
{
    auto connection = Connection::open(path, OpenDatabase::ReadWrite);
    if (!connection ||
        !connection->execute("CREATE TABLE t(a, b); CREATE INDEX i ON t(b);"
                             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                             " LIMIT 20000) INSERT INTO t SELECT i, hex(randomblob(20)) FROM n"))
        giveUp("no database");
}

} // namespace

void IntegrityTest::soundDatabasesHaveNoProblems()
{
    const TestFolder folder;
    makeDatabase(folder / "db");
    for (const IntegrityCheck check : bothChecks) {
        const auto problems = checkIntegrity(folder / "db", check, {});

        QVERIFY(problems);
        QVERIFY(problems->empty());
    }
    QCOMPARE(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()),
             std::ptrdiff_t{1});
}

void IntegrityTest::damageIsAFinding()
{
    const TestFolder folder;
    makeDatabase(folder / "db");
    std::string content = fileText(folder / "db");
    std::fill(content.begin() + 20 * 4096, content.begin() + 40 * 4096, '\xa5');
    folder.write("db", content);
    for (const IntegrityCheck check : bothChecks) {
        const auto problems = checkIntegrity(folder / "db", check, {});

        QVERIFY(problems);
        QVERIFY(!problems->empty() && problems->size() <= 10);
    }
}

void IntegrityTest::whatIsNoDatabaseIsAFinding()
{
    const TestFolder folder;
    folder.write("text", std::string(5000, 'x'));

    const auto problems = checkIntegrity(folder / "text", IntegrityCheck::Full, {});

    QVERIFY(problems);
    QCOMPARE(problems->size(), std::size_t{1});
}

void IntegrityTest::missingFileIsAnError()
{
    const TestFolder folder;

    const auto problems = checkIntegrity(folder / "missing", IntegrityCheck::Full, {});

    QVERIFY(!problems);
    QCOMPARE(problems.error().code, ErrorCode::NotFound);
}

void IntegrityTest::noCheckLooksAtNothing()
{
    const auto problems = checkIntegrity("/no/such/file", IntegrityCheck::None, {});

    QVERIFY(problems && problems->empty());
}

void IntegrityTest::canBeCancelled()
{
    const TestFolder folder;
    makeDatabase(folder / "db");
    CancellationSource cancellation;
    cancellation.cancel();

    const auto problems = checkIntegrity(folder / "db", IntegrityCheck::Full, cancellation.token());

    QVERIFY(!problems);
    QCOMPARE(problems.error().code, ErrorCode::Cancelled);
}

WALKEEPER_TEST(IntegrityTest)
#include "integrity_test.moc"
