#include "core/replicate/shadow_wal.h"
#include "core/sqlite/connection.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <fstream>

using namespace walkeeper;
using namespace walkeeper::test;

namespace {

constexpr GenerationId generation(0x1234567890abcdef);
constexpr std::uint32_t pageSize = 4096;

/// Bytes of a WAL that SQLite wrote: a header and some commits.
struct RealWal {
    explicit RealWal(int commits)
    {
        const TestFolder folder;
        Connection connection = *Connection::open(folder / "a.db", OpenDatabase::ReadWrite);
        static_cast<void>(connection.execute("PRAGMA journal_mode = wal; CREATE TABLE t(x)"));
        for (int i = 0; i < commits; ++i)
            static_cast<void>(connection.execute("INSERT INTO t VALUES (randomblob(2000))"));
        bytes = fileText(folder / "a.db-wal");
    }

    ByteView header() const { return asBytes(bytes).first(walHeaderSize); }
    ByteView frames(std::size_t from, std::size_t count) const
    {
        return asBytes(bytes).subspan(walSize(from, pageSize), count * walFrameSize(pageSize));
    }
    std::size_t frameCount() const
    {
        return (bytes.size() - walHeaderSize) / walFrameSize(pageSize);
    }
    WalChecksum checksum(std::size_t frame) const
    {
        return parseWalFrameHeader(frames(frame, 1)).checksum;
    }

    std::string bytes;
};

Result<void> appendAll(ShadowWal& shadow, const RealWal& wal)
{
    const std::size_t count = wal.frameCount();
    return shadow.append(wal.frames(0, count), wal.checksum(count - 1));
}

} // namespace

class ShadowWalTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder.emplace(); }
    void cleanup() { m_folder.reset(); }

    void layoutIsTheReferences();
    void nothingIsSeenBeforeItIsPublished();
    void aFinishedWalFileIsFinal();
    void goesOnAfterALoad();
    void goesOnAfterItWasIdle();
    void loadCutsToTheLastCommit_data();
    void loadCutsToTheLastCommit();
    void loadRefusesWhatCannotBeContinued_data();
    void loadRefusesWhatCannotBeContinued();
    void rewindTakesBack();
    void aGenerationThatNeverStoodLeavesNothing();
    void thePreviousGenerationStaysUntilReleased();
    void releaseDeletesOldWalFilesOnly();
    void releaseSparesAGenerationThatIsBeingBegun();
    void loadRemovesWhatAKillLeft();
    void noticesAnotherWriter();
    void whateverFailsTheOldEndStands();

private:
    MetaDirectory meta() const { return {*m_folder / "app.db", {}}; }
    ShadowWal shadow(FileSystem& files = nativeFileSystem()) const { return {files, meta()}; }

    std::optional<TestFolder> m_folder;
    const RealWal m_wal = RealWal(5);
};

void ShadowWalTest::layoutIsTheReferences()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(shadow.publish());

    const auto folder = *m_folder / ".app.db-litestream";
    QCOMPARE(fileText(folder / "generation"), std::string("1234567890abcdef\n"));
    QCOMPARE(fileText(folder / "generations/1234567890abcdef/wal/00000000.wal"), m_wal.bytes);
}

void ShadowWalTest::nothingIsSeenBeforeItIsPublished()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(!shadow.end());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(!shadow.end());
    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(!shadow.end());

    QVERIFY(shadow.publish());
    QVERIFY(shadow.end() == (Position{generation, 0, m_wal.bytes.size()}));
    QVERIFY(!shadow.extent(generation, 0)->isFinal);
    QCOMPARE(shadow.extent(generation, 1).error().code, ErrorCode::NotFound);
}

void ShadowWalTest::aFinishedWalFileIsFinal()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(shadow.publish());
    QVERIFY(shadow.beginNextWal(m_wal.header()));
    QVERIFY(!shadow.extent(generation, 0)->isFinal);

    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(shadow.publish());

    QVERIFY(shadow.extent(generation, 0)->isFinal);
    QVERIFY(!shadow.extent(generation, 1)->isFinal);
    QCOMPARE(shadow.end()->index, 1u);
}

void ShadowWalTest::goesOnAfterALoad()
{
    ShadowWal first(nativeFileSystem(), meta());
    QVERIFY(first.beginGeneration(generation, m_wal.header()));
    QVERIFY(first.append(m_wal.frames(0, 3), m_wal.checksum(2)));
    QVERIFY(first.publish());

    ShadowWal second(nativeFileSystem(), meta());
    QVERIFY(second.load());
    QVERIFY(*second.state() == *first.state());
    QVERIFY(second.state()->checksum == m_wal.checksum(2));
    QVERIFY(second.end() == first.end());
    const std::size_t rest = m_wal.frameCount() - 3;
    QVERIFY(second.append(m_wal.frames(3, rest), m_wal.checksum(m_wal.frameCount() - 1)));
    QVERIFY(second.publish());
    QCOMPARE(fileText(meta().walFile(generation, 0)), m_wal.bytes);
}

