#include "tests/app/cli/cli_world.h"
#include "tests/support/child_process.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>

#include <filesystem>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// The built program, as a script calls it.
class ProgramTest : public QObject
{
    Q_OBJECT

private slots:
    void endsWithItsExitCodes_data();
    void endsWithItsExitCodes();
    void keepsTheStreamsApart();
    void saysThatItsOutputCannotBeWritten();
    void writesNoProgressIntoAFile();
};

namespace {

ProcessResult runProgram(std::vector<std::string> words)
{
    words.insert(words.begin(), WALKEEPER_CLI_PROGRAM);
    return runProcess(words);
}

} // namespace

void ProgramTest::endsWithItsExitCodes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("exitCode");
    const auto list = [](auto... words) { return QStringList{QString::fromLatin1(words)...}; };
    QTest::newRow("success") << list("version") << 0;
    QTest::newRow("help") << list("restore", "-h") << 0;
    QTest::newRow("error") << list("databases", "-config", "/none.yml") << 1;
    QTest::newRow("no replica") << list("restore", "-o", "/none/x", "file:///none") << 1;
    QTest::newRow("no command") << QStringList() << 2;
    QTest::newRow("unknown command") << list("frob") << 2;
    QTest::newRow("unknown flag") << list("wal", "-frob", "x") << 2;
}

void ProgramTest::endsWithItsExitCodes()
{
    QFETCH(QStringList, words);
    QFETCH(int, exitCode);
    std::vector<std::string> line;
    for (const QString& word : words)
        line.push_back(word.toStdString());

    const ProcessResult result = runProgram(line);

    QVERIFY2(result.exitCode == exitCode, result.text().c_str());
}

void ProgramTest::keepsTheStreamsApart()
{
    const CliWorld world;
    const std::string replica = world.copyOfDemo("copy").string();
    world.folder.write("copy/ltx/0/0000000000000001-0000000000000001.ltx", "LTX1");

    const ProcessResult result = runProgram({"snapshots", "-json", replica});

    QCOMPARE(result.exitCode, 0);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(result.output)).array().size(), 3);
    QVERIFY(result.errors.starts_with("walkeeper-cli: warning: "));
}

void ProgramTest::saysThatItsOutputCannotBeWritten()
{
    const ProcessResult result =
        runProcess({"/bin/sh", "-c", std::string(WALKEEPER_CLI_PROGRAM) + " version > /dev/full"});

    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.errors, std::string("walkeeper-cli: cannot write the output\n"));
}

void ProgramTest::writesNoProgressIntoAFile()
{
    CliWorld world;
    const fs::path output = world.folder / "out.db";

    const ProcessResult result =
        runProgram({"restore", "-o", output.string(), world.demoReplica().string()});

    QVERIFY2(result.exitCode == 0, result.text().c_str());
    QVERIFY(result.errors.empty());
    QVERIFY(fs::exists(output));
}

WALKEEPER_TEST(ProgramTest)
#include "program_test.moc"
