#include "core/sqlite/connection.h"
#include "tests/support/child_process.h"
#include "tests/support/reference_program.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

using namespace walkeeper;
using namespace walkeeper::test;

/// The installed library, used by a project that knows nothing else of ours.
class EmbedTest : public QObject
{
    Q_OBJECT

private slots:
    void buildsAgainstTheInstalledLibraryAndLosesNothing();
    void refusesAnotherMajorVersion();

private:
    std::string prefix() const { return (m_folder / "prefix").string(); }
    void install();

    TestFolder m_folder;
};

#define RUN(...)                                                                                   \
    do {                                                                                           \
        const ProcessResult ended = runProcess(__VA_ARGS__);                                       \
        QVERIFY2(ended.exitCode == 0, ended.text().c_str());                                       \
    } while (false)

void EmbedTest::install()
{
    RUN({CMAKE_PROGRAM, "--install", BUILD_FOLDER, "--component", "development", "--prefix",
         prefix()});
}

void EmbedTest::buildsAgainstTheInstalledLibraryAndLosesNothing()
{
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    install();
    const std::string build = (m_folder / "build").string();
    RUN({CMAKE_PROGRAM, "-S", EXAMPLES_FOLDER "/embed", "-B", build, "-G", "Ninja",
         "-DCMAKE_PREFIX_PATH=" + prefix(), "-DCMAKE_CXX_COMPILER=" CXX_COMPILER,
         "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror"});
    RUN({CMAKE_PROGRAM, "--build", build}, std::chrono::minutes(8));

    std::filesystem::create_directory(m_folder / "data");
    const std::filesystem::path replica = m_folder / "replica";
    const ProcessResult ran =
        runProcess({build + "/embed", (m_folder / "data").string(), "file://" + replica.string()});
    QVERIFY2(ran.exitCode == 0, ran.text().c_str());
    const std::size_t at = ran.output.find("restored: ");
    QVERIFY2(at != std::string::npos, ran.text().c_str());
    const std::string summary = ran.output.substr(at + 10, ran.output.find('\n', at) - at - 10);
    QVERIFY(summary.starts_with("200 notes, "));

    const std::filesystem::path restored = m_folder / "restored.db";
    const ProcessResult reached = reference->restore(replica, restored);
    QVERIFY2(reached.exitCode == 0, reached.text().c_str());
    Result<Connection> connection = Connection::open(restored, OpenDatabase::Existing);
    QVERIFY(connection);
    const auto rows =
        connection->query("SELECT count(*) || ' notes, ' || sum(length(text) * id) FROM note");
    QVERIFY2(rows, rows ? "" : rows.error().message.c_str());
    QCOMPARE(rows->at(0).at(0), summary);
}

void EmbedTest::refusesAnotherMajorVersion()
{
    install();
    const std::filesystem::path project = m_folder.write(
        "other/CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(Other CXX)\n"
                                "find_package(Walkeeper 1.0 REQUIRED)\n");
    const ProcessResult configured = runProcess(
        {CMAKE_PROGRAM, "-S", project.parent_path().string(), "-B", (m_folder / "no").string(),
         "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + prefix(), "-DCMAKE_CXX_COMPILER=" CXX_COMPILER});
    QVERIFY(configured.exitCode != 0);
    QVERIFY2(configured.errors.find("compatible with requested version") != std::string::npos,
             configured.text().c_str());
}

WALKEEPER_TEST(EmbedTest)
#include "embed_test.moc"
