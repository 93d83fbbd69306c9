#include "core/operations/restore_in_place.h"

#include "core/operations/restore_database.h"
#include "core/sqlite/connection.h"
#include "tests/core/operations/used_database.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"

#include <algorithm>
#include <fstream>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using test::hasSaid;
using test::holder;
using test::Names;
using test::stateOf;
using test::UsedDatabase;
using test::waitsForALease;

bool hasBegunNote(const Names& names)
{
    return std::ranges::find(names, begunNoteName) != names.end();
}

} // namespace

class RestoreInPlaceTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheStateOfBeforeAndBringsItBack_data();
    void keepsTheStateOfBeforeAndBringsItBack();
    void keepsWhatIsOnlyInTheWal();
    void rollsBackWhatBrokeOff();
    void knowsWhereEachStateCameFrom();
    void keepsWhoMayUseTheDatabase();
    void followsLinks();
    void worksOnAnotherFileSystem();
    void replacesWhatSqliteCannotRead();
    void keepsTheWalOfWhatSqliteCannotRead_data();
    void keepsTheWalOfWhatSqliteCannotRead();
    void refusesWhileSomebodyHasTheDatabaseOpen_data();
    void refusesWhileSomebodyHasTheDatabaseOpen();
    void bringsNothingBackWhileSomebodyHasItOpen();
    void refusesItsOwnConnections();
    void takesItBackForWhoComesInBetween();
    void takesItBackForWhoWaits();
    void refusesWhatItCannotReplace();
    void refusesFoldersThatCannotBeWrittenTo();
    void changesNothingWhicheverCallFails_data();
    void changesNothingWhicheverCallFails();
    void bringsBackWhicheverCallFails();
    void survivesAKillBeforeAnyCall();
    void survivesAKillWhileBringingBack();
};

