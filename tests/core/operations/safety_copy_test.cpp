#include "core/operations/restore_mark.h"
#include "core/operations/safety_copy.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

ExchangeNote someNote()
{
    return {*parseTimestamp("2026-11-23T07:20:41.123456789Z"),
            17,
            18,
            {},
            RestoredFrom{"file:///var/backups/of the app",
                         *Position::parse("5a5cde9eaf777893/0000001f:16512"),
                         *parseTimestamp("2026-11-22T12:00:00.5Z")}};
}

std::uint64_t inodeOf(const fs::path& path)
{
    return nativeFileSystem().status(path)->inode;
}

} // namespace

class SafetyCopyTest : public QObject
{
    Q_OBJECT

private slots:
    void notesReadBackEqual();
    void refusesNotesThatSayNothing_data();
    void refusesNotesThatSayNothing();
    void judgesWhatAnExchangeLeft_data();
    void judgesWhatAnExchangeLeft();
    void makesFoldersThatWereNotThere();
    void listsTheNewestFirst();
    void listsNothingThatIsNoSafetyCopy();
    void settlesWhatWasLeft();
    void leavesAloneWhatAnotherProgramIsBusyWith();
    void removesWhatARestoreLeftThatWasKilled();
    void leavesAloneARestoreThatIsAtWork();
    void removesOneAndNothingElse();
    void removesNothingElse();
};

void SafetyCopyTest::notesReadBackEqual()
{
    ExchangeNote note = someNote();
    QCOMPARE(*parseNote(noteText(note)), note);
    std::swap(note.leavingFrom, note.enteringFrom);
    QCOMPARE(*parseNote(noteText(note)), note);
    QCOMPARE(*parseNote(noteText(note) + "later: more\n"), note);

    note.leavingFrom->replica = "file:///a\nfile 99";
    QCOMPARE(parseNote(noteText(note))->leaving, note.leaving);
}

void SafetyCopyTest::refusesNotesThatSayNothing_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray whole = QByteArray::fromStdString(noteText(someNote()));
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("another file") << QByteArray("{}");
    QTest::newRow("later version") << QByteArray(whole).replace("copy 1", "copy 2");
    QTest::newRow("no inode") << QByteArray(whole).replace("\nfile 17", "");
    QTest::newRow("no number") << QByteArray(whole).replace("file 17", "file 17x");
    QTest::newRow("no time") << QByteArray(whole).replace("2026-11-23T", "soon");
    QTest::newRow("no position") << QByteArray(whole).replace("5a5cde9eaf777893", "x");
}

void SafetyCopyTest::refusesNotesThatSayNothing()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!parseNote(text.toStdString()));
}

void SafetyCopyTest::judgesWhatAnExchangeLeft_data()
{
    QTest::addColumn<bool>("isBegun");
    QTest::addColumn<bool>("hasNote");
    QTest::addColumn<quint64>("file");
    QTest::addColumn<Leftover>("leftover");
    QTest::newRow("nothing under way") << false << true << quint64{17} << Leftover::None;
    QTest::newRow("a folder of somebody's") << false << false << quint64{17} << Leftover::None;
    QTest::newRow("changed places") << true << false << quint64{17} << Leftover::Done;
    QTest::newRow("changed places again") << true << true << quint64{17} << Leftover::Done;
    QTest::newRow("restored, not used") << true << false << quint64{18} << Leftover::Unused;
    QTest::newRow("not brought back") << true << true << quint64{18} << Leftover::NotDone;
    QTest::newRow("copied elsewhere") << true << false << quint64{19} << Leftover::Unclear;
}

void SafetyCopyTest::judgesWhatAnExchangeLeft()
{
    QFETCH(const bool, isBegun);
    QFETCH(const bool, hasNote);
    QFETCH(const quint64, file);
    QFETCH(const Leftover, leftover);
    QCOMPARE(judgeLeftover(isBegun ? std::optional(someNote()) : std::nullopt, hasNote, file),
             leftover);
}

void SafetyCopyTest::makesFoldersThatWereNotThere()
{
    const TestFolder folder;
    const Timestamp now = someNote().time;
    const fs::path first = *makeSafetyFolder(folder / "app.db", now, nativeFileSystem());
    QCOMPARE(first, folder / "app.db.safety-copy-20261123T072041Z");
    QVERIFY(fs::is_directory(first));

    const fs::path second = *makeSafetyFolder(folder / "app.db", now, nativeFileSystem());
    QCOMPARE(second, folder / "app.db.safety-copy-20261123T072041Z-2");
}

