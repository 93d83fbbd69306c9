#include "core/operations/drill_assertion.h"
#include "core/sqlite/connection.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

DrillAssertion assertion(const std::string& sql, const std::string& expectation)
{
    return {sql, *parseExpectation(expectation)};
}

Cell whole(std::int64_t number)
{
    Cell cell;
    cell.type = Cell::Type::Integer;
    cell.integer = number;
    return cell;
}

Cell words(const std::string& text)
{
    Cell cell;
    cell.type = Cell::Type::Text;
    cell.bytes = text;
    cell.size = text.size();
    return cell;
}

AssertionVerdict judged(const Cell& cell, const std::string& expectation)
{
    const std::vector<std::vector<Cell>> rows{{cell}};
    return judgeAnswer(assertion("SELECT 1", expectation), 1, rows).verdict;
}

} // namespace

class DrillAssertionTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void expectationsReadBack_data();
    void expectationsReadBack();
    void refusesWhatIsNoExpectation();
    void numbersAreComparedAsNumbers();
    void textIsComparedAsText();
    void nothingIsComparedWithNull();
    void oneValueIsOneValue();
    void rowsOrNone();
    void asksADatabase();
    void whatCannotRunHasFailedInSqlitesWords();
    void writesNothing();
    void stopsWhatTakesTooLong();
    void isCancelled();

private:
    Result<AssertionResult> ask(const std::string& sql, const std::string& expectation,
                                std::chrono::milliseconds limit = std::chrono::minutes(1));

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_database;
    CancellationSource m_source;
};

void DrillAssertionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = {};
    m_database = fs::path(m_folder->path().toStdString()) / "shop?100%.db";
    Result<Connection> made = Connection::open(m_database, OpenDatabase::ReadWrite);
    QVERIFY(made);
    QVERIFY(made->execute("PRAGMA journal_mode = WAL; CREATE TABLE orders (id, state);"
                          "INSERT INTO orders VALUES (1, 'paid'), (2, 'open');"));
}

Result<AssertionResult> DrillAssertionTest::ask(const std::string& sql,
                                                const std::string& expectation,
                                                std::chrono::milliseconds limit)
{
    Result<ReadingConnection> connection = ReadingConnection::openUnchanging(m_database);
    if (!connection)
        return connection.error();
    connection->setToken(m_source.token());
    return tryAssertion(assertion(sql, expectation), *connection, limit);
}

void DrillAssertionTest::expectationsReadBack_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"> 0", ">= 12", "< -3.5", "<= 7", "<> none", "= two words", "no rows",
                             "some rows", "= <>", "= no rows"})
        QTest::newRow(text) << QByteArray(text);
}

void DrillAssertionTest::expectationsReadBack()
{
    QFETCH(QByteArray, text);
    const Result<Expectation> read = parseExpectation(text.toStdString());
    QVERIFY(read);
    QCOMPARE(expectationText(*read), text.toStdString());
    QCOMPARE(*parseExpectation("  " + text.toStdString() + " "), *read);
}

void DrillAssertionTest::refusesWhatIsNoExpectation()
{
    for (const char* text : {"", ">", "0", "about 3", "rows"})
        QCOMPARE(parseExpectation(text).error().code, ErrorCode::InvalidArgument);
}

void DrillAssertionTest::numbersAreComparedAsNumbers()
{
    QCOMPARE(judged(whole(10), "> 9"), AssertionVerdict::Held);
    QCOMPARE(judged(whole(10), "< 9"), AssertionVerdict::OtherAnswer);
    QCOMPARE(judged(words("10"), "> 9"), AssertionVerdict::Held);
    QCOMPARE(judged(whole(10), "= 10.0"), AssertionVerdict::Held);
    // One more than a double can tell apart.
    QCOMPARE(judged(whole(9007199254740993), "= 9007199254740992"), AssertionVerdict::OtherAnswer);
    QCOMPARE(judged(words("9 EUR"), "> 10"), AssertionVerdict::OtherAnswer);
    QCOMPARE(judged(words("9 EUR"), "<> 9"), AssertionVerdict::Held);
}