void RestoreInPlaceTest::keepsTheStateOfBeforeAndBringsItBack_data()
{
    QTest::addColumn<QString>("journalMode");
    for (const char* mode : {"wal", "delete", "persist", "truncate"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void RestoreInPlaceTest::keepsTheStateOfBeforeAndBringsItBack()
{
    QFETCH(const QString, journalMode);
    UsedDatabase database(journalMode.toStdString());
    QVERIFY(database.isOk());

    const Result<RestoredInPlace> restored = database.restore();

    VERIFY_OK(restored);
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    QCOMPARE(stateOf(restored->before.file), std::string("before"));
    QCOMPARE(database.names(),
             (Names{"about.txt", "app.db", "app.db", restored->before.folder.filename().string()}));
    const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
    VERIFY_OK(copies);
    QCOMPARE(copies->size(), 1u);
    QCOMPARE(copies->front().note, restored->before.note);
    QCOMPARE(copies->front().note.enteringFrom->position, restored->report.position);
    QVERIFY(!copies->front().note.leavingFrom);

    const Result<SafetyCopy> back =
        bringBack(copies->front().folder, database.folder().context(), {});

    VERIFY_OK(back);
    QCOMPARE(stateOf(database.path()), std::string("before"));
    QCOMPARE(stateOf(back->file), std::string("restored"));
    QCOMPARE(back->note.leavingFrom->position, restored->report.position);
    QVERIFY(!back->note.enteringFrom);

    VERIFY_OK(bringBack(back->folder, database.folder().context(), {}));
    QCOMPARE(stateOf(database.path()), std::string("restored"));
}

/// A transaction that was committed, and nothing else than the database's own file afterwards.
void RestoreInPlaceTest::keepsWhatIsOnlyInTheWal()
{
    UsedDatabase database;
    QVERIFY(database.leaveWal());

    const Result<RestoredInPlace> restored = database.restore();

    VERIFY_OK(restored);
    QVERIFY(!fs::exists(database.path().string() + "-wal"));
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    VERIFY_OK(bringBack(restored->before.folder, database.context(), {}));
    QCOMPARE(stateOf(database.path()), std::string("in the WAL"));
}

void RestoreInPlaceTest::rollsBackWhatBrokeOff()
{
    UsedDatabase database("delete");
    const std::string journal = database.path().string() + "-journal";
    {
        // A transaction that has written to the file, killed before its end.
        Result<Connection> connection = Connection::open(database.path(), OpenDatabase::Existing);
        QVERIFY(connection->execute("PRAGMA cache_size = 2; BEGIN;"
                                    "UPDATE mine SET x = 'torn';"
                                    "INSERT INTO mine VALUES (zeroblob(200000))"));
        QVERIFY(fs::exists(journal));
        fs::copy_file(database.path(), database.path().string() + ".torn");
        fs::copy_file(journal, journal + ".torn");
    }
    fs::rename(database.path().string() + ".torn", database.path());
    fs::rename(journal + ".torn", journal);

    const Result<RestoredInPlace> restored = database.restore();

    VERIFY_OK(restored);
    QVERIFY(!fs::exists(journal));
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    QCOMPARE(stateOf(restored->before.file), std::string("before"));
}

void RestoreInPlaceTest::knowsWhereEachStateCameFrom()
{
    UsedDatabase database;
    const Result<RestoredInPlace> first = database.restore();
    VERIFY_OK(first);

    const Result<RestoredInPlace> second = database.restore();

    VERIFY_OK(second);
    QVERIFY(!first->before.note.leavingFrom);
    QCOMPARE(second->before.note.leavingFrom, first->before.note.enteringFrom);
    QVERIFY(second->before.folder != first->before.folder);
    QCOMPARE(stateOf(first->before.file), std::string("before"));
    QCOMPARE(listSafetyCopies(database.path(), nativeFileSystem(), {})->front().folder,
             second->before.folder);
}

void RestoreInPlaceTest::keepsWhoMayUseTheDatabase()
{
    UsedDatabase database;
    constexpr unsigned other = 4242;
    QCOMPARE(::chown(database.path().c_str(), other, other), 0);
    QCOMPARE(::chmod(database.path().c_str(), 0640), 0);

    VERIFY_OK(database.restore());

    struct stat status = {};
    QCOMPARE(::stat(database.path().c_str(), &status), 0);
    QCOMPARE(status.st_uid, other);
    QCOMPARE(status.st_gid, other);
    QCOMPARE(status.st_mode & 07777, 0640u);
}

void RestoreInPlaceTest::followsLinks()
{
    UsedDatabase database;
    const fs::path link = database.folder().root() / "link.db";
    fs::create_symlink(database.path(), link);
    RestoreRequest request = database.request();
    request.output = link;
    NoProgress silent;

    const Result<RestoredInPlace> restored =
        restoreInPlace(request, database.context(), {}, silent);

    VERIFY_OK(restored);
    QVERIFY(fs::is_symlink(link));
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    QCOMPARE(restored->before.folder.parent_path(), fs::canonical(database.path().parent_path()));
    QCOMPARE(listSafetyCopies(link, nativeFileSystem(), {})->size(), 1u);
}

void RestoreInPlaceTest::worksOnAnotherFileSystem()
{
    UsedDatabase database;
    QTemporaryDir folder(QStringLiteral("/dev/shm/walkeeper-XXXXXX"));
    QVERIFY(folder.isValid());
    const fs::path path = folder.path().toStdString() + "/app.db";
    fs::copy_file(database.path(), path);
    RestoreRequest request = database.request();
    request.output = path;
    NoProgress silent;

    const Result<RestoredInPlace> restored =
        restoreInPlace(request, database.context(), {}, silent);

    VERIFY_OK(restored);
    QCOMPARE(stateOf(path), std::string("restored"));
    VERIFY_OK(bringBack(restored->before.folder, database.context(), {}));
    QCOMPARE(stateOf(path), std::string("before"));
}

void RestoreInPlaceTest::replacesWhatSqliteCannotRead()
{
    UsedDatabase database;
    std::ofstream(database.path()) << std::string(100, 'x');

    const Result<RestoredInPlace> restored = database.restore();

    VERIFY_OK(restored);
    QCOMPARE(stateOf(database.path()), std::string("restored"));
    QCOMPARE(test::fileText(restored->before.file), std::string(100, 'x'));
}

void RestoreInPlaceTest::keepsTheWalOfWhatSqliteCannotRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("suffix");
    QTest::newRow("no database, WAL") << QByteArray(5000, 'x') << QStringLiteral("-wal");
    QTest::newRow("no database, journal") << QByteArray(5000, 'x') << QStringLiteral("-journal");
    QTest::newRow("empty, WAL") << QByteArray() << QStringLiteral("-wal");
    QTest::newRow("empty, journal") << QByteArray() << QStringLiteral("-journal");
}

void RestoreInPlaceTest::keepsTheWalOfWhatSqliteCannotRead()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, suffix);
    UsedDatabase database;
    const std::string left = database.path().string() + suffix.toStdString();
    std::ofstream(database.path()) << content.toStdString();
    std::ofstream(left) << "commits, perhaps";

    const Result<RestoredInPlace> restored = database.restore();

    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Corrupt);
    QCOMPARE(test::fileText(database.path()), content.toStdString());
    QCOMPARE(test::fileText(left), std::string("commits, perhaps"));
    QCOMPARE(database.names(), (Names{"app.db", "app.db" + suffix.toStdString()}));
}