void SafetyCopyTest::listsTheNewestFirst()
{
    const TestFolder folder;
    ExchangeNote note = someNote();
    folder.write("app.db.safety-copy-1/app.db", "old");
    folder.write("app.db.safety-copy-1/about.txt", noteText(note));
    note.time += std::chrono::seconds(1);
    folder.write("app.db.safety-copy-2/app.db", "newer");
    folder.write("app.db.safety-copy-2/about.txt", noteText(note));

    const auto copies = listSafetyCopies(folder / "app.db", nativeFileSystem(), {});

    QVERIFY(copies);
    QCOMPARE(copies->size(), 2u);
    QCOMPARE(copies->front().file, folder / "app.db.safety-copy-2/app.db");
    QCOMPARE(copies->front().database, folder / "app.db");
    QCOMPARE(copies->front().bytes, 5u);
    QCOMPARE(copies->front().note, note);
    QCOMPARE(copies->back().folder, folder / "app.db.safety-copy-1");
}

void SafetyCopyTest::listsNothingThatIsNoSafetyCopy()
{
    const TestFolder folder;
    folder.write("app.db.safety-copy-1/app.db", "no note");
    folder.write("app.db.safety-copy-2/about.txt", noteText(someNote()));
    folder.write("other.db.safety-copy-3/other.db", "another database's");
    folder.write("other.db.safety-copy-3/about.txt", noteText(someNote()));
    const fs::path unused = folder.write("app.db.safety-copy-4/app.db", "restored");
    ExchangeNote begun = someNote();
    begun.entering = inodeOf(unused);
    folder.write("app.db.safety-copy-4/about.txt.new", noteText(begun));
    folder.write("app.db.safety-copy-5", "a file");
    folder.write("app.db.safety-copy-6/app.db", "who knows");
    folder.write("app.db.safety-copy-6/about.txt", "?");

    const auto copies = listSafetyCopies(folder / "app.db", nativeFileSystem(), {});

    QVERIFY(copies);
    QVERIFY(copies->empty());
}

void SafetyCopyTest::settlesWhatWasLeft()
{
    const TestFolder folder;
    ExchangeNote begun = someNote();
    begun.leaving = inodeOf(folder.write("app.db.safety-copy-done/app.db", "old"));
    folder.write("app.db.safety-copy-done/about.txt.new", noteText(begun));
    begun = someNote();
    begun.entering = inodeOf(folder.write("app.db.safety-copy-unused/app.db", "restored"));
    folder.write("app.db.safety-copy-unused/about.txt.new", noteText(begun));
    begun.entering = inodeOf(folder.write("app.db.safety-copy-kept/app.db", "old"));
    folder.write("app.db.safety-copy-kept/about.txt", noteText(someNote()));
    folder.write("app.db.safety-copy-kept/about.txt.new", noteText(begun));
    folder.write("app.db.safety-copy-unclear/app.db", "moved here");
    folder.write("app.db.safety-copy-unclear/about.txt.new", noteText(someNote()));
    folder.write("app.db.safety-copy-torn/app.db", "who knows");
    folder.write("app.db.safety-copy-torn/about.txt.new", "");

    QVERIFY(settleSafetyCopies(folder / "app.db", nativeFileSystem(), {}));

    QVERIFY(fs::exists(folder / "app.db.safety-copy-done/about.txt"));
    QVERIFY(!fs::exists(folder / "app.db.safety-copy-unused"));
    QCOMPARE(fileText(folder / "app.db.safety-copy-kept/about.txt"), noteText(someNote()));
    QVERIFY(!fs::exists(folder / "app.db.safety-copy-kept/about.txt.new"));
    QVERIFY(fs::exists(folder / "app.db.safety-copy-unclear/about.txt.new"));
    QVERIFY(fs::exists(folder / "app.db.safety-copy-torn/app.db"));
}

void SafetyCopyTest::leavesAloneWhatAnotherProgramIsBusyWith()
{
    const TestFolder folder;
    const fs::path file = folder.write("app.db.safety-copy-1/app.db", "restored");
    ExchangeNote begun = someNote();
    begun.entering = inodeOf(file);
    folder.write("app.db.safety-copy-1/about.txt.new", noteText(begun));
    const auto open = nativeFileSystem().open(file, OpenMode::Read);

    QVERIFY(settleSafetyCopies(folder / "app.db", nativeFileSystem(), {}));

    QVERIFY(fs::exists(file));
}

