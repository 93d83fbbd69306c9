#include "tests/support/child_process.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/ui/window_fixture.h"
#include "ui/restore/destination_box.h"
#include "ui/restore/restore_dialog.h"
#include "ui/restore/safety_copy_dialog.h"
#include "ui/text/conversion.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned pageSize = 4096;
constexpr int patience = 60000;

QAbstractButton* buttonOf(const QWidget& parent, const QString& words)
{
    for (auto* button : parent.findChildren<QAbstractButton*>()) {
        QString text = button->text();
        if (button->isVisible() && text.remove(u'&').startsWith(words))
            return button;
    }
    return nullptr;
}

bool shows(const QWidget& parent, const QString& words)
{
    for (const auto* label : parent.findChildren<QLabel*>()) {
        if (label->isVisible() && label->text().contains(words))
            return true;
    }
    return false;
}

} // namespace

/// The window with a database that is being replicated, and a moment of it from before.
class RestoreInPlaceTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void restoresIntoANewFileByKeyboard();
    void restoresInPlaceByKeyboardAndBringsBack();
    void offersToUndoItInTheWindow();
    void saysWhoHasItOpenAndTriesAgain();
    void leavesEverythingAsItWasWhenCancelled();
    void bringsBackAfterARestart();
    void saysWhoKeepsAStateFromComingBack();
    void deletesACopyForGood();
    void showsNoCopiesWhereThereAreNone();
    void asksForADatabaseThatIsNotKnown();

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    std::filesystem::path database() const { return pathFromQt(path(u"app.db"_s)); }
    std::string content() const { return *test::contentHash(database()); }
    DatabaseConfig config() const;
    void openWindow();
    void closeWindow();
    RestoreDialog* openDialog();
    /// Chooses and starts a restore in place, and waits for its end.
    RestoreDialog* restoreInPlace();
    SafetyCopyDialog* openCopies();
    bool isLogged(const QString& words) const;
    std::unique_ptr<test::ChildProcess> hold() const;

    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    RememberedServices m_services;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
    std::string m_older;
    std::string m_newer;
};

DatabaseConfig RestoreInPlaceTest::config() const
{
    DatabaseConfig config;
    config.path = fromQt(path(u"app.db"_s));
    ReplicaConfig replica;
    replica.url.scheme = "file";
    replica.url.path = fromQt(path(u"replica"_s));
    config.replicas.push_back(replica);
    return config;
}

void RestoreInPlaceTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_services = {};
    {
        test::WorkloadDatabase first(database(), pageSize);
        first.insertItems(20, 100);
        QVERIFY(first.state());
    }
    openWindow();
    m_older = content();
    const std::size_t before = m_window->workbench().current()->contents->timeline.entries().size();
    {
        test::WorkloadDatabase second(database(), pageSize, 2);
        second.insertItems(30, 300);
        QVERIFY(second.state());
    }
    QTRY_VERIFY_WITH_TIMEOUT(
        m_window->workbench().current()->contents->timeline.entries().size() > before, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
    m_newer = content();
    QVERIFY(m_newer != m_older);
    // The last one of before.
    m_window->workbench().chooseEntry(m_window->workbench().current()->id,
                                      static_cast<std::uint32_t>(before - 1), {});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), patience);
}

void RestoreInPlaceTest::cleanup()
{
    closeWindow();
    m_folder.reset();
}