void RestoreInPlaceTest::refusesWhileSomebodyHasTheDatabaseOpen_data()
{
    QTest::addColumn<QString>("journalMode");
    QTest::addColumn<QString>("how");
    for (const char* mode : {"wal", "delete"}) {
        for (const char* how : {"idle", "unread", "reading", "writing", "descriptor", "mapped"})
            QTest::addRow("%s, %s", mode, how)
                << QString::fromLatin1(mode) << QString::fromLatin1(how);
    }
}

void RestoreInPlaceTest::refusesWhileSomebodyHasTheDatabaseOpen()
{
    QFETCH(const QString, journalMode);
    QFETCH(const QString, how);
    UsedDatabase database(journalMode.toStdString());
    Names before;
    {
        const test::ChildProcess other = holder(how.toStdString(), database.path());
        QVERIFY2(hasSaid(other, "ready"), other.said().c_str());
        before = database.names();

        const Result<RestoredInPlace> restored = database.restore();

        QVERIFY(!restored);
        QCOMPARE(restored.error().code, ErrorCode::Busy);
        const std::string who =
            how == QStringLiteral("mapped")
                ? "a program that cannot be named"
                : "database-holder (process " + std::to_string(other.pid()) + ")";
        QCOMPARE(restored.error().message,
                 fs::canonical(database.path()).string() + " is open in " + who);
        QCOMPARE(database.names(), before);
    }
    QCOMPARE(stateOf(database.path()), std::string("before"));
    VERIFY_OK(database.restore());
    QCOMPARE(stateOf(database.path()), std::string("restored"));
}

void RestoreInPlaceTest::bringsNothingBackWhileSomebodyHasItOpen()
{
    UsedDatabase database;
    const Result<RestoredInPlace> restored = database.restore();
    VERIFY_OK(restored);
    const Names names = database.names();
    // One that looks into the safety copy, and one that uses the database.
    for (const fs::path& file : {restored->before.file, database.path()}) {
        const test::ChildProcess other = holder("descriptor", file);
        QVERIFY(hasSaid(other, "ready"));

        const Result<SafetyCopy> back = bringBack(restored->before.folder, database.context(), {});

        QVERIFY(!back);
        QCOMPARE(back.error().code, ErrorCode::Busy);
        QCOMPARE(database.names(), names);
        QVERIFY2(back.error().message.find(fs::canonical(file).string()) == 0,
                 back.error().message.c_str());
    }
    QCOMPARE(stateOf(database.path()), std::string("restored"));
}

/// A lock of this process would be lost with the first descriptor that is closed.
void RestoreInPlaceTest::refusesItsOwnConnections()
{
    UsedDatabase database("delete");
    Result<Connection> connection = Connection::open(database.path(), OpenDatabase::Existing);
    QVERIFY(connection->execute("BEGIN IMMEDIATE"));

    const Result<RestoredInPlace> restored = database.restore();

    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Busy);
    const test::ProcessResult other =
        test::runProcess({DATABASE_HOLDER, "writing", database.path().string()});
    QVERIFY2(other.errors.find("locked") != std::string::npos, other.text().c_str());
}

void RestoreInPlaceTest::takesItBackForWhoComesInBetween()
{
    UsedDatabase database;
    std::optional<test::ChildProcess> other;
    test::FaultyFileSystem files({.nth = 0});
    files.setObserver([&](test::FileCall call) {
        if (call != test::FileCall::CopyAccess)
            return;
        other.emplace(holder("idle", database.path()));
        QVERIFY(hasSaid(*other, "ready"));
    });

    const Result<RestoredInPlace> restored = database.restore(database.folder().context(files));

    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Busy);
    other.reset();
    QCOMPARE(stateOf(database.path()), std::string("before"));
    QCOMPARE(database.names(), Names{"app.db"});
}

/// Somebody has asked for the database right before it changes places, and waits.
void RestoreInPlaceTest::takesItBackForWhoWaits()
{
    UsedDatabase database;
    const auto inode = nativeFileSystem().status(database.path())->inode;
    std::optional<test::ChildProcess> other;
    test::FaultyFileSystem files({.nth = 0});
    files.setObserver([&](test::FileCall call) {
        if (call != test::FileCall::Exchange || other)
            return;
        other.emplace(holder("descriptor", database.path()));
        QVERIFY(QTest::qWaitFor([&] { return waitsForALease(*other); }, 20000));
    });

    const Result<RestoredInPlace> restored = database.restore(database.folder().context(files));

    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::Busy);
    QCOMPARE(nativeFileSystem().status(database.path())->inode, inode);
    QVERIFY(hasSaid(*other, "ready"));
    other.reset();
    QCOMPARE(stateOf(database.path()), std::string("before"));
    QCOMPARE(database.names(), Names{"app.db"});
}

