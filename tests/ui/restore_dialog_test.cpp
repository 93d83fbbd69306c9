#include "ui/restore/restore_dialog.h"

#include "tests/support/faulty_file_system.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/restore/restore_plan_page.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/widgets/fact_grid.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>

namespace walkeeper::ui {

namespace {

/// The button with these words on the page that is shown.
QAbstractButton* buttonOf(QDialog& dialog, const QString& words)
{
    for (auto* button : dialog.findChildren<QAbstractButton*>()) {
        if (button->isVisible() && button->text().startsWith(words))
            return button;
    }
    return nullptr;
}

bool shows(const QDialog& dialog, const QString& words)
{
    for (const auto* label : dialog.findChildren<QLabel*>()) {
        if (label->isVisible() && label->text().contains(words))
            return true;
    }
    return false;
}

QStringList filesIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden);
}

} // namespace

class RestoreDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void restoresTheNewestMomentExactly();
    void restoresAnEarlierMoment();
    void proposesANameThatIsNotTaken();
    void refusesAFileThatExists();
    void saysWhatIsReadAndWritten();
    void warnsOfADiskThatIsTooSmall();
    void showsTheCommandThatDoesTheSame();
    void offersTheNewestReachableMoment();
    void saysWhatBrokeAndGoesBack();
    void leavesNothingBehindWhenCancelled();

private:
    void open(const QString& address, std::uint32_t fromTheEnd);
    void plan() { QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Planned, 30000); }
    QLineEdit* output() { return m_dialog->findChild<QLineEdit*>(QStringLiteral("destination")); }

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<BringBackJobs> m_bringBacks;
    std::unique_ptr<RestoreFlow> m_flow;
    std::unique_ptr<RestoreDialog> m_dialog;
};

void RestoreDialogTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
}

void RestoreDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_bringBacks = std::make_unique<BringBackJobs>(m_fixture->engine());
}

void RestoreDialogTest::cleanup()
{
    m_dialog.reset();
    m_flow.reset();
}

void RestoreDialogTest::open(const QString& address, std::uint32_t fromTheEnd)
{
    const auto contents = listed(m_fixture->engine(), address);
    QVERIFY(contents);
    const auto entries = static_cast<std::uint32_t>(contents->timeline.entries().size());
    m_flow = std::make_unique<RestoreFlow>(m_fixture->engine(), *m_bringBacks,
                                           Moment{contents, entries - 1 - fromTheEnd, {}});
    m_dialog = std::make_unique<RestoreDialog>(
        *m_flow, RestoreSurroundings{m_folder->path(), {}, QStringLiteral("demo"), {}},
        QTimeZone::utc());
    m_dialog->show();
}

void RestoreDialogTest::restoresTheNewestMomentExactly()
{
    open(m_fixture->address(), 0);
    plan();
    QSignalSpy done(m_dialog.get(), &RestoreDialog::restoredInto);
    QVERIFY(shows(*m_dialog, QStringLiteral("Reads one snapshot and")));

    buttonOf(*m_dialog, QStringLiteral("Full check"))->click();
    buttonOf(*m_dialog, QStringLiteral("Restore"))->click();

    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Restored, 60000);
    QCOMPARE(done.size(), 1);
    QCOMPARE(done.at(0).at(0).toString(), m_folder->path());
    QVERIFY(shows(*m_dialog, QStringLiteral("Restored")));
    QVERIFY(shows(*m_dialog, QStringLiteral("Sound, by SQLite's full check")));
    QVERIFY(buttonOf(*m_dialog, QStringLiteral("Open &folder")));
    const auto restored = test::contentHash(m_flow->choice().output);
    const auto source = test::contentHash(m_fixture->demo().database);
    QVERIFY(restored && source);
    QCOMPARE(*restored, *source);
}

