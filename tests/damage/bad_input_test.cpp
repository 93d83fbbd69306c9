#include "core/sqlite/wal_format.h"
#include "tests/damage/chain_replica.h"
#include "tests/damage/scene.h"
#include "tests/support/give_up.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_main.h"

#include <functional>
#include <sys/stat.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using test::Scene;

/// One bad input: what is done to a sound replica or to the target, and the words that the one
/// sentence about it must hold. Every case ends with exit code 1 and leaves nothing behind.
struct Case {
    const char* name;
    std::function<void(Scene&)> damage;
    std::vector<const char*> says;
};

/// A segment in the middle of a WAL file: neither its first nor its last.
fs::path inner(const Scene& scene)
{
    const auto& segments = scene.segments();
    const auto index = [](const fs::path& path) { return path.filename().string().substr(0, 8); };
    for (std::size_t i = segments.size() - 1; i-- > 1;) {
        if (index(segments[i - 1]) == index(segments[i]) &&
            index(segments[i]) == index(segments[i + 1]))
            return segments[i];
    }
    test::giveUp("no WAL file of the sample has three segments");
}

/// Puts other content, well packed, into an object.
void repack(const fs::path& object, const test::Bytes& content)
{
    Scene::overwrite(object, test::packed(content));
}

/// A WAL whose frames have right checksums and whose numbers are absurd.
test::Bytes absurdWal(std::uint32_t headerPageSize, std::uint32_t commitPages)
{
    test::WalBuilder wal(headerPageSize, ByteOrder::Little, {1, 2});
    wal.addFrame(1, test::makePage(4096, 1, 90000), commitPages);
    return wal.bytes();
}

/// Regions of a stored object: where a bit is flipped, counted from the front or (negative) back.
constexpr std::pair<const char*, std::int64_t> regions[] = {
    {"magic number", 0}, {"frame flags", 4},       {"header checksum", 6}, {"block size", 7},
    {"first block", 20}, {"content checksum", -1}, {"end mark", -6},       {"last block", -30},
};

void addFlips(std::vector<Case>& cases)
{
    for (const auto& [region, place] : regions) {
        const auto flip = [place = place](const fs::path& file) {
            const auto size = static_cast<std::int64_t>(fs::file_size(file));
            Scene::flipBit(file, static_cast<std::uint64_t>(place < 0 ? size + place : place), 3);
        };
        static std::vector<std::string> names;
        names.reserve(100);
        const auto named = [&](const char* kind) {
            return names.emplace_back(std::string("a bit flipped in the ") + region + " of " + kind)
                .c_str();
        };
        cases.push_back({named("a snapshot"),
                         [flip](Scene& s) { flip(s.snapshots().back()); },
                         {".snapshot.lz4"}});
        cases.push_back({named("a first segment"),
                         [flip](Scene& s) { flip(s.segments().front()); },
                         {"00000000_00000000.wal.lz4"}});
        cases.push_back({named("an inner segment"),
                         [flip](Scene& s) { flip(inner(s)); },
                         {".wal.lz4", "the newest moment that can be reached is"}});
    }
}

void addCuts(std::vector<Case>& cases)
{
    cases.push_back({"a snapshot cut to half",
                     [](Scene& s) {
                         Scene::cut(s.snapshots().back(), fs::file_size(s.snapshots().back()) / 2);
                     },
                     {".snapshot.lz4", "cut short"}});
    cases.push_back({"a segment cut to half",
                     [](Scene& s) { Scene::cut(inner(s), fs::file_size(inner(s)) / 2); },
                     {".wal.lz4", "cut short"}});
    cases.push_back({"a segment cut within its magic number",
                     [](Scene& s) { Scene::cut(inner(s), 3); },
                     {".wal.lz4", "cut short"}});
    cases.push_back({"a segment cut before its last byte",
                     [](Scene& s) { Scene::cut(inner(s), fs::file_size(inner(s)) - 1); },
                     {".wal.lz4", "cut short"}});
    cases.push_back({"an empty inner segment",
                     [](Scene& s) { Scene::cut(inner(s), 0); },
                     {"of the WAL are missing before it"}});
    cases.push_back({"an empty snapshot",
                     [](Scene& s) {
                         s.addFlag("-generation");
                         s.addFlag(s.snapshots().back().parent_path().parent_path().filename());
                         Scene::cut(s.snapshots().back(), 0);
                     },
                     {"snapshot", "nothing can be restored"}});
}