void DrillAssertionTest::textIsComparedAsText()
{
    QCOMPARE(judged(words("ok"), "= ok"), AssertionVerdict::Held);
    QCOMPARE(judged(words("OK"), "= ok"), AssertionVerdict::OtherAnswer);
    QCOMPARE(judged(words("2026-11-02"), ">= 2026-11-01"), AssertionVerdict::Held);
}

void DrillAssertionTest::nothingIsComparedWithNull()
{
    for (const char* expectation : {"= NULL", "<> 1", "> 0", "< 0"})
        QCOMPARE(judged(Cell{}, expectation), AssertionVerdict::OtherAnswer);
}

void DrillAssertionTest::oneValueIsOneValue()
{
    const DrillAssertion count = assertion("SELECT 1", "> 0");
    const std::vector<std::vector<Cell>> two{{whole(1)}, {whole(1)}};
    const std::vector<std::vector<Cell>> wide{{whole(1), whole(1)}};

    QCOMPARE(judgeAnswer(count, 1, two).verdict, AssertionVerdict::NotOneValue);
    QCOMPARE(judgeAnswer(count, 2, wide).got, std::string("2 columns"));
    QCOMPARE(judgeAnswer(count, 1, {}).got, std::string("no rows"));
    QVERIFY(judgeAnswer(count, 1, {}).hasFailed());
}

void DrillAssertionTest::rowsOrNone()
{
    const std::vector<std::vector<Cell>> wide{{words("orders"), whole(1)}};

    QCOMPARE(judgeAnswer(assertion("", "no rows"), 2, {}).verdict, AssertionVerdict::Held);
    QCOMPARE(judgeAnswer(assertion("", "some rows"), 2, wide).verdict, AssertionVerdict::Held);
    const AssertionResult unexpected = judgeAnswer(assertion("", "no rows"), 2, wide);
    QCOMPARE(unexpected.verdict, AssertionVerdict::OtherAnswer);
    QCOMPARE(unexpected.got, std::string("orders"));
}

void DrillAssertionTest::asksADatabase()
{
    QCOMPARE(ask("SELECT count(*) FROM orders", "= 2")->verdict, AssertionVerdict::Held);
    const Result<AssertionResult> other = ask("SELECT count(*) FROM orders", "> 5");
    QCOMPARE(other->verdict, AssertionVerdict::OtherAnswer);
    QCOMPARE(verdictText(*other), std::string("expected > 5, got 2"));
    QCOMPARE(ask("PRAGMA foreign_key_check", "no rows")->verdict, AssertionVerdict::Held);
}

void DrillAssertionTest::whatCannotRunHasFailedInSqlitesWords()
{
    const Result<AssertionResult> result = ask("SELECT count(*) FROM invoices", "> 0");

    QCOMPARE(result->verdict, AssertionVerdict::CannotRun);
    QCOMPARE(result->got, std::string("no such table: invoices"));
    QVERIFY(result->hasFailed());
}

void DrillAssertionTest::writesNothing()
{
    const auto before = fs::file_size(m_database);
    for (const char* sql : {"DELETE FROM orders", "ATTACH '/etc/passwd' AS other",
                            "SELECT 1; DELETE FROM orders", "PRAGMA journal_mode = DELETE"})
        QCOMPARE(ask(sql, "some rows")->verdict, AssertionVerdict::CannotRun);
    QCOMPARE(fs::file_size(m_database), before);
    QCOMPARE(std::distance(fs::directory_iterator(m_database.parent_path()), {}), 1);
}

void DrillAssertionTest::stopsWhatTakesTooLong()
{
    const Result<AssertionResult> result =
        ask("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
            "SELECT count(*) FROM n",
            "> 0", std::chrono::milliseconds(50));

    QCOMPARE(result->verdict, AssertionVerdict::TimedOut);
    QVERIFY(!result->hasFailed());
}

void DrillAssertionTest::isCancelled()
{
    m_source.cancel();
    QCOMPARE(ask("SELECT 1", "= 1").error().code, ErrorCode::Cancelled);
}

} // namespace walkeeper

using walkeeper::DrillAssertionTest;
WALKEEPER_TEST(DrillAssertionTest)
#include "drill_assertion_test.moc"
