#include "tests/support/child_process.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/system/virtual_display.h"

#include "app/catalogue/stored_catalogue.h"
#include "ui/text/conversion.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>

namespace walkeeper {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned pageSize = 4096;

} // namespace

/// A database's life with the real program on a real (virtual) screen, by keyboard alone: it is
/// protected, looked into, restored over, brought back; its replica is damaged and found out.
class StoryTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void fromProtectionToDamageAndBack();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    std::filesystem::path database() const { return ui::pathFromQt(path(u"app.db"_s)); }
    /// Waits for whoever is about to open it, such as a replication that begins again.
    std::string content() const
    {
        std::string found;
        test::waitUntil([&] {
            const auto hash = test::contentHash(database());
            found = hash ? *hash : std::string();
            return !found.empty();
        });
        return found;
    }
    /// Tells states apart without opening the file, which would be in the way.
    std::uint64_t inode() const
    {
        struct stat status {
        };
        return ::stat(database().c_str(), &status) == 0 ? status.st_ino : 0;
    }
    void startProgram();
    void quitProgram();
    /// Another process adds rows; the window shows the commit.
    void commitAndSee(int rows);
    void commit(int rows);
    QString title() const { return m_display.titleOf(m_window); }
    /// A key of a dialog that has opened.
    void answer(const QString& dialog, const QString& key);
    /// What the program keeps between runs.
    ui::RememberedValues remembered() const;

    QTemporaryDir m_folder;
    test::VirtualDisplay m_display;
    QProcess m_program;
    QString m_window;
    int m_rows = 0;
};