void RestoreDialogTest::restoresAnEarlierMoment()
{
    open(m_fixture->address(), 30);
    plan();

    buttonOf(*m_dialog, QStringLiteral("Restore"))->click();

    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Restored, 60000);
    const auto restored = test::contentHash(m_flow->choice().output);
    QVERIFY(restored);
    QVERIFY(*restored != *test::contentHash(m_fixture->demo().database));
    QVERIFY(m_flow->report().time == m_flow->moment().time());
}

void RestoreDialogTest::proposesANameThatIsNotTaken()
{
    open(m_fixture->address(), 0);
    const QString first = output()->text();
    QVERIFY(first.startsWith(m_folder->path()));
    QFile taken(first);
    QVERIFY(taken.open(QIODevice::WriteOnly));

    open(m_fixture->address(), 0);

    QTRY_VERIFY_WITH_TIMEOUT(output()->text() != first, 30000);
    QVERIFY(output()->hasSelectedText());
}

void RestoreDialogTest::refusesAFileThatExists()
{
    open(m_fixture->address(), 0);
    plan();
    QFile taken(m_folder->filePath(QStringLiteral("taken.db")));
    QVERIFY(taken.open(QIODevice::WriteOnly));
    QVERIFY(buttonOf(*m_dialog, QStringLiteral("Restore"))->isEnabled());

    output()->setText(taken.fileName());

    QTRY_VERIFY_WITH_TIMEOUT(!buttonOf(*m_dialog, QStringLiteral("Restore"))->isEnabled(), 30000);
    QVERIFY(shows(*m_dialog, QStringLiteral("already")));
}

void RestoreDialogTest::saysWhatIsReadAndWritten()
{
    open(m_fixture->address(), 0);
    plan();
    const auto* facts = m_dialog->findChild<RestorePlanPage*>()->findChild<FactGrid*>();

    QCOMPARE(facts->fact(0), toQt(m_flow->moment().contents->url.shown()));
    QCOMPARE(facts->fact(1), HumanText::bytes(m_flow->plan().storedBytes()));
    QTRY_VERIFY_WITH_TIMEOUT(facts->fact(3).endsWith(QLatin1Char('B')), 30000);
}

void RestoreDialogTest::warnsOfADiskThatIsTooSmall()
{
    SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    test::FaultyFileSystem files({});
    files.tellFreeBytes(50);
    Engine engine({files, clock, stores});
    const auto contents = listed(m_fixture->engine(), m_fixture->address());
    QVERIFY(contents);
    BringBackJobs bringBacks(engine);
    RestoreFlow flow(engine, bringBacks, Moment{contents, 5, {}});
    RestoreDialog dialog(flow, {m_folder->path(), {}, QStringLiteral("demo"), {}},
                         QTimeZone::utc());
    dialog.show();

    const QString left = HumanText::bytes(50);
    QTRY_VERIFY_WITH_TIMEOUT(shows(dialog, QStringLiteral("Only %1 are free there").arg(left)),
                             30000);
    // What is left may have grown by then.
    QVERIFY(buttonOf(dialog, QStringLiteral("Restore"))->isEnabled());
}

void RestoreDialogTest::showsTheCommandThatDoesTheSame()
{
    const QFileInfo cli(QStringLiteral(WALKEEPER_CLI));
    open(m_fixture->address(), 30);
    plan();
    const QString file = m_folder->filePath(QStringLiteral("it's the same & more.db"));
    output()->setText(file);
    buttonOf(*m_dialog, QStringLiteral("Cop&y"))->click();
    const QString command = QGuiApplication::clipboard()->text();
    QVERIFY(command.contains(QStringLiteral("-integrity-check quick")));

    QProcess shell;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"),
                       cli.absolutePath() + QStringLiteral(":/bin:/usr/bin"));
    shell.setProcessEnvironment(environment);
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
    QVERIFY(shell.waitForFinished(60000));
    QVERIFY2(shell.exitCode() == 0, shell.readAllStandardError().constData());
    QFile made(file);
    QVERIFY(made.open(QIODevice::ReadOnly));
    const QByteArray bytes = made.readAll();
    QVERIFY(!bytes.isEmpty());
    QVERIFY(made.remove());

    output()->setText(m_folder->filePath(QStringLiteral("other.db")));
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*m_dialog, QStringLiteral("Restore"))->isEnabled(), 30000);
    buttonOf(*m_dialog, QStringLiteral("Restore"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Restored, 60000);
    QFile other(pathToQt(m_flow->choice().output));
    QVERIFY(other.open(QIODevice::ReadOnly));
    QVERIFY(other.readAll() == bytes);
}