void addMissing(std::vector<Case>& cases)
{
    cases.push_back({"a missing first segment",
                     [](Scene& s) { fs::remove(s.segments().front()); },
                     {"00000000", "is missing"}});
    cases.push_back(
        {"a missing inner segment",
         [](Scene& s) { fs::remove(inner(s)); },
         {"of the WAL are missing before it", "the newest moment that can be reached is"}});
    cases.push_back({"a missing WAL file",
                     [](Scene& s) {
                         for (const fs::path& segment : s.segments()) {
                             if (segment.filename().string().starts_with("00000001"))
                                 fs::remove(segment);
                         }
                     },
                     {"WAL file 00000001 is missing"}});
    cases.push_back(
        {"a missing end of a WAL file",
         [](Scene& s) {
             for (std::size_t i = s.segments().size(); i-- > 0;) {
                 if (s.segments()[i].filename().string().starts_with("00000001")) {
                     fs::remove(s.segments()[i]);
                     break;
                 }
             }
         },
         {"00000002_00000000.wal.lz4", "commits that were made before it are missing"}});
    cases.push_back({"a generation without snapshot",
                     [](Scene& s) {
                         s.addFlag("-generation");
                         s.addFlag(s.snapshots().back().parent_path().parent_path().filename());
                         fs::remove(s.snapshots().back());
                     },
                     {"snapshot", "nothing can be restored"}});
    cases.push_back({"an object under a wrong name",
                     [](Scene& s) {
                         const fs::path segment = inner(s);
                         fs::rename(segment, segment.parent_path() / "0000000G_00000000.wal.lz4");
                     },
                     {"of the WAL are missing before it"}});
    cases.push_back({"an empty folder",
                     [](Scene& s) { fs::remove_all(s.replica() / "generations"); },
                     {"no replica at"}});
    cases.push_back({"a folder that does not exist",
                     [](Scene& s) { s.setSource((s.replica() / "elsewhere").string()); },
                     {"elsewhere"}});
    cases.push_back({"a file in the place of the replica",
                     [](Scene& s) { s.setSource(s.segments().front().string()); },
                     {".wal.lz4"}});
}