void RestoreInPlaceTest::refusesWhatItCannotReplace()
{
    UsedDatabase database;
    RestoreRequest request = database.request();
    NoProgress silent;
    const auto attempt = [&] { return restoreInPlace(request, database.context(), {}, silent); };

    request.output = database.folder().root() / "data" / "missing.db";
    QCOMPARE(attempt().error().code, ErrorCode::NotFound);
    request.output = database.path().parent_path();
    QCOMPARE(attempt().error().code, ErrorCode::InvalidArgument);
    request.output = database.path();
    const fs::path other = database.path().parent_path() / "other-name.db";
    fs::create_hard_link(database.path(), other);
    QCOMPARE(attempt().error().code, ErrorCode::InvalidArgument);
    fs::remove(other);
    request.source.path += "-elsewhere";
    QCOMPARE(attempt().error().code, ErrorCode::NotFound);

    QCOMPARE(database.names(), Names{"app.db"});
    QCOMPARE(stateOf(database.path()), std::string("before"));
    QCOMPARE(bringBack(database.path().parent_path(), database.context(), {}).error().code,
             ErrorCode::NotFound);
}

void RestoreInPlaceTest::refusesFoldersThatCannotBeWrittenTo()
{
    UsedDatabase database;
    const fs::path folder = database.path().parent_path();
    constexpr unsigned nobody = 65534;
    QCOMPARE(::chown(database.path().c_str(), nobody, nobody), 0);
    for (fs::path above = database.folder().root(); above != above.root_path();
         above = above.parent_path())
        fs::permissions(above, fs::perms::others_exec | fs::perms::others_read,
                        fs::perm_options::add);
    fs::permissions(folder, fs::perms(0755));
    for (const auto& each : fs::recursive_directory_iterator(database.folder().root() / "replica"))
        fs::permissions(each, fs::perms(0755));
    fs::permissions(database.folder().root() / "replica", fs::perms(0755));
    Result<RestoredInPlace> restored = Error{};
    {
        const test::Unprivileged user;
        restored = database.restore();
    }
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, ErrorCode::PermissionDenied);
    QVERIFY2(restored.error().message.find("cannot create the folder") != std::string::npos,
             restored.error().message.c_str());
    QCOMPARE(database.names(), Names{"app.db"});
}

void RestoreInPlaceTest::changesNothingWhicheverCallFails_data()
{
    QTest::addColumn<bool>("andAllLater");
    QTest::newRow("one bad moment") << false;
    QTest::newRow("the disk is lost") << true;
}

void RestoreInPlaceTest::changesNothingWhicheverCallFails()
{
    QFETCH(const bool, andAllLater);
    UsedDatabase database;
    int n = 1;
    for (;; ++n) {
        test::FaultyFileSystem files({.nth = n, .andAllLater = andAllLater});
        RestoreRequest request = database.request();
        request.target.what = RestoreTarget::AtIndex{0};
        request.target.generation = GenerationId(0x0e5f1a2b3c4d5e6f);
        request.parallelism = 1;
        NoProgress silent;
        const Result<RestoredInPlace> restored =
            restoreInPlace(request, database.folder().context(files), {}, silent);
        if (!files.hasFailed())
            break; // n has passed the last call: all were tried
        const std::string at = std::to_string(n) + ": " + stateOf(database.path());
        if (restored) {
            QCOMPARE(stateOf(database.path()), std::string("restored"));
            VERIFY_OK(bringBack(restored->before.folder, database.context(), {}));
            VERIFY_OK(removeSafetyCopy(restored->before.folder, nativeFileSystem()));
        } else if (stateOf(database.path()) == "restored") {
            // Nothing could be done any more, not even to take it back; the sentence says so.
            QVERIFY2(andAllLater, at.c_str());
            QVERIFY2(restored.error().message.find("has the new state") != std::string::npos,
                     restored.error().message.c_str());
            const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
            QCOMPARE(copies->size(), 1u);
            VERIFY_OK(bringBack(copies->front().folder, database.context(), {}));
            VERIFY_OK(removeSafetyCopy(copies->front().folder, nativeFileSystem()));
        } else if (!andAllLater) {
            QVERIFY2(database.names() == Names{"app.db"}, at.c_str());
        }
        QVERIFY2(stateOf(database.path()) == "before", at.c_str());
        QVERIFY(listSafetyCopies(database.path(), nativeFileSystem(), {})->empty());
        database.removeRemains();
    }
    QVERIFY2(n > 25, std::to_string(n).c_str());
    QCOMPARE(stateOf(database.path()), std::string("restored"));
}