void SafetyCopyTest::removesWhatARestoreLeftThatWasKilled()
{
    const TestFolder folder;
    const std::string mark = "/" + std::string(RestoreMark::fileName);
    const std::string writing = "app.db.safety-copy-writing";
    folder.write(writing + mark, "");
    folder.write(writing + "/.app.db.0123456789abcdef.tmp", "half");
    folder.write(writing + "/.app.db.0123456789abcdef.tmp-journal", "");
    const std::string written = "app.db.safety-copy-written";
    folder.write(written + mark, "");
    folder.write(written + "/app.db", "restored");
    folder.write(written + "/app.db-shm", "");
    folder.write(written + "/.about.txt.new.0123456789abcdef.tmp", "?");
    folder.write("app.db.safety-copy-marked" + mark, "");
    fs::create_directories(folder / "app.db.safety-copy-empty");
    // What nobody proves to be a restore's, or is in use since.
    folder.write("app.db.safety-copy-unmarked/app.db", "a user's");
    folder.write("app.db.safety-copy-more" + mark, "");
    folder.write("app.db.safety-copy-more/notes.md", "a user's");
    folder.write("app.db.safety-copy-used" + mark, "");
    folder.write("app.db.safety-copy-used/app.db", "old");
    folder.write("app.db.safety-copy-used/about.txt", noteText(someNote()));

    QVERIFY(settleSafetyCopies(folder / "app.db", nativeFileSystem(), {}));

    for (const char* each : {"writing", "written", "marked", "empty"})
        QVERIFY2(!fs::exists(folder / ("app.db.safety-copy-" + std::string(each))), each);
    QVERIFY(fs::exists(folder / "app.db.safety-copy-unmarked/app.db"));
    QVERIFY(fs::exists(folder / "app.db.safety-copy-more/notes.md"));
    QCOMPARE(listSafetyCopies(folder / "app.db", nativeFileSystem(), {})->size(), 1u);
    QVERIFY(!fs::exists(folder / ("app.db.safety-copy-used" + mark)));
}

void SafetyCopyTest::leavesAloneARestoreThatIsAtWork()
{
    const TestFolder folder;
    const fs::path file = folder.write("app.db.safety-copy-1/app.db", "restored");
    {
        const auto mark = RestoreMark::set(file.parent_path(), nativeFileSystem());
        QVERIFY(mark);

        QVERIFY(settleSafetyCopies(folder / "app.db", nativeFileSystem(), {}));

        QVERIFY(fs::exists(file));
    }
    QVERIFY(settleSafetyCopies(folder / "app.db", nativeFileSystem(), {}));
    QVERIFY(fs::exists(file));
}

void SafetyCopyTest::removesOneAndNothingElse()
{
    const TestFolder folder;
    folder.write("app.db.safety-copy-1/app.db", "old");
    folder.write("app.db.safety-copy-1/about.txt", noteText(someNote()));
    folder.write("app.db.safety-copy-2/app.db", "older");
    folder.write("app.db.safety-copy-2/about.txt", noteText(someNote()));
    {
        const auto open =
            nativeFileSystem().open(folder / "app.db.safety-copy-1/app.db", OpenMode::Read);
        const Result<void> removed =
            removeSafetyCopy(folder / "app.db.safety-copy-1", nativeFileSystem());
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::Busy);
    }

    QVERIFY(removeSafetyCopy(folder / "app.db.safety-copy-1", nativeFileSystem()));

    QVERIFY(!fs::exists(folder / "app.db.safety-copy-1"));
    QVERIFY(fs::exists(folder / "app.db.safety-copy-2/app.db"));
}

void SafetyCopyTest::removesNothingElse()
{
    const TestFolder folder;
    folder.write("app.db.safety-copy-1/app.db", "no note");
    folder.write("data/app.db", "x");
    folder.write("data/about.txt", noteText(someNote()));

    for (const char* each : {"app.db.safety-copy-1", "data", "missing"}) {
        const Result<void> removed = removeSafetyCopy(folder / each, nativeFileSystem());
        QVERIFY(!removed);
        QCOMPARE(removed.error().code, ErrorCode::NotFound);
    }
    QVERIFY(fs::exists(folder / "app.db.safety-copy-1/app.db"));
    QVERIFY(fs::exists(folder / "data/app.db"));
}

WALKEEPER_TEST(SafetyCopyTest)
#include "safety_copy_test.moc"