void ShadowWalTest::goesOnAfterItWasIdle()
{
    const auto isOpen = [this] {
        const std::string wanted = meta().walFile(generation, 0).string();
        for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
            std::error_code gone;
            if (std::filesystem::read_symlink(each, gone) == wanted)
                return true;
        }
        return false;
    };
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 3), m_wal.checksum(2)));
    shadow.closeIdle();
    QVERIFY(isOpen()); // something waits to be published
    QVERIFY(shadow.publish());

    shadow.closeIdle();
    QVERIFY(!isOpen());

    const std::size_t rest = m_wal.frameCount() - 3;
    QVERIFY(shadow.append(m_wal.frames(3, rest), m_wal.checksum(m_wal.frameCount() - 1)));
    QVERIFY(shadow.publish());
    QCOMPARE(fileText(meta().walFile(generation, 0)), m_wal.bytes);
    shadow.closeIdle();
    QVERIFY(shadow.beginNextWal(m_wal.header()));
    QVERIFY(shadow.publish());
    QCOMPARE(shadow.end()->index, 1u);
}

void ShadowWalTest::loadCutsToTheLastCommit_data()
{
    QTest::addColumn<int>("cut");
    QTest::newRow("one byte") << 1;
    QTest::newRow("a page") << 4096;
    QTest::newRow("half a page") << 2000;
    QTest::newRow("a frame and a half") << 6200;
}

void ShadowWalTest::loadCutsToTheLastCommit()
{
    QFETCH(const int, cut);
    {
        ShadowWal shadow(nativeFileSystem(), meta());
        QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
        QVERIFY(appendAll(shadow, m_wal));
        QVERIFY(shadow.publish());
    }
    const auto path = meta().walFile(generation, 0);
    std::filesystem::resize_file(path, m_wal.bytes.size() - static_cast<std::size_t>(cut));

    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.load());
    const std::uint64_t end = shadow.end()->offset;
    QVERIFY(end < m_wal.bytes.size());
    QCOMPARE(std::filesystem::file_size(path), end);
    const std::size_t frames = shadow.state()->frames();
    QVERIFY(parseWalFrameHeader(m_wal.frames(frames - 1, 1)).isCommit());
}

void ShadowWalTest::loadRefusesWhatCannotBeContinued_data()
{
    QTest::addColumn<std::string>("generationFile");
    QTest::addColumn<std::string>("wal");
    QTest::addColumn<ErrorCode>("code");
    const std::string name = generation.text() + "\n";
    QTest::newRow("nothing") << std::string() << std::string() << ErrorCode::NotFound;
    QTest::newRow("short name") << std::string("1234\n") << m_wal.bytes << ErrorCode::NotFound;
    QTest::newRow("no shadow WAL") << name << std::string() << ErrorCode::NotFound;
    QTest::newRow("short header") << name << m_wal.bytes.substr(0, 31) << ErrorCode::Corrupt;
    std::string wrong = m_wal.bytes;
    wrong[20] = static_cast<char>(wrong[20] ^ 1);
    QTest::newRow("wrong header") << name << wrong << ErrorCode::Corrupt;
}

void ShadowWalTest::loadRefusesWhatCannotBeContinued()
{
    QFETCH(const std::string, generationFile);
    QFETCH(const std::string, wal);
    QFETCH(const ErrorCode, code);
    const std::string folder = ".app.db-litestream/";
    if (!generationFile.empty())
        m_folder->write(folder + "generation", generationFile);
    if (!wal.empty())
        m_folder->write(folder + "generations/" + generation.text() + "/wal/00000000.wal", wal);

    ShadowWal shadow(nativeFileSystem(), meta());
    const Result<void> loaded = shadow.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, code);
    QVERIFY(!shadow.state());
}

void ShadowWalTest::rewindTakesBack()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
    QVERIFY(shadow.publish());
    const ShadowWal::State before = *shadow.state();
    QVERIFY(shadow.append(m_wal.frames(2, 2), m_wal.checksum(3)));

    QVERIFY(shadow.rewind(before));

    QVERIFY(*shadow.state() == before);
    QCOMPARE(std::filesystem::file_size(meta().walFile(generation, 0)), before.position.offset);
    QVERIFY(shadow.append(m_wal.frames(2, 1), m_wal.checksum(2)));
}

void ShadowWalTest::aGenerationThatNeverStoodLeavesNothing()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(appendAll(shadow, m_wal));

    QVERIFY(shadow.discard());

    QVERIFY(!std::filesystem::exists(meta().generationFolder(generation)));
    QCOMPARE(ShadowWal(nativeFileSystem(), meta()).load().error().code, ErrorCode::NotFound);
}

