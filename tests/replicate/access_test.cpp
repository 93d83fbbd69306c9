#include "core/io/file_system.h"
#include "core/sqlite/connection.h"
#include "tests/replicate/replicator_process.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <csignal>
#include <map>
#include <regex>

#include <sys/stat.h>
#include <unistd.h>

using namespace walkeeper;
using namespace walkeeper::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(Replicates)

namespace {

constexpr unsigned root = 0;
constexpr unsigned nobody = 65534;

/// Of this process, and of the programs that it starts.
class Umask
{
public:
    explicit Umask(mode_t mask) : m_before(::umask(mask)) {}
    ~Umask() { ::umask(m_before); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;

private:
    const mode_t m_before;
};

/// A database in a folder of its own that somebody else owns, and its replicator.
class OwnedDatabase
{
public:
    OwnedDatabase(const fs::path& folder, unsigned owner) : m_replicated(folder)
    {
        commit(0);
        fs::permissions(m_replicated.database(), fs::perms(0640));
        fs::permissions(folder, fs::perms(0750));
        for (const fs::path& path : {folder, folder / "run", m_replicated.database()})
            QCOMPARE(::chown(path.c_str(), owner, owner), 0);
    }

    /// The connection does not stay open, so that its side files go.
    void commit(int number) const
    {
        auto connection = Connection::open(m_replicated.database(), OpenDatabase::ReadWrite);
        QVERIFY(connection);
        connection->setBusyTimeout(std::chrono::seconds(5));
        QVERIFY(connection->execute("PRAGMA journal_mode = wal; CREATE TABLE IF NOT EXISTS t(x);"
                                    "INSERT INTO t VALUES (" +
                                    std::to_string(number) + ")"));
    }