void addForeign(std::vector<Case>& cases)
{
    cases.push_back({"a segment of another WAL",
                     [](Scene& s) {
                         test::WalBuilder other(4096, ByteOrder::Little, {77, 78});
                         for (std::uint32_t i = 0; i < 3; ++i)
                             other.addFrame(1, test::makePage(4096, 1, i), 3);
                         const test::Bytes frames(other.bytes().begin() + 32, other.bytes().end());
                         repack(inner(s), frames);
                     },
                     {"the newest moment that can be reached is"}});
    cases.push_back({"two segments exchanged",
                     [](Scene& s) {
                         const fs::path a = inner(s);
                         const fs::path b = s.segments().front();
                         const auto content = Scene::read(a);
                         Scene::overwrite(a, Scene::read(b));
                         Scene::overwrite(b, content);
                     },
                     {".wal.lz4"}});
    cases.push_back({"a snapshot that is no database",
                     [](Scene& s) { repack(s.snapshots().back(), test::Bytes(8192)); },
                     {".snapshot.lz4", "holds no SQLite database"}});
    cases.push_back({"a snapshot of another page size",
                     [](Scene& s) { repack(s.snapshots().back(), test::makeDatabase(1024, 9, 1)); },
                     {".snapshot.lz4", "its page size is 1024 bytes"}});
    cases.push_back({"an impossible page size in a WAL header",
                     [](Scene& s) { repack(s.segments().front(), absurdWal(12345, 3)); },
                     {"00000000_00000000.wal.lz4", "page size"}});
    cases.push_back({"an absurd database size in a commit",
                     [](Scene& s) {
                         for (const fs::path& segment : s.segments())
                             fs::remove(segment);
                         repack(s.segments().front(), absurdWal(4096, 0xfffffff0));
                     },
                     {"00000000_00000000.wal.lz4", "4294967280 pages"}});
    cases.push_back({"bytes behind the end of an object",
                     [](Scene& s) {
                         auto bytes = Scene::read(inner(s));
                         bytes.resize(bytes.size() + 5);
                         Scene::overwrite(inner(s), bytes);
                     },
                     {"bytes after the end of its LZ4 frame"}});
    cases.push_back({"an encrypted object",
                     [](Scene& s) {
                         const ByteView text = asBytes("age-encryption.org/v1\n-> X25519 abc\n");
                         Scene::overwrite(inner(s), {text.begin(), text.end()});
                     },
                     {"encrypted with age"}});
    cases.push_back({"a replica in the newer layout",
                     [](Scene& s) {
                         fs::remove_all(s.replica() / "generations");
                         fs::create_directories(s.replica() / "ltx/0");
                         Scene::overwrite(s.replica() /
                                              "ltx/0/0000000000000001-0000000000000001.ltx",
                                          test::Bytes(100));
                     },
                     {"Litestream 0.5"}});
}

void addUnreadable(std::vector<Case>& cases)
{
    cases.push_back({"an object that may not be read",
                     [](Scene& s) {
                         fs::permissions(inner(s), fs::perms::none);
                         s.asSomebodyElse();
                     },
                     {".wal.lz4", "ermission"}});
    cases.push_back({"a snapshot that may not be read",
                     [](Scene& s) {
                         fs::permissions(s.snapshots().back(), fs::perms::none);
                         s.asSomebodyElse();
                     },
                     {".snapshot.lz4", "ermission"}});
    cases.push_back({"a folder that may not be read",
                     [](Scene& s) {
                         fs::permissions(s.segments().front().parent_path(), fs::perms::none);
                         s.asSomebodyElse();
                     },
                     {"wal", "ermission"}});
    cases.push_back({"an object that is a link to itself",
                     [](Scene& s) {
                         const fs::path segment = inner(s);
                         fs::remove(segment);
                         fs::create_symlink(segment.filename(), segment);
                     },
                     {"of the WAL are missing before it"}});
    cases.push_back({"a folder that is a link to itself",
                     [](Scene& s) {
                         const fs::path folder = s.replica() / "generations";
                         fs::remove_all(folder);
                         fs::create_symlink("generations", folder);
                     },
                     {"generations"}});
    cases.push_back({"a pipe in the place of an object",
                     [](Scene& s) {
                         const fs::path segment = inner(s);
                         fs::remove(segment);
                         mkfifo(segment.c_str(), 0644);
                     },
                     {"of the WAL are missing before it"}});
}