void ShadowWalTest::thePreviousGenerationStaysUntilReleased()
{
    constexpr GenerationId next(0xfedcba0987654321);
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(shadow.publish());
    const Position old = *shadow.end();
    QVERIFY(shadow.beginGeneration(next, m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 1), m_wal.checksum(0)));
    QVERIFY(shadow.end() == old);
    QVERIFY(shadow.publish());

    QVERIFY(shadow.endOfPrevious() == old);
    QVERIFY(shadow.extent(generation, 0)->isFinal);
    QVERIFY(shadow.openWal(generation, 0));

    QVERIFY(shadow.release(true, 0));
    QVERIFY(!shadow.endOfPrevious());
    QVERIFY(!std::filesystem::exists(meta().generationFolder(generation)));
    QVERIFY(std::filesystem::exists(meta().generationFolder(next)));
}

void ShadowWalTest::releaseDeletesOldWalFilesOnly()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    for (int i = 0; i < 4; ++i) {
        QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
        QVERIFY(shadow.publish());
        QVERIFY(shadow.beginNextWal(m_wal.header()));
    }
    QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
    QVERIFY(shadow.publish());

    QVERIFY(shadow.release(false, 2));
    QCOMPARE(shadow.extent(generation, 1).error().code, ErrorCode::NotFound);
    QVERIFY(shadow.extent(generation, 2));
    QVERIFY(!std::filesystem::exists(meta().walFile(generation, 1)));

    QVERIFY(shadow.release(false, maxWalIndex)); // never the current one
    QVERIFY(std::filesystem::exists(meta().walFile(generation, 4)));
    QVERIFY(shadow.end() == (Position{generation, 4, walSize(2, pageSize)}));
}

void ShadowWalTest::releaseSparesAGenerationThatIsBeingBegun()
{
    constexpr GenerationId next(0xfedcba0987654321);
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
    QVERIFY(shadow.publish());
    QVERIFY(shadow.beginNextWal(m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
    QVERIFY(shadow.publish());
    QVERIFY(shadow.beginGeneration(next, m_wal.header()));

    QVERIFY(shadow.release(true, 1));

    QVERIFY(!std::filesystem::exists(meta().walFile(generation, 0)));
    QVERIFY(std::filesystem::exists(meta().walFile(generation, 1)));
    QVERIFY(std::filesystem::exists(meta().walFile(next, 0)));
    QVERIFY(shadow.append(m_wal.frames(0, 1), m_wal.checksum(0)));
    QVERIFY(shadow.publish());
}

void ShadowWalTest::loadRemovesWhatAKillLeft()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(appendAll(shadow, m_wal));
    QVERIFY(shadow.publish());
    const auto left = meta().walFolder(generation) / ".00000001.wal.1234.tmp";
    std::ofstream(left) << "x";

    QVERIFY(ShadowWal(nativeFileSystem(), meta()).load());

    QVERIFY(!std::filesystem::exists(left));
}

void ShadowWalTest::noticesAnotherWriter()
{
    ShadowWal shadow(nativeFileSystem(), meta());
    QVERIFY(shadow.beginGeneration(generation, m_wal.header()));
    QVERIFY(shadow.append(m_wal.frames(0, 2), m_wal.checksum(1)));
    QVERIFY(shadow.publish());
    const auto path = meta().walFile(generation, 0);
    std::ofstream(path, std::ios::app | std::ios::binary) << std::string(4120, 'x');

    const Result<void> appended = shadow.append(m_wal.frames(2, 1), m_wal.checksum(2));

    QVERIFY(!appended);
    QCOMPARE(appended.error().code, ErrorCode::Busy);
    QVERIFY(appended.error().message.find(path.string()) != std::string::npos);
}

void ShadowWalTest::whateverFailsTheOldEndStands()
{
    for (int n = 1;; ++n) {
        m_folder.emplace();
        std::optional<Position> published;
        {
            FaultyFileSystem files({.nth = n});
            ShadowWal shadow(files, meta());
            const auto run = [&]() -> Result<void> {
                if (Result<void> done = shadow.beginGeneration(generation, m_wal.header()); !done)
                    return done;
                for (int i = 0; i < 3; ++i) {
                    if (Result<void> done = shadow.append(m_wal.frames(0, 2), m_wal.checksum(1));
                        !done)
                        return done;
                    if (Result<void> done = shadow.publish(); !done)
                        return done;
                    published = shadow.end();
                    if (Result<void> done = shadow.beginNextWal(m_wal.header()); !done)
                        return done;
                }
                return {};
            };
            const Result<void> done = run();
            if (!files.hasFailed()) {
                QVERIFY(done);
                break;
            }
        }
        ShadowWal after(nativeFileSystem(), meta());
        const Result<void> loaded = after.load();
        if (published) {
            QVERIFY2(loaded, qPrintable(QString::number(n)));
            const Position end = *after.end();
            QVERIFY2(end.index > published->index || end.offset >= published->offset,
                     qPrintable(QString::number(n)));
            QCOMPARE(after.extent(generation, published->index)->size, published->offset);
        }
    }
}

WALKEEPER_TEST(ShadowWalTest)
#include "shadow_wal_test.moc"