void StoryTest::initTestCase()
{
    const QString problem = m_display.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void StoryTest::cleanup()
{
    if (m_program.state() != QProcess::NotRunning) {
        m_program.kill();
        m_program.waitForFinished();
    }
}

void StoryTest::startProgram()
{
    m_program.setProcessEnvironment(m_display.environment());
    m_program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_program.start(QStringLiteral(WALKEEPER_PROGRAM), {u"-config"_s, path(u"litestream.yml"_s)});
    QVERIFY(m_program.waitForStarted());
}

void StoryTest::quitProgram()
{
    m_display.press(u"ctrl+q"_s);
    QVERIFY(test::waitUntil([&] { return m_program.state() == QProcess::NotRunning; }));
    QCOMPARE(m_program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program.exitCode(), 0);
}

void StoryTest::commit(int rows)
{
    std::string sql = "PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE; "
                      "CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, text);";
    for (int i = 0; i < rows; ++i)
        sql += "INSERT INTO message(text) VALUES('message " + std::to_string(++m_rows) + "');";
    const test::ProcessResult done =
        test::runProcess({"/usr/bin/sqlite3", database().string(), sql + "COMMIT;"});
    QVERIFY2(done.exitCode == 0, done.text().c_str());
}

void StoryTest::commitAndSee(int rows)
{
    const QString before = title();
    commit(rows);
    // The title has the time of the newest moment.
    QVERIFY2(test::waitUntil([&] { return title() > before; }), "no new restore point appears");
}

void StoryTest::answer(const QString& dialog, const QString& key)
{
    QVERIFY2(!m_display.waitForActive(dialog).isEmpty(), qPrintable(dialog));
    m_display.press(key);
}

ui::RememberedValues StoryTest::remembered() const
{
    QDirIterator files(m_display.environment().value(u"XDG_DATA_HOME"_s),
                       {u"*.db"_s, u"*.sqlite"_s}, QDir::Files, QDirIterator::Subdirectories);
    if (!files.hasNext())
        return nullptr;
    app::StoredCatalogue catalogue(files.next());
    ui::RememberedValues values;
    connect(&catalogue, &ui::Catalogue::remembered, &catalogue,
            [&](const ui::RememberedValues& kept) { values = kept; });
    catalogue.load();
    test::waitUntil([&] { return values != nullptr; });
    return values;
}

void StoryTest::fromProtectionToDamageAndBack()
{
    commit(3);
    const std::string first = content();

    // Protect it.
    startProgram();
    QVERIFY(!m_display.waitForActive(u"^Walkeeper$"_s).isEmpty());
    m_display.press(u"ctrl+n"_s);
    QVERIFY(!m_display.waitForActive(u"^Protect a database$"_s).isEmpty());
    m_display.type(path(u"app.db"_s));
    m_display.press(u"alt+r"_s);
    m_display.press(u"ctrl+a"_s);
    m_display.type(path(u"replica"_s));
    m_display.press(u"Return"_s);
    m_window = m_display.waitForWindow(u"^app.db at .* Walkeeper$"_s);
    QVERIFY2(!m_window.isEmpty(), "the window does not show the database's history");

    // Another process commits, the commits appear.
    commitAndSee(2);
    commitAndSee(20);
    const std::string newest = content();
    QVERIFY(newest != first);

    // Look inside the oldest moment: what it held goes into a file.
    const QString atNewest = title();
    m_display.press(u"ctrl+t"_s);
    m_display.press(u"Home"_s);
    QVERIFY(test::waitUntil([&] { return title() < atNewest; }));
    const QString atOldest = title();
    m_display.press(u"ctrl+2"_s);
    const QString csv = path(u"message.csv"_s);
    const bool isAsked = test::waitUntil([&] {
        m_display.press(u"ctrl+e"_s);
        return !m_display.findWindow(u"^Export"_s).isEmpty();
    });
    QVERIFY2(isAsked && !m_display.waitForActive(u"^Export"_s).isEmpty(), "nothing is exported");
    m_display.press(u"ctrl+a"_s);
    m_display.type(csv);
    m_display.press(u"Return"_s);
    QVERIFY2(test::waitUntil([&] { return QFileInfo(csv).size() > 0; }), "nothing is exported");
    QFile exported(csv);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    const QByteArray rows = exported.readAll();
    QVERIFY2(rows.contains("message 3") && !rows.contains("message 4"), rows.constData());

    // Restore it over the database.
    m_display.press(u"ctrl+r"_s);
    answer(u"^Restore$"_s, u"alt+i"_s);
    // A choice by its letter is made a tenth of a second later.
    QTest::qWait(1500);
    const bool isRestored = test::waitUntil([&] {
        if (!m_display.findWindow(u"^Restored$"_s).isEmpty())
            return true;
        if (!m_display.findWindow(u"^Restore$"_s).isEmpty())
            m_display.press(u"Return"_s);
        return false;
    });
    QVERIFY2(isRestored, "the restore in place does not end");
    QCOMPARE(content(), first);

    // One key brings the old state back.
    const std::uint64_t restored = inode();
    m_display.press(u"alt+b"_s);
    QVERIFY2(test::waitUntil([&] { return inode() != restored; }), "the old state is not back");
    QCOMPARE(content(), newest);
    QVERIFY(test::waitUntil([&] {
        m_display.press(u"Escape"_s);
        return m_display.findWindow(u"^(Restor|The old).*$"_s).isEmpty();
    }));

    // It goes on being replicated.
    m_display.press(u"ctrl+t"_s);
    m_display.press(u"End"_s);
    commitAndSee(5);
    const std::string last = content();

    // Damage the replica, validate, and it is named with its place.
    QDirIterator segments(path(u"replica"_s), {u"*.wal.lz4"_s}, QDir::Files,
                          QDirIterator::Subdirectories);
    QVERIFY(segments.hasNext());
    QFile damaged(segments.next());
    QVERIFY(damaged.resize(damaged.size() - 1));
    m_display.press(u"ctrl+d"_s);
    answer(u"^Validate$"_s, u"Return"_s);
    QVERIFY(test::waitUntil([&] { return m_display.findWindow(u"^Validate$"_s).isEmpty(); }));
    const auto isFound = [&] {
        const ui::RememberedValues kept = remembered();
        return kept && !kept->checks.empty() &&
               kept->checks.front().outcome == ui::CheckOutcome::Failed;
    };
    QVERIFY2(test::waitUntil(isFound), "the damage is not found");
    const ui::RememberedValues kept = remembered();
    const auto failure =
        std::ranges::find(kept->activity, ui::ActivitySeverity::Failure, &ui::Activity::severity);
    QVERIFY2(failure != kept->activity.end(), "the damage is not in the log");
    const QString said = failure->text + failure->object;
    QVERIFY2(said.contains(QFileInfo(damaged).fileName()), qPrintable(said));
    quitProgram();

    // After a restart all is as it was, and replication goes on.
    const QString configuration = path(u"litestream.yml"_s);
    QFile before(configuration);
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray list = before.readAll();
    startProgram();
    m_window = m_display.waitForWindow(u"^app.db at .* Walkeeper$"_s);
    QVERIFY2(!m_window.isEmpty(), "the window does not show the database again");
    QCOMPARE(content(), last);
    const std::size_t activities = kept->activity.size();
    QVERIFY(test::waitUntil([&] {
        const ui::RememberedValues now = remembered();
        return now && now->activity.size() >= activities && !now->checks.empty();
    }));
    commitAndSee(1);
    QFile after(configuration);
    QVERIFY(after.open(QIODevice::ReadOnly));
    QCOMPARE(after.readAll(), list);
    quitProgram();
}

} // namespace walkeeper

using walkeeper::StoryTest;
WALKEEPER_TEST(StoryTest)
#include "story_test.moc"
