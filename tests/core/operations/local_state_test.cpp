#include "core/operations/local_state.h"

#include "core/io/file_lock.h"
#include "core/replicate/lock_name.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

constexpr const char* generation = "1122334455667788";

void write(const fs::path& path, const std::string& text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

void makeState(const MetaDirectory& folder)
{
    write(folder.generationFile(), std::string(generation) + "\n");
    const GenerationId id = *GenerationId::parse(generation);
    write(folder.walFile(id, 0), "1234");
    write(folder.walFile(id, 1), "12345678");
    write(folder.path() / replicationLockName, "");
}

} // namespace

class LocalStateTest : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatThereIs();
    void deletesIt();
    void leavesAloneWhatAReplicatorHas();
    void leavesWhatIsNotOurs();
    void nothingIsNothing();
};

void LocalStateTest::saysWhatThereIs()
{
    TestFolder folder;
    const MetaDirectory meta(folder.path() / "app.db", {});
    makeState(meta);

    const Result<LocalState> state = findLocalState(meta, nativeFileSystem(), {});

    QCOMPARE(state->folder, folder.path() / ".app.db-litestream");
    QCOMPARE(state->files, std::size_t{3});
    QCOMPARE(state->bytes, std::uint64_t{17 + 4 + 8});
    QVERIFY(state->strangers.empty());
}

void LocalStateTest::deletesIt()
{
    TestFolder folder;
    const fs::path database = folder.path() / "app.db";
    write(database, "not touched");
    const MetaDirectory meta(database, {});
    makeState(meta);

    const Result<RemovalReport> report = deleteLocalState(database, meta, nativeFileSystem(), {});

    QVERIFY(report && report->isComplete());
    QCOMPARE(report->objects, std::size_t{3});
    QVERIFY(!fs::exists(meta.path()));
    QVERIFY(fs::exists(database));
}

void LocalStateTest::leavesAloneWhatAReplicatorHas()
{
    TestFolder folder;
    const fs::path database = folder.path() / "app.db";
    const MetaDirectory meta(database, {});
    makeState(meta);
    const auto lock = FileLock::acquire(nativeFileSystem(), meta.path() / replicationLockName);
    QVERIFY(lock);

    const Result<RemovalReport> report = deleteLocalState(database, meta, nativeFileSystem(), {});

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Busy);
    QCOMPARE(findLocalState(meta, nativeFileSystem(), {})->files, std::size_t{3});
}

void LocalStateTest::leavesWhatIsNotOurs()
{
    TestFolder folder;
    const fs::path database = folder.path() / "app.db";
    const MetaDirectory meta(database, {});
    makeState(meta);
    write(folder.path() / "outside" / "precious.txt", "x");
    fs::create_directory_symlink(folder.path() / "outside", meta.path() / "link");
    write(meta.path() / "notes.txt", "mine");

    const Result<RemovalReport> report = deleteLocalState(database, meta, nativeFileSystem(), {});

    QVERIFY(report);
    QCOMPARE(report->left.size(), std::size_t{2});
    QVERIFY(fs::exists(meta.path() / "notes.txt"));
    QVERIFY(fs::exists(folder.path() / "outside" / "precious.txt"));
    QVERIFY(!fs::exists(meta.generationFile()));
    QVERIFY(!fs::exists(meta.generationsFolder()));
}

void LocalStateTest::nothingIsNothing()
{
    TestFolder folder;
    const MetaDirectory meta(folder.path() / "app.db", {});

    QCOMPARE(findLocalState(meta, nativeFileSystem(), {})->files, std::size_t{0});
    QVERIFY(deleteLocalState(folder.path() / "app.db", meta, nativeFileSystem(), {})->isComplete());
    QVERIFY(!fs::exists(meta.path()));
}

WALKEEPER_TEST(LocalStateTest)
#include "local_state_test.moc"
