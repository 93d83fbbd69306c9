#include "tests/app/cli/cli_world.h"
#include "tests/support/child_process.h"
#include "tests/support/give_up.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

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
    void aSignalEndsARestore_data();
    void aSignalEndsARestore();
};

namespace {

ProcessResult runProgram(std::vector<std::string> words)
{
    words.insert(words.begin(), WALKEEPER_CLI_PROGRAM);
    return runProcess(words);
}

/// A replica of nothing but one snapshot, large enough that its restore takes a while.
fs::path makeLargeReplica(const fs::path& folder)
{
    const fs::path database = folder / "large.db";
    const ProcessResult made =
        runProcess({"/usr/bin/sqlite3", database.string(),
                    "CREATE TABLE t(b); INSERT INTO t VALUES(zeroblob(300000000));"});
    if (made.exitCode != 0)
        giveUp(made.text());
    Bytes plain(fs::file_size(database));
    std::ifstream(database, std::ios::binary)
        .read(reinterpret_cast<char*>(plain.data()), static_cast<std::streamsize>(plain.size()));
    fs::remove(database);
    const Bytes stored = packed(plain);
    const fs::path snapshots = folder / "large/generations/0123456789abcdef/snapshots";
    fs::create_directories(snapshots);
    std::ofstream(snapshots / "00000000.snapshot.lz4", std::ios::binary)
        .write(reinterpret_cast<const char*>(stored.data()),
               static_cast<std::streamsize>(stored.size()));
    return folder / "large";
}

/// Starts a restore and stops the process in the middle of it, with its file begun.
std::optional<ChildProcess> stoppedRestore(const fs::path& replica, const fs::path& output)
{
    constexpr int attempts = 10;
    for (int i = 0; i < attempts; ++i) {
        Result<ChildProcess> child = ChildProcess::start(
            {WALKEEPER_CLI_PROGRAM, "restore", "-o", output.string(), replica.string()});
        if (!child)
            return {};
        while (child->isRunning() && fs::is_empty(output.parent_path()))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        child->signal(SIGSTOP);
        if (child->isRunning() && !fs::exists(output))
            return *std::move(child);
        fs::remove(output); // It was too fast.
    }
    return {};
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

void ProgramTest::aSignalEndsARestore_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void ProgramTest::aSignalEndsARestore()
{
    QFETCH(int, number);
    const TestFolder folder;
    const fs::path replica = makeLargeReplica(folder / ".");
    const fs::path target = folder / "target";
    fs::create_directory(target);
    std::optional<ChildProcess> child = stoppedRestore(replica, target / "out.db");
    QVERIFY(child);

    child->signal(number);
    child->signal(SIGCONT);
    const ProcessResult result = child->wait(std::chrono::minutes(1));

    QVERIFY2(result.exitCode == 1, result.text().c_str());
    QCOMPARE(result.errors, std::string("walkeeper-cli: cancelled\n"));
    QVERIFY(result.output.empty());
    QVERIFY(fs::is_empty(target));
}

WALKEEPER_TEST(ProgramTest)
#include "program_test.moc"