    const ReplicatedFolder& replicated() const { return m_replicated; }

private:
    ReplicatedFolder m_replicated;
};

std::ptrdiff_t countOf(const fs::path& folder, const std::string& suffix)
{
    std::error_code none;
    const auto entries = fs::recursive_directory_iterator(folder, none);
    return std::count_if(begin(entries), end(entries), [&](const fs::directory_entry& entry) {
        return entry.path().string().ends_with(suffix);
    });
}

/// As another user, who may not be able to look into the folder where the program is.
Result<ChildProcess> startAs(unsigned user, std::vector<std::string> command,
                             const fs::path& copyOfProgram)
{
    const auto program = std::find(command.begin(), command.end(), "replicate") - 1;
    fs::copy_file(*program, copyOfProgram, fs::copy_options::overwrite_existing);
    fs::permissions(copyOfProgram, fs::perms(0755));
    *program = copyOfProgram.string();
    const std::string id = std::to_string(user);
    command.insert(command.begin(),
                   {"/usr/bin/setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"});
    return ChildProcess::start(command);
}

/// What is stored until it ends holds all commits.
void stop(ChildProcess& replicator)
{
    replicator.signal(SIGINT);
    const ProcessResult ended = replicator.wait(std::chrono::seconds(30));
    QVERIFY2(ended.exitCode == 0, ended.text().c_str());
}

/// Until there is a snapshot and a segment behind it.
void replicate(const OwnedDatabase& database, Replicates program)
{
    const fs::path replica = database.replicated().replica();
    Result<ChildProcess> replicator = database.replicated().replicate(program);
    QVERIFY(replicator);
    QTRY_VERIFY2_WITH_TIMEOUT(countOf(replica, ".snapshot.lz4") > 0 &&
                                  countOf(replica, ".wal.lz4") > 0,
                              replicator->said().c_str(), 30'000);
    stop(*replicator);
}

/// Who may do what with each kind of thing below a folder; what has a number counts as one.
std::map<std::string, std::string> accessBelow(const fs::path& folder)
{
    std::map<std::string, std::string> all;
    const auto note = [&](const fs::path& path) {
        const FileAccess access = nativeFileSystem().status(path)->access;
        const std::string name = std::regex_replace(path.lexically_relative(folder).string(),
                                                    std::regex("[0-9a-f]{8,16}"), "N");
        std::ostringstream text;
        text << std::oct << access.mode << " " << std::dec << access.owner->user << ":"
             << access.owner->group;
        all[name] = text.str();
    };
    note(folder);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
        note(entry.path());
    return all;
}

std::string textOf(const std::map<std::string, std::string>& all)
{
    std::string text;
    for (const auto& [name, access] : all)
        text += "\n  " + access + " " + name;
    return text;
}

} // namespace

/// Who may use the database may use what is made beside it and in its replica, and nobody else.
class AccessTest : public QObject
{
    Q_OBJECT

private slots:
    void isAsWithTheReference_data();
    void isAsWithTheReference();
    void goesOnAsAnotherUser_data();
    void goesOnAsAnotherUser();
};

void AccessTest::isAsWithTheReference_data()
{
    QTest::addColumn<unsigned>("umask");
    QTest::addColumn<unsigned>("owner");
    QTest::newRow("our own, usual umask") << 022u << root;
    QTest::newRow("our own, strict umask") << 077u << root;
    QTest::newRow("another user's, usual umask") << 022u << nobody;
    QTest::newRow("another user's, strict umask") << 077u << nobody;
}

void AccessTest::isAsWithTheReference()
{
    QFETCH(const unsigned, umask);
    QFETCH(const unsigned, owner);
    const TestFolder folder;
    std::map<Replicates, std::map<std::string, std::string>> metadata;
    std::map<Replicates, std::map<std::string, std::string>> replica;
    for (const Replicates program : {Replicates::Reference, Replicates::Walkeeper}) {
        const fs::path place =
            folder / (program == Replicates::Reference ? "reference" : "walkeeper");
        fs::create_directories(place);
        const OwnedDatabase database(place, owner);
        const Umask mask(umask);
        replicate(database, program);
        if (QTest::currentTestFailed())
            return;
        metadata[program] = accessBelow(database.replicated().metadata());
        replica[program] = accessBelow(database.replicated().replica());
    }
    auto& ours = metadata[Replicates::Walkeeper];
    QCOMPARE(ours["walkeeper.lock"], ours["generation"]);
    ours.erase("walkeeper.lock");
    QVERIFY2(
        ours == metadata[Replicates::Reference],
        (textOf(ours) + "\nand the reference" + textOf(metadata[Replicates::Reference])).c_str());
    QVERIFY2(replica[Replicates::Walkeeper] == replica[Replicates::Reference],
             (textOf(replica[Replicates::Walkeeper]) + "\nand the reference" +
              textOf(replica[Replicates::Reference]))
                 .c_str());
}

void AccessTest::goesOnAsAnotherUser_data()
{
    QTest::addColumn<Replicates>("first");
    QTest::addColumn<Replicates>("second");
    QTest::newRow("walkeeper, then walkeeper") << Replicates::Walkeeper << Replicates::Walkeeper;
    QTest::newRow("walkeeper, then the reference")
        << Replicates::Walkeeper << Replicates::Reference;
    QTest::newRow("the reference, then walkeeper")
        << Replicates::Reference << Replicates::Walkeeper;
}

void AccessTest::goesOnAsAnotherUser()
{
    QFETCH(const Replicates, first);
    QFETCH(const Replicates, second);
    const TestFolder folder;
    fs::permissions(folder.path(), fs::perms(0755));
    fs::create_directories(folder / "owned");
    const OwnedDatabase database(folder / "owned", nobody);
    const fs::path replica = database.replicated().replica();
    replicate(database, first);
    if (QTest::currentTestFailed())
        return;

    const std::ptrdiff_t before = countOf(replica, ".wal.lz4");
    const auto command = database.replicated().replicateCommand(second);
    QVERIFY(command);
    Result<ChildProcess> replicator = startAs(nobody, *command, folder / "program");
    QVERIFY(replicator);
    database.commit(1);
    QTRY_VERIFY2_WITH_TIMEOUT(countOf(replica, ".wal.lz4") > before, replicator->said().c_str(),
                              30'000);
    stop(*replicator);
    if (QTest::currentTestFailed())
        return;

    const fs::path copy = folder / "restored.db";
    const ProcessResult restored = runProcess({WALKEEPER_CLI, "restore", "-o", copy, replica});
    QVERIFY2(restored.exitCode == 0, restored.text().c_str());
    Result<Connection> connection = Connection::open(copy, OpenDatabase::Unchanging);
    QVERIFY(connection);
    const auto rows = connection->query("SELECT max(x) FROM t");
    QVERIFY(rows);
    QCOMPARE(rows->front().front(), std::string("1"));
}

WALKEEPER_TEST(AccessTest)
#include "access_test.moc"