void RestoreInPlaceTest::openWindow()
{
    m_engine = std::make_unique<Engine>(OperationContext{nativeFileSystem(), m_clock, m_stores});
    m_window = std::make_unique<MainWindow>(*m_engine, m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->watch({pathFromQt(path(u"litestream.yml"_s)), {}, {config()}});
    const auto isShown = [this] {
        const OpenedReplica* replica = m_window->workbench().current();
        const WatchedDatabase* watched = m_window->workbench().currentWatched();
        return replica && replica->contents && !replica->contents->timeline.isEmpty() && watched &&
               watched->lagBytes() == 0 && m_window->isSettled();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isShown(), patience);
}

void RestoreInPlaceTest::closeWindow()
{
    m_window.reset();
    m_engine.reset();
}

RestoreDialog* RestoreInPlaceTest::openDialog()
{
    m_window->dialogs().askToRestore();
    auto* dialog = m_window->findChild<RestoreDialog*>();
    if (!dialog || !QTest::qWaitForWindowActive(dialog) ||
        !QTest::qWaitFor([dialog] { return dialog->flow().step() == RestoreFlow::Step::Planned; },
                         patience))
        return nullptr;
    return dialog;
}

RestoreDialog* RestoreInPlaceTest::restoreInPlace()
{
    RestoreDialog* dialog = openDialog();
    if (!dialog)
        return nullptr;
    buttonOf(*dialog, u"In place: over app.db"_s)->click();
    buttonOf(*dialog, u"Restore in place"_s)->click();
    const bool hasEnded = QTest::qWaitFor([dialog] { return !dialog->flow().isBusy(); }, patience);
    return hasEnded ? dialog : nullptr;
}

SafetyCopyDialog* RestoreInPlaceTest::openCopies()
{
    m_window->activateWindow();
    if (!QTest::qWaitFor([this] { return !m_window->findChild<RestoreDialog*>(); }, patience) ||
        !QTest::qWaitForWindowActive(m_window.get()))
        return nullptr;
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<SafetyCopyDialog*>();
    if (!dialog || !QTest::qWaitForWindowActive(dialog))
        return nullptr;
    new QAbstractItemModelTester(dialog->list().model(),
                                 QAbstractItemModelTester::FailureReportingMode::QtTest, dialog);
    return dialog;
}

bool RestoreInPlaceTest::isLogged(const QString& words) const
{
    const auto& all = m_window->workbench().activity().all();
    return std::any_of(all.begin(), all.end(),
                       [&words](const Activity& each) { return each.text.contains(words); });
}

/// Another program that has the database open.
std::unique_ptr<test::ChildProcess> RestoreInPlaceTest::hold() const
{
    auto child = test::ChildProcess::start({DATABASE_HOLDER, "unread", database().string()});
    if (!child)
        return nullptr;
    auto holder = std::make_unique<test::ChildProcess>(*std::move(child));
    const bool isReady = QTest::qWaitFor(
        [&holder] { return holder->said().find("ready") != std::string::npos; }, patience);
    return isReady ? std::move(holder) : nullptr;
}

void RestoreInPlaceTest::restoresIntoANewFileByKeyboard()
{
    m_services.folder = m_folder->path();
    RestoreDialog* dialog = openDialog();
    QVERIFY(dialog);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->focusWidget() && dialog->focusWidget()->hasFocus(), patience);
    auto* field = qobject_cast<QLineEdit*>(dialog->focusWidget());
    QVERIFY(field);
    QCOMPARE(field->selectedText(), field->text());

    QTest::keyClicks(field, path(u"typed.db"_s));
    QTest::keyClick(field, Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(dialog->flow().step() == RestoreFlow::Step::Restored, patience);
    QCOMPARE(*test::contentHash(pathFromQt(path(u"typed.db"_s))), m_older);
    QVERIFY(buttonOf(*dialog, u"Open file"_s) && buttonOf(*dialog, u"Open folder"_s));
    QVERIFY(!buttonOf(*dialog, u"Bring the old state back"_s));
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<RestoreDialog*>(), patience);
}