void RestoreInPlaceTest::bringsBackWhicheverCallFails()
{
    UsedDatabase database;
    const Result<RestoredInPlace> restored = database.restore();
    VERIFY_OK(restored);
    const Names names = database.names();
    int n = 1;
    for (;; ++n) {
        test::FaultyFileSystem files({.nth = n});
        const Result<SafetyCopy> back =
            bringBack(restored->before.folder, database.folder().context(files), {});
        if (!files.hasFailed())
            break;
        if (back)
            VERIFY_OK(bringBack(restored->before.folder, database.context(), {}));
        QVERIFY2(database.names() == names, std::to_string(n).c_str());
        QCOMPARE(stateOf(database.path()), std::string("restored"));
        QCOMPARE(stateOf(restored->before.file), std::string("before"));
    }
    QVERIFY2(n > 15, std::to_string(n).c_str());
    QCOMPARE(stateOf(database.path()), std::string("before"));
}

void RestoreInPlaceTest::survivesAKillBeforeAnyCall()
{
    int before = 0;
    int after = 0;
    for (int n = 1;; ++n) {
        UsedDatabase database;
        QVERIFY(database.leaveWal());
        const test::ProcessResult victim =
            test::runProcess({IN_PLACE_VICTIM, std::to_string(n), "restore",
                              database.path().string(), database.folder().url().shown()});
        if (victim.exitCode == 0)
            break;
        QVERIFY2(victim.exitCode == 128 + SIGKILL, victim.text().c_str());
        const std::string state = stateOf(database.path());
        const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
        VERIFY_OK(copies);
        if (state == "restored") {
            ++after;
            QCOMPARE(copies->size(), 1u);
            QCOMPARE(stateOf(copies->front().file), std::string("in the WAL"));
            VERIFY_OK(bringBack(copies->front().folder, database.context(), {}));
            QCOMPARE(stateOf(database.path()), std::string("in the WAL"));
            QVERIFY2(!hasBegunNote(database.names()), std::to_string(n).c_str());
            continue;
        }
        ++before;
        QVERIFY2(state == "in the WAL", (std::to_string(n) + ": " + state).c_str());
        QVERIFY(copies->empty());
        const Result<RestoredInPlace> again = database.restore();
        VERIFY_OK(again);
        QCOMPARE(stateOf(again->before.file), std::string("in the WAL"));
        const std::string folder = again->before.folder.filename().string();
        QVERIFY2(database.names() == (Names{"about.txt", "app.db", "app.db", folder}),
                 std::to_string(n).c_str());
    }
    qInfo("killed %d times before and %d times after the files changed places", before, after);
    QVERIFY(before > 25 && after > 2);
}

void RestoreInPlaceTest::survivesAKillWhileBringingBack()
{
    int before = 0;
    int after = 0;
    for (int n = 1;; ++n) {
        UsedDatabase database;
        const Result<RestoredInPlace> restored = database.restore();
        VERIFY_OK(restored);
        const test::ProcessResult victim = test::runProcess(
            {IN_PLACE_VICTIM, std::to_string(n), "bring-back", restored->before.folder.string()});
        if (victim.exitCode == 0)
            break;
        QVERIFY2(victim.exitCode == 128 + SIGKILL, victim.text().c_str());
        const bool isBack = stateOf(database.path()) == "before";
        (isBack ? after : before) += 1;
        QCOMPARE(stateOf(database.path()), std::string(isBack ? "before" : "restored"));
        const auto copies = listSafetyCopies(database.path(), nativeFileSystem(), {});
        VERIFY_OK(copies);
        QCOMPARE(copies->size(), 1u);
        QCOMPARE(copies->front().note.leavingFrom.has_value(), isBack);
        QCOMPARE(stateOf(copies->front().file), std::string(isBack ? "restored" : "before"));

        VERIFY_OK(bringBack(copies->front().folder, database.context(), {}));
        QCOMPARE(stateOf(database.path()), std::string(isBack ? "restored" : "before"));
        QVERIFY2(!hasBegunNote(database.names()), std::to_string(n).c_str());
    }
    QVERIFY(before > 10 && after > 2);
}

} // namespace walkeeper

using walkeeper::RestoreInPlaceTest;
WALKEEPER_TEST(RestoreInPlaceTest)
#include "restore_in_place_test.moc"