void addTargets(std::vector<Case>& cases)
{
    cases.push_back({"a target that exists",
                     [](Scene& s) { Scene::overwrite(s.output(), test::Bytes(10)); },
                     {"restored.db already exists"}});
    cases.push_back(
        {"a target with a WAL of another database",
         [](Scene& s) { Scene::overwrite(s.output().string() + "-wal", test::Bytes(10)); },
         {"restored.db-wal", "move it away"}});
    cases.push_back(
        {"a target with a journal of another database",
         [](Scene& s) { Scene::overwrite(s.output().string() + "-journal", test::Bytes(10)); },
         {"restored.db-journal"}});
    cases.push_back({"a target that is a folder",
                     [](Scene& s) { fs::create_directory(s.output()); },
                     {"already exists"}});
    cases.push_back({"a target that is a link to nowhere",
                     [](Scene& s) { fs::create_symlink("nowhere", s.output()); },
                     {"restored.db"}});
    cases.push_back({"a target below a file",
                     [](Scene& s) {
                         Scene::overwrite(s.targetFolder() / "file", test::Bytes(10));
                         s.setOutput(s.targetFolder() / "file" / "restored.db");
                     },
                     {"file"}});
    cases.push_back({"a target folder that may not be written",
                     [](Scene& s) {
                         fs::permissions(s.targetFolder(), fs::perms(0555));
                         s.asSomebodyElse();
                     },
                     {"ermission"}});
    cases.push_back({"a target folder that may not be written, with folders to make",
                     [](Scene& s) {
                         fs::permissions(s.targetFolder(), fs::perms(0555));
                         s.setOutput(s.targetFolder() / "a" / "b" / "restored.db");
                         s.asSomebodyElse();
                     },
                     {"ermission"}});
    cases.push_back({"a full disk", [](Scene& s) { s.limitTarget(64 * 1024); }, {"space"}});
    cases.push_back({"a full disk, with folders to make",
                     [](Scene& s) {
                         s.limitTarget(64 * 1024);
                         s.setOutput(s.targetFolder() / "a" / "b" / "restored.db");
                     },
                     {"space"}});
}

const std::vector<Case>& allCases()
{
    static const std::vector<Case> cases = [] {
        std::vector<Case> all;
        addFlips(all);
        addCuts(all);
        addMissing(all);
        addForeign(all);
        addUnreadable(all);
        addTargets(all);
        return all;
    }();
    return cases;
}

} // namespace

class BadInputTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theSampleIsSound();
    void getsOneClearSentence_data();
    void getsOneClearSentence();
};

void BadInputTest::initTestCase()
{
    const Result<test::ChainReplica>& replica = test::chainReplica();
    QVERIFY2(replica, replica ? "" : replica.error().message.c_str());
}

void BadInputTest::theSampleIsSound()
{
    const Scene scene(test::chainReplica()->root);

    const test::ProcessResult result = scene.restore();

    QVERIFY2(result.exitCode == 0, result.text().c_str());
    const Result<int> state = test::chainState(scene.output());
    QVERIFY2(state, state ? "" : state.error().message.c_str());
    QCOMPARE(*state, test::chainReplica()->transactions);
}

void BadInputTest::getsOneClearSentence_data()
{
    QTest::addColumn<std::size_t>("place");
    for (std::size_t i = 0; i < allCases().size(); ++i)
        QTest::newRow(allCases()[i].name) << i;
}

void BadInputTest::getsOneClearSentence()
{
    QFETCH(const std::size_t, place);
    const Case& bad = allCases()[place];
    QVERIFY(test::chainReplica());
    Scene scene(test::chainReplica()->root);
    bad.damage(scene);
    const std::vector<std::string> before = scene.targetContent();

    const test::ProcessResult result = scene.restore();

    QVERIFY2(result.exitCode == 1, result.text().c_str());
    QVERIFY2(result.output.empty(), result.text().c_str());
    QVERIFY2(result.errors.starts_with("walkeeper-cli: "), result.text().c_str());
    QVERIFY2(std::ranges::count(result.errors, '\n') == 1, result.text().c_str());
    for (const char* words : bad.says)
        QVERIFY2(result.errors.find(words) != std::string::npos, result.text().c_str());
    QVERIFY2(scene.targetContent() == before, result.text().c_str());
    if (qEnvironmentVariableIsSet("WALKEEPER_SHOW_SENTENCES"))
        qInfo("%s", result.errors.c_str());
}

} // namespace walkeeper

using walkeeper::BadInputTest;
WALKEEPER_TEST(BadInputTest)
#include "bad_input_test.moc"
