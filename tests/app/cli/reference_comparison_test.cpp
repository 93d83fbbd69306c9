#include "tests/app/cli/cli_world.h"
#include "tests/support/recorded_replica.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <filesystem>
#include <memory>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

/// The same commands to the reference and to us, on a replica that the reference wrote.
class ReferenceComparisonTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void listsOfTheConfigurationAreTheSameText_data();
    void listsOfTheConfigurationAreTheSameText();
    void listsOfAUrlAreTheSameText_data();
    void listsOfAUrlAreTheSameText();
    void generationsOfAUrlAreTheSame();
    void restoresTheSameFile_data();
    void restoresTheSameFile();
    void failsWhereTheReferenceFails_data();
    void failsWhereTheReferenceFails();
    void cleanupTestCase();

private:
    std::vector<std::string> placed(const QString& line) const;
    ProcessResult runReference(const QString& line) const;
    ProcessResult runOurs(const QString& line) const;

    std::unique_ptr<TestFolder> m_folder;
    std::string m_reference;
    std::string m_generation; ///< the first of two
    std::string m_moment;     ///< between two states of it
    std::string m_snapshot;   ///< index of its first snapshot, hexadecimal
    std::string m_lastWal;    ///< index of its last WAL file, hexadecimal
};

namespace {

/// Names in a folder, in order.
std::vector<std::string> namesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

void ReferenceComparisonTest::initTestCase()
{
    const auto reference = ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    m_reference = reference->path();
    m_folder = std::make_unique<TestFolder>();

    ReplicaRecorder recorder(*reference, m_folder->path(), 4096);
    ReplicateSettings settings;
    settings.minCheckpointPages = 10;
    recorder.start(settings);
    for (int i = 0; i < 8; ++i) {
        recorder.database().insertItems(20, 300);
        recorder.record("first " + std::to_string(i));
    }
    recorder.stop();
    recorder.forgetMetadata();
    recorder.start(settings);
    recorder.database().deleteItems(0.5);
    recorder.record("second 0");
    recorder.database().addNote();
    recorder.record("second 1");
    recorder.stop();
    QVERIFY2(recorder.state(), recorder.state() ? "" : recorder.state().error().message.c_str());
    m_generation = recorder.moments().front().generation;
    QVERIFY(m_generation != recorder.moments().back().generation);
    m_moment = formatTimestampExact(recorder.moments().at(3).time);
    const fs::path generation = recorder.replica() / "generations" / m_generation;
    m_snapshot = namesIn(generation / "snapshots").front().substr(0, 8);
    m_lastWal = namesIn(generation / "wal").back().substr(0, 8);

    fs::copy(recorder.replica(), *m_folder / "second", fs::copy_options::recursive);
    fs::remove_all(*m_folder / "second" / "generations" / m_generation);
    m_folder->write("both.yml",
                    "dbs:\n  - path: " + (*m_folder / "db").string() +
                        "\n    replicas:\n      - path: " + recorder.replica().string() +
                        "\n      - name: a-long-name\n        url: file://" +
                        (*m_folder / "second").string() +
                        "\n  - path: ~/other.db\n    replicas:\n      - url: "
                        "s3://bucket/path\n  - path: none\n");
}

void ReferenceComparisonTest::cleanupTestCase()
{
    m_folder.reset();
}

/// Words of a line; those in capitals stand for this test's own.
std::vector<std::string> ReferenceComparisonTest::placed(const QString& line) const
{
    std::vector<std::string> words;
    for (QString word : line.split(u' ')) {
        word.replace(QStringLiteral("FOLDER"), QString::fromStdString(m_folder->path().string()));
        word.replace(QStringLiteral("GENERATION"), QString::fromStdString(m_generation));
        word.replace(QStringLiteral("MOMENT"), QString::fromStdString(m_moment));
        word.replace(QStringLiteral("SNAPSHOT"), QString::fromStdString(m_snapshot));
        word.replace(QStringLiteral("LASTWAL"), QString::fromStdString(m_lastWal));
        words.push_back(word.toStdString());
    }
    return words;
}

ProcessResult ReferenceComparisonTest::runReference(const QString& line) const
{
    std::vector<std::string> words = placed(line);
    words.insert(words.begin(), m_reference);
    return runProcess(words);
}

ProcessResult ReferenceComparisonTest::runOurs(const QString& line) const
{
    std::vector<std::string> words = placed(line);
    words.insert(words.begin(), WALKEEPER_CLI_PROGRAM);
    return runProcess(words);
}

void ReferenceComparisonTest::listsOfTheConfigurationAreTheSameText_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line :
         {"databases -config FOLDER/both.yml", "databases --config=FOLDER/both.yml -no-expand-env",
          "generations -config FOLDER/both.yml FOLDER/db",
          "generations -config FOLDER/both.yml -replica a-long-name FOLDER/db",
          "generations -config FOLDER/both.yml FOLDER/./none/../db",
          "snapshots -config FOLDER/both.yml FOLDER/db",
          "snapshots -config FOLDER/both.yml -replica file FOLDER/db",
          "wal -config FOLDER/both.yml FOLDER/db",
          "wal -config FOLDER/both.yml -generation GENERATION FOLDER/db",
          "wal -config FOLDER/both.yml -generation 0000000000000000 FOLDER/db",
          "wal -config FOLDER/both.yml -generation= -- FOLDER/db"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void ReferenceComparisonTest::listsOfTheConfigurationAreTheSameText()
{
    QFETCH(QString, line);

    const ProcessResult reference = runReference(line);
    const ProcessResult ours = runOurs(line);

    QVERIFY2(reference.exitCode == 0, reference.text().c_str());
    QVERIFY2(ours.exitCode == 0 && ours.errors.empty(), ours.text().c_str());
    QCOMPARE(QString::fromStdString(ours.output), QString::fromStdString(reference.output));
}

void ReferenceComparisonTest::listsOfAUrlAreTheSameText_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line : {"snapshots file://FOLDER/replica", "wal file://FOLDER/replica",
                             "wal -generation GENERATION file://FOLDER/replica",
                             "wal -replica any file://FOLDER/replica"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void ReferenceComparisonTest::listsOfAUrlAreTheSameText()
{
    listsOfTheConfigurationAreTheSameText();
}

/// Without their lag, which is counted to the moment of the call.
void ReferenceComparisonTest::generationsOfAUrlAreTheSame()
{
    const auto rows = [](const std::string& output) {
        QList<QStringList> table;
        for (const QString& line : QString::fromStdString(output).split(u'\n')) {
            table.append(line.split(u' ', Qt::SkipEmptyParts));
            if (table.last().size() > 2)
                table.last().removeAt(2);
        }
        return table;
    };
    const QString line = QStringLiteral("generations file://FOLDER/replica");

    const ProcessResult reference = runReference(line);
    const ProcessResult ours = runOurs(line);

    QCOMPARE(rows(ours.output), rows(reference.output));
    QCOMPARE(rows(ours.output).size(), 4);
}

void ReferenceComparisonTest::restoresTheSameFile_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line :
         {"restore -o OUTPUT file://FOLDER/replica",
          "restore -o OUTPUT -generation GENERATION file://FOLDER/replica",
          "restore -o OUTPUT -generation GENERATION -index SNAPSHOT file://FOLDER/replica",
          "restore -o OUTPUT -generation GENERATION -index LASTWAL file://FOLDER/replica",
          "restore -o OUTPUT -generation GENERATION -timestamp MOMENT file://FOLDER/replica",
          "restore -o OUTPUT -parallelism 1 file://FOLDER/replica",
          "restore -o OUTPUT -config FOLDER/both.yml FOLDER/db",
          "restore -o OUTPUT -config FOLDER/both.yml -replica a-long-name FOLDER/db",
          "restore -o OUTPUT -if-db-not-exists -if-replica-exists file://FOLDER/replica"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void ReferenceComparisonTest::restoresTheSameFile()
{
    QFETCH(QString, line);
    const TestFolder output;
    const auto into = [&](const char* name) {
        return QString(line).replace(QStringLiteral("OUTPUT"),
                                     QString::fromStdString((output / name).string()));
    };

    const ProcessResult reference = runReference(into("reference.db"));
    const ProcessResult ours = runOurs(into("ours.db"));

    QVERIFY2(reference.exitCode == 0, reference.text().c_str());
    QVERIFY2(ours.exitCode == 0 && ours.errors.empty(), ours.text().c_str());
    QVERIFY(fileText(output / "ours.db") == fileText(output / "reference.db"));
    QCOMPARE(fs::status(output / "ours.db").permissions(),
             fs::status(output / "reference.db").permissions());
}

void ReferenceComparisonTest::failsWhereTheReferenceFails_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("exitCode");
    const auto row = [](const char* line, int exitCode) {
        QTest::newRow(line) << QString::fromLatin1(line) << exitCode;
    };
    row("databases -config FOLDER/none.yml", 1);
    row("generations -config FOLDER/both.yml FOLDER/other", 1);
    row("generations -config FOLDER/both.yml -replica nope FOLDER/db", 1);
    row("generations file://FOLDER/none", 0);
    row("restore -o FOLDER/db file://FOLDER/replica", 1);
    row("restore -o FOLDER/db -if-db-not-exists file://FOLDER/replica", 0);
    row("restore -o FOLDER/new file://FOLDER/none", 1);
    row("restore -o FOLDER/new -if-replica-exists file://FOLDER/none", 0);
    row("restore -o FOLDER/new -generation 0000000000000000 file://FOLDER/replica", 1);
    row("restore -o FOLDER/new -timestamp 2000-01-01T00:00:00Z file://FOLDER/replica", 1);
    row("restore -config FOLDER/both.yml FOLDER/db", 1);
}

void ReferenceComparisonTest::failsWhereTheReferenceFails()
{
    QFETCH(QString, line);
    QFETCH(int, exitCode);

    const ProcessResult reference = runReference(line);
    const ProcessResult ours = runOurs(line);

    QVERIFY2(reference.exitCode == exitCode, reference.text().c_str());
    QVERIFY2(ours.exitCode == exitCode, ours.text().c_str());
    QVERIFY(!fs::exists(*m_folder / "new"));
}

WALKEEPER_TEST(ReferenceComparisonTest)
#include "reference_comparison_test.moc"