void RestoreDialogTest::offersTheNewestReachableMoment()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("gap"));
    const auto contents = listed(m_fixture->engine(), replica);
    const Generation& newest = contents->replica.generations.back();
    // The first segment of its last WAL file: all behind it is out of reach.
    const auto& lastFile = contents->generations.back().walFiles.back();
    const QString first =
        replica + u'/' + toQt(newest.keyOf(newest.segments[lastFile.firstSegment]).text());
    QVERIFY(QFile::remove(first));

    open(replica, 0);
    plan();
    QVERIFY(m_flow->plan().obstacle);
    QVERIFY(!buttonOf(*m_dialog, QStringLiteral("Restore"))->isEnabled() ||
            !m_dialog->findChild<QCheckBox*>()->isChecked());
    auto* offer = m_dialog->findChild<QCheckBox*>();
    QVERIFY(offer->isVisible());
    offer->click();
    QAbstractButton* restore = nullptr;
    for (auto* button : m_dialog->findChildren<QAbstractButton*>()) {
        if (button->isVisible() && button->text() == QLatin1String("Restore"))
            restore = button;
    }
    QVERIFY(restore && restore->isEnabled());
    restore->click();

    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Restored, 60000);
    QVERIFY(test::contentHash(m_flow->choice().output));
    QVERIFY(m_flow->report().time < m_flow->moment().time());
}

void RestoreDialogTest::saysWhatBrokeAndGoesBack()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("cut"));
    const auto contents = listed(m_fixture->engine(), replica);
    const Generation& newest = contents->replica.generations.back();
    QFile segment(replica + u'/' + toQt(newest.keyOf(newest.segments.back()).text()));
    QVERIFY(segment.resize(segment.size() / 2));

    open(replica, 0);
    plan();
    buttonOf(*m_dialog, QStringLiteral("Restore"))->click();

    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Failed, 60000);
    QVERIFY(shows(*m_dialog, QStringLiteral("Not restored")));
    QVERIFY(filesIn(m_folder->path()).isEmpty());
    QAbstractButton* offer = buttonOf(*m_dialog, QStringLiteral("Restore the newest reachable"));
    QVERIFY(offer);
    offer->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() == RestoreFlow::Step::Restored, 60000);
    QVERIFY(!m_flow->report().findings.empty());
}

void RestoreDialogTest::leavesNothingBehindWhenCancelled()
{
    open(m_fixture->address(), 0);
    plan();
    buttonOf(*m_dialog, QStringLiteral("Restore"))->click();
    QVERIFY(m_flow->step() == RestoreFlow::Step::Running);

    m_dialog->reject();

    QTRY_VERIFY_WITH_TIMEOUT(m_flow->step() != RestoreFlow::Step::Running, 30000);
    // It may have been quicker than the cancellation.
    if (m_flow->step() == RestoreFlow::Step::Cancelled) {
        QVERIFY(filesIn(m_folder->path()).isEmpty());
        QVERIFY(!m_dialog->isVisible());
    } else {
        QVERIFY(m_flow->step() == RestoreFlow::Step::Restored);
        QCOMPARE(filesIn(m_folder->path()).size(), 1);
    }
}

} // namespace walkeeper::ui

using walkeeper::ui::RestoreDialogTest;
WALKEEPER_TEST(RestoreDialogTest)
#include "restore_dialog_test.moc"
