#include "app/cli/output.h"

#include "app/cli/progress_line.h"
#include "tests/support/test_main.h"

#include <sstream>

using namespace walkeeper;
using namespace walkeeper::app;

class OutputTest : public QObject
{
    Q_OBJECT

private slots:
    void padsAllColumnsButTheLast();
    void printsTheHeaderOfAnEmptyTable();
    void keepsMessagesOnOneLine();
    void namesTheFirstFindingsAndCountsTheRest();
    void writesSizesForPeople_data();
    void writesSizesForPeople();
    void showsProgressInOneLine_data();
    void showsProgressInOneLine();
    void clearsTheProgressLine();
    void writesNoProgressWhenNobodyWatches();
};

void OutputTest::padsAllColumnsButTheLast()
{
    Table table({"name", "lag", "end"});
    table.addRow({"a-long-name", "1.5µs", "x"});
    table.addRow({"b", "", ""});
    std::ostringstream out;

    table.print(out);

    QCOMPARE(QString::fromStdString(out.str()), QStringLiteral("name         lag    end\n"
                                                               "a-long-name  1.5µs  x\n"
                                                               "b                   \n"));
}

void OutputTest::printsTheHeaderOfAnEmptyTable()
{
    std::ostringstream out;

    Table({"name", "generation", "lag"}).print(out);

    QCOMPARE(out.str(), std::string("name  generation  lag\n"));
}

void OutputTest::keepsMessagesOnOneLine()
{
    std::ostringstream err;

    printError(err, "a\nb\x1b[2Jc");
    printWarning(err, "d\re");

    QCOMPARE(err.str(), std::string("walkeeper-cli: a b [2Jc\nwalkeeper-cli: warning: d e\n"));
}

void OutputTest::namesTheFirstFindingsAndCountsTheRest()
{
    const Finding warning{FindingKind::EmptyObject, Severity::Warning, "wal/x", {}, "It is empty."};
    const Finding note{FindingKind::Stranger, Severity::Note, "y", {}, "Not ours."};
    std::vector<Finding> findings(25, warning);
    findings.push_back(note);
    std::ostringstream err;

    printFindings(err, findings);

    const QStringList lines = QString::fromStdString(err.str()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 21);
    QCOMPARE(lines.first(), QStringLiteral("walkeeper-cli: warning: wal/x: It is empty."));
    QVERIFY(lines.last().startsWith(QStringLiteral("walkeeper-cli: warning: and 5 more findings")));
}

void OutputTest::writesSizesForPeople_data()
{
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](quint64 bytes, const char* expected) {
        QTest::newRow(expected) << bytes << QString::fromLatin1(expected);
    };
    row(0, "0 B");
    row(999, "999 B");
    row(1000, "1.0 kB");
    row(999'949, "999.9 kB");
    row(999'950, "1.0 MB");
    row(1'160'000'000, "1.2 GB");
    row(std::numeric_limits<quint64>::max(), "18446.7 PB");
}

void OutputTest::writesSizesForPeople()
{
    QFETCH(quint64, bytes);
    QFETCH(QString, expected);

    QCOMPARE(QString::fromStdString(humanBytes(bytes)), expected);
}

void OutputTest::showsProgressInOneLine_data()
{
    using namespace std::chrono_literals;
    QTest::addColumn<Progress>("progress");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expected, const Progress& progress) {
        QTest::newRow(expected) << progress << QString::fromLatin1(expected);
    };
    row("Listing the replica", {});
    row("Reading WAL segments: 1.0 MB of 2.0 MB, 1 page, 3 s left",
        {Stage::Segments, 1'000'000, 2'000'000, 1, 2100ms});
    row("Reading the snapshot: 5 B of 7 B, 12 pages, 2 min left",
        {Stage::Snapshot, 5, 7, 12, 120s});
    row("Checking the database: 7 B of 7 B, 3 h left", {Stage::Integrity, 7, 7, 0, 3h});
    row("Finishing: 7 B of 7 B, 0 s left", {Stage::Finishing, 7, 7, 0, 0ms});
}

void OutputTest::showsProgressInOneLine()
{
    QFETCH(Progress, progress);
    QFETCH(QString, expected);

    QCOMPARE(QString::fromStdString(progressText(progress)), expected);
}

void OutputTest::clearsTheProgressLine()
{
    std::ostringstream terminal;
    {
        ProgressLine line(terminal, true);
        line.reportListed(1);
        line.report({Stage::Finishing, 1000, {}, 0, {}});
    }

    QCOMPARE(terminal.str(),
             std::string("\rListing the replica: 1 object\x1b[K\rFinishing: 1.0 kB\x1b[K\r\x1b[K"));
}

void OutputTest::writesNoProgressWhenNobodyWatches()
{
    std::ostringstream notTerminal;
    {
        ProgressLine line(notTerminal, false);
        line.reportListed(1);
        line.report({});
    }

    QVERIFY(notTerminal.str().empty());
}

WALKEEPER_TEST(OutputTest)
#include "output_test.moc"