void RestoreInPlaceTest::restoresInPlaceByKeyboardAndBringsBack()
{
    RestoreDialog* dialog = openDialog();
    QVERIFY(dialog);
    const auto* box = dialog->findChild<DestinationBox*>();
    QTest::keyClick(dialog, Qt::Key_I, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(box->isInPlace(), patience);
    QCOMPARE(box->path(), database());
    QVERIFY(shows(*dialog, u"safety copy"_s));
    const auto* command = dialog->findChild<QLineEdit*>(u"command"_s);
    QVERIFY(command->text().startsWith(u"walkeeper-cli restore -in-place -o "_s));

    QTest::keyClick(dialog, Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(dialog->flow().step() == RestoreFlow::Step::Restored, patience);
    QVERIFY(shows(*dialog, u"Restored in place"_s));
    QVERIFY(shows(*dialog, pathToQt(dialog->flow().replaced()->before.file)));
    QCOMPARE(content(), m_older);
    QCOMPARE(*test::contentHash(dialog->flow().replaced()->before.file), m_newer);
    QVERIFY(isLogged(u"Restored in place"_s));

    QTest::keyClick(dialog, Qt::Key_B, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->flow().step() == RestoreFlow::Step::BroughtBack, patience);
    QVERIFY(shows(*dialog, u"The old state is back"_s));
    QCOMPARE(content(), m_newer);
    QVERIFY(isLogged(u"The old state is back"_s));
}

void RestoreInPlaceTest::offersToUndoItInTheWindow()
{
    RestoreDialog* dialog = restoreInPlace();
    QVERIFY(dialog && dialog->flow().step() == RestoreFlow::Step::Restored);
    dialog->close();
    QVERIFY(m_window->messages().sentence().contains(u"restored in place"_s));
    QCOMPARE(content(), m_older);

    buttonOf(m_window->messages(), u"Bring the old state back"_s)->click();

    QTRY_VERIFY_WITH_TIMEOUT(m_window->messages().sentence().contains(u"is back"_s), patience);
    QCOMPARE(content(), m_newer);
    QVERIFY(!buttonOf(m_window->messages(), u"Bring the old state back"_s));
}

void RestoreInPlaceTest::saysWhoHasItOpenAndTriesAgain()
{
    auto holder = hold();
    QVERIFY(holder);

    RestoreDialog* dialog = restoreInPlace();

    QVERIFY(dialog && dialog->flow().step() == RestoreFlow::Step::Failed);
    QVERIFY(shows(*dialog, u"database-holder (process %1)"_s.arg(holder->pid())));
    QVERIFY(shows(*dialog, u"Close the program that has it open"_s));
    QVERIFY(shows(*dialog, u"Everything is as it was."_s));
    QVERIFY(isLogged(u"was not restored in place"_s));
    holder.reset();
    buttonOf(*dialog, u"Try again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->flow().step() == RestoreFlow::Step::Restored, patience);
    QCOMPARE(content(), m_older);
}

void RestoreInPlaceTest::leavesEverythingAsItWasWhenCancelled()
{
    RestoreDialog* dialog = openDialog();
    QVERIFY(dialog);
    buttonOf(*dialog, u"In place: over app.db"_s)->click();
    buttonOf(*dialog, u"Restore in place"_s)->click();
    QVERIFY(dialog->flow().step() == RestoreFlow::Step::Running);
    QCOMPARE(m_window->workbench().jobs().all().size(), std::size_t{1});

    buttonOf(*dialog, u"Cancel"_s)->click();

    QTRY_VERIFY_WITH_TIMEOUT(!dialog->flow().isBusy(), patience);
    // It may have been quicker than the cancellation.
    if (dialog->flow().step() == RestoreFlow::Step::Cancelled) {
        QVERIFY(shows(*dialog, u"Everything is as it was."_s));
        QVERIFY(isLogged(u"was cancelled"_s));
        QCOMPARE(content(), m_newer);
        QVERIFY(QDir(m_folder->path()).entryList({u"*safety-copy*"_s}, QDir::Dirs).isEmpty());
    } else {
        QVERIFY(dialog->flow().step() == RestoreFlow::Step::Restored);
        QCOMPARE(content(), m_older);
    }
}

void RestoreInPlaceTest::bringsBackAfterARestart()
{
    RestoreDialog* restored = restoreInPlace();
    QVERIFY(restored && restored->flow().step() == RestoreFlow::Step::Restored);
    closeWindow();
    QCOMPARE(content(), m_older);
    openWindow();

    SafetyCopyDialog* dialog = openCopies();
    QVERIFY(dialog);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->list().model()->rowCount(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(dialog->list().hasFocus(), patience);
    const QModelIndex row = dialog->list().currentIndex();
    QCOMPARE(row.siblingAtColumn(SafetyCopyListModel::StateColumn).data().toString(),
             u"as its programs wrote it"_s);
    QVERIFY(row.siblingAtColumn(SafetyCopyListModel::SuccessorColumn)
                .data()
                .toString()
                .startsWith(u"restored, as of "_s));
    QTest::keyClick(&dialog->list(), Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(dialog->messages().sentence().contains(u"is again as it was"_s),
                             patience);
    QCOMPARE(content(), m_newer);
    // What made room for it can take its place again.
    QTRY_COMPARE_WITH_TIMEOUT(dialog->list().model()->rowCount(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*dialog, u"Bring it back"_s)->isEnabled(), patience);
    buttonOf(*dialog, u"Bring it back"_s)->click();
    QVERIFY(!m_window->workbench().jobs().all().empty());
    QTRY_VERIFY_WITH_TIMEOUT(m_window->workbench().jobs().all().empty(), patience);
    QCOMPARE(content(), m_older);
}

void RestoreInPlaceTest::saysWhoKeepsAStateFromComingBack()
{
    RestoreDialog* restored = restoreInPlace();
    QVERIFY(restored && restored->flow().step() == RestoreFlow::Step::Restored);
    restored->close();
    auto holder = hold();
    QVERIFY(holder);
    SafetyCopyDialog* dialog = openCopies();
    QVERIFY(dialog);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->list().model()->rowCount(), 1, patience);

    buttonOf(*dialog, u"Bring it back"_s)->click();

    QTRY_VERIFY_WITH_TIMEOUT(dialog->messages().sentence().contains(u"is open in"_s), patience);
    QVERIFY(shows(*dialog, u"Everything is as it was."_s));
    QVERIFY(isLogged(u"could not be brought back; everything is as it was"_s));
    holder.reset();
    buttonOf(dialog->messages(), u"Try again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog->messages().sentence().contains(u"is again as it was"_s),
                             patience);
    QCOMPARE(content(), m_newer);
}

void RestoreInPlaceTest::deletesACopyForGood()
{
    RestoreDialog* restored = restoreInPlace();
    QVERIFY(restored && restored->flow().step() == RestoreFlow::Step::Restored);
    const std::filesystem::path folder = restored->flow().replaced()->before.folder;
    restored->close();
    SafetyCopyDialog* dialog = openCopies();
    QVERIFY(dialog);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->list().model()->rowCount(), 1, patience);

    QTest::keyClick(&dialog->list(), Qt::Key_Delete);
    auto* box = dialog->findChild<QMessageBox*>();
    QVERIFY(box);
    box->button(QMessageBox::Cancel)->click();
    QVERIFY(std::filesystem::exists(folder));
    QTRY_VERIFY_WITH_TIMEOUT(!dialog->findChild<QMessageBox*>(), patience);
    buttonOf(*dialog, u"Delete…"_s)->click();
    box = dialog->findChild<QMessageBox*>();
    QVERIFY(box);
    buttonOf(*box, u"Delete"_s)->click();

    QTRY_COMPARE_WITH_TIMEOUT(dialog->list().model()->rowCount(), 0, patience);
    QVERIFY(!std::filesystem::exists(folder));
    QVERIFY(shows(*dialog, u"No state of this database had to make room"_s));
    QCOMPARE(content(), m_older);
}

void RestoreInPlaceTest::showsNoCopiesWhereThereAreNone()
{
    SafetyCopyDialog* dialog = openCopies();
    QVERIFY(dialog);

    QTRY_VERIFY_WITH_TIMEOUT(shows(*dialog, u"No state of this database had to make room"_s),
                             patience);
    QVERIFY(!buttonOf(*dialog, u"Bring it back"_s)->isEnabled());
}

void RestoreInPlaceTest::asksForADatabaseThatIsNotKnown()
{
    const ReplicaId id = m_window->workbench().current()->id;
    BringBackJobs& jobs = m_window->workbench().bringBacks();
    RestoreFlow flow(*m_engine, jobs, {m_window->workbench().replicas().find(id)->contents, 0, {}});
    RestoreDialog dialog(flow, {m_folder->path(), {}, u"replica"_s, {}}, QTimeZone::utc());
    dialog.show();
    QTRY_VERIFY_WITH_TIMEOUT(flow.step() == RestoreFlow::Step::Planned, patience);

    buttonOf(dialog, u"In place: over a database"_s)->click();

    QVERIFY(!buttonOf(dialog, u"Restore in place"_s)->isEnabled());
    QVERIFY(shows(dialog, u"Choose the database file"_s));
    auto* field = dialog.findChild<QLineEdit*>(u"destination"_s);
    field->setText(path(u"missing.db"_s));
    QTRY_VERIFY_WITH_TIMEOUT(shows(dialog, u"There is no database of this name"_s), patience);
    field->setText(path(u"app.db"_s));
    QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, u"Restore in place"_s)->isEnabled(), patience);
}

} // namespace walkeeper::ui

using walkeeper::ui::RestoreInPlaceTest;
WALKEEPER_TEST(RestoreInPlaceTest)
#include "restore_in_place_test.moc"
