#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/replication/watch_list_model.h"
#include "ui/sources/source_facts.h"
#include "ui/sources/sources_pane.h"
#include "ui/sources/tag_dialog.h"
#include "ui/text/conversion.h"
#include "ui/tree/replica_tree_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTreeView>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// One finding of no place.
Findings findingsOf(Severity severity)
{
    PlacedFinding placed;
    placed.finding.severity = severity;
    return std::make_shared<const std::vector<PlacedFinding>>(1, placed);
}

} // namespace

/// The list on the left: its filter, health in words, tags.
class SourcesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void saysHowADatabaseIs_data();
    void saysHowADatabaseIs();
    void saysHowAReplicaIs_data();
    void saysHowAReplicaIs();
    void readsTags_data();
    void readsTags();
    void keepsTags();
    void givesBackTagsOfAReplicaThatWasOpenedTooEarly();

    void filtersReplicasByWhatIsTyped_data();
    void filtersReplicasByWhatIsTyped();
    void filtersDatabasesAndReplicas();
    void escapeShowsAllAgain();
    void saysThatNothingMatches();
    void tagsAReplicaWithTheKeyboard();
    void aFailedCheckIsDamage();

private:
    void open(const QString& address);
    QLineEdit& field() { return m_window->findChild<SourcesPane*>()->field(); }
    void type(const QString& text);
    QStringList shownReplicas();
    QString textOf(int row, int role);
    Workbench& workbench() { return m_window->workbench(); }

    std::unique_ptr<WindowFixture> m_fixture;
    QString m_other; ///< another replica
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

void SourcesTest::initTestCase()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_other = m_fixture->copyOfReplica(u"archive"_s);
}

void SourcesTest::init()
{
    m_services = {};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    for (QAbstractItemModel* model : {m_window->tree().model(), m_window->watchList().model()}) {
        m_testers.push_back(std::make_unique<QAbstractItemModelTester>(model));
        m_testers.back()->setUseFetchMore(false);
    }
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void SourcesTest::cleanup()
{
    m_testers.clear();
    m_window.reset();
}

void SourcesTest::open(const QString& address)
{
    m_window->openAddress(address);
    QTRY_VERIFY_WITH_TIMEOUT(workbench().current() && m_window->isSettled(), 30000);
}

void SourcesTest::type(const QString& text)
{
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&field()));
    QTest::keyClicks(&field(), text);
}

QStringList SourcesTest::shownReplicas()
{
    QStringList names;
    const QTreeView& tree = m_window->tree();
    for (int row = 0; row < tree.model()->rowCount() && tree.isVisible(); ++row) {
        if (!tree.isRowHidden(row, {}))
            names << tree.model()->index(row, 0).data().toString();
    }
    return names;
}

QString SourcesTest::textOf(int row, int role)
{
    return m_window->tree().model()->index(row, 0).data(role).toString();
}

void SourcesTest::saysHowADatabaseIs_data()
{
    QTest::addColumn<std::optional<DatabaseState>>("state"); // not set: nobody replicates it
    QTest::addColumn<std::optional<quint64>>("lag");
    QTest::addColumn<bool>("isDamaged");
    QTest::addColumn<QString>("word");
    using State = std::optional<DatabaseState>;
    using Lag = std::optional<quint64>;
    QTest::newRow("all is stored")
        << State(DatabaseState::Following) << Lag(0) << false << u"Protected"_s;
    QTest::newRow("not all is stored")
        << State(DatabaseState::Following) << Lag(9000) << false << u"Behind"_s;
    QTest::newRow("waits") << State(DatabaseState::Waiting) << Lag() << false << u"No file yet"_s;
    QTest::newRow("begins") << State(DatabaseState::Starting) << Lag() << false << u"Starting"_s;
    QTest::newRow("fails") << State(DatabaseState::Failing) << Lag() << false << u"Failing"_s;
    QTest::newRow("refused") << State(DatabaseState::Refused) << Lag() << false << u"Refused"_s;
    QTest::newRow("stopped") << State(DatabaseState::Stopped) << Lag() << false << u"Stopped"_s;
    QTest::newRow("nobody's") << State() << Lag() << false << u"Stopped"_s;
    QTest::newRow("its replica is damaged")
        << State(DatabaseState::Following) << Lag(0) << true << u"Damaged"_s;
}

void SourcesTest::saysHowADatabaseIs()
{
    QFETCH(const std::optional<DatabaseState>, state);
    QFETCH(const std::optional<quint64>, lag);
    QFETCH(const bool, isDamaged);
    QFETCH(const QString, word);
    const Timestamp now(std::chrono::hours(1000));
    WatchedDatabase database;
    if (state) {
        database.report.emplace();
        database.report->database.state = *state;
        database.report->replicas.emplace_back().lagBytes = lag;
    }
    database.behindSince = now - std::chrono::minutes(1);

    QCOMPARE(HealthText::word(healthOf(database, now, isDamaged)), word);
}

void SourcesTest::saysHowAReplicaIs_data()
{
    QTest::addColumn<LoadState>("state");
    QTest::addColumn<bool>("isListed");
    QTest::addColumn<std::optional<Severity>>("finding");
    QTest::addColumn<std::optional<CheckOutcome>>("check");
    QTest::addColumn<QString>("word");
    using Worst = std::optional<Severity>;
    using Outcome = std::optional<CheckOutcome>;
    QTest::newRow("being opened") << LoadState::Loading << false << Worst() << Outcome()
                                  << u"Opening"_s;
    QTest::newRow("not opened") << LoadState::Failed << false << Worst() << Outcome()
                                << u"Not readable"_s;
    QTest::newRow("never checked")
        << LoadState::Loaded << true << Worst() << Outcome() << u"Not checked"_s;
    QTest::newRow("listed again") << LoadState::Loading << true << Worst()
                                  << Outcome(CheckOutcome::Passed) << u"Sound"_s;
    QTest::newRow("passed") << LoadState::Loaded << true << Worst() << Outcome(CheckOutcome::Passed)
                            << u"Sound"_s;
    QTest::newRow("passed with a remark") << LoadState::Loaded << true << Worst(Severity::Note)
                                          << Outcome(CheckOutcome::Passed) << u"Sound"_s;
    QTest::newRow("could not be checked")
        << LoadState::Loaded << true << Worst() << Outcome(CheckOutcome::Inconclusive)
        << u"Not checked"_s;
    QTest::newRow("failed") << LoadState::Loaded << true << Worst() << Outcome(CheckOutcome::Failed)
                            << u"Damaged"_s;
    QTest::newRow("damage in the listing") << LoadState::Loaded << true << Worst(Severity::Damage)
                                           << Outcome(CheckOutcome::Passed) << u"Damaged"_s;
}

void SourcesTest::saysHowAReplicaIs()
{
    QFETCH(const LoadState, state);
    QFETCH(const bool, isListed);
    QFETCH(const std::optional<Severity>, finding);
    QFETCH(const std::optional<CheckOutcome>, check);
    QFETCH(const QString, word);
    OpenedReplica replica;
    replica.state = state;
    if (isListed)
        replica.contents = std::make_shared<const ReplicaContents>();
    if (finding)
        replica.findings = findingsOf(*finding);
    CheckResult last;
    last.outcome = check.value_or(CheckOutcome::Passed);

    QCOMPARE(HealthText::word(healthOf(replica, check ? &last : nullptr)), word);
}

void SourcesTest::readsTags_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("tags");
    QTest::newRow("nothing") << QString() << QStringList();
    QTest::newRow("one") << u"production"_s << QStringList{u"production"_s};
    QTest::newRow("several") << u" a ,b,  two  words"_s
                             << QStringList{u"a"_s, u"b"_s, u"two words"_s};
    QTest::newRow("only commas") << u", ,,"_s << QStringList();
    QTest::newRow("twice") << u"Old, old"_s << QStringList{u"Old"_s};
}

void SourcesTest::readsTags()
{
    QFETCH(const QString, typed);
    QFETCH(const QStringList, tags);
    QCOMPARE(tagsFrom(typed), tags);
}

void SourcesTest::keepsTags()
{
    RememberedCatalogue catalogue;
    catalogue.before.replicas = {{u"file:///a"_s, u"/a"_s, u"a"_s, Timestamp(), {u"old"_s}}};
    const SystemClock clock;
    RecentReplicas recent(catalogue, clock);
    catalogue.load();
    QSignalSpy changed(&recent, &RecentReplicas::changed);

    recent.setTags(u"file:///a"_s, {u"new"_s});
    recent.setTags(u"file:///a"_s, {u"new"_s});
    recent.setTags(u"file:///unknown"_s, {u"new"_s});

    QCOMPARE(changed.size(), 1);
    QCOMPARE(recent.tagsOf(u"file:///a"_s), QStringList{u"new"_s});
    QVERIFY(recent.tagsOf(u"file:///unknown"_s).isEmpty());
    QCOMPARE(catalogue.kept.replicas.size(), std::size_t{1});
    QCOMPARE(catalogue.kept.replicas.front().tags, QStringList{u"new"_s});
}

void SourcesTest::givesBackTagsOfAReplicaThatWasOpenedTooEarly()
{
    RememberedCatalogue catalogue;
    const SystemClock clock;
    RecentReplicas recent(catalogue, clock);
    recent.adopt({u"/a"_s}); // kept without tags
    const KnownReplica early = recent.all().front();
    catalogue.before.replicas = {{early.url, u"/a"_s, u"a"_s, Timestamp(), {u"old"_s}}};

    catalogue.load();

    QCOMPARE(recent.tagsOf(early.url), QStringList{u"old"_s});
    QCOMPARE(catalogue.kept.replicas.back().tags, QStringList{u"old"_s});
}

void SourcesTest::filtersReplicasByWhatIsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<bool>("isFirstShown");
    QTest::addColumn<bool>("isOtherShown");
    QTest::newRow("a name") << u"ARCH"_s << false << true;
    QTest::newRow("a tag") << u"harb"_s << true << false;
    QTest::newRow("the state") << u"not checked"_s << true << true;
    QTest::newRow("a tag and the state") << u"checked harbour"_s << true << false;
    QTest::newRow("blanks") << u"  "_s << true << true;
}

void SourcesTest::filtersReplicasByWhatIsTyped()
{
    QFETCH(const QString, typed);
    QFETCH(const bool, isFirstShown);
    QFETCH(const bool, isOtherShown);
    open(m_fixture->address());
    workbench().recent().setTags(toQt(workbench().current()->url.shown()), {u"harbour"_s});
    open(m_other);
    const QString first = textOf(0, Qt::DisplayRole);

    type(typed);

    QCOMPARE(shownReplicas().contains(first), isFirstShown);
    QCOMPARE(shownReplicas().contains(u"archive"_s), isOtherShown);
}

void SourcesTest::filtersDatabasesAndReplicas()
{
    DatabaseConfig config;
    config.path = fromQt(m_fixture->filePath(u"stations.db"_s));
    ReplicaConfig replica;
    replica.url = *parseStoreUrl(fromQt(m_fixture->filePath(u"its-replica"_s)));
    config.replicas.push_back(replica);
    m_window->watch({pathFromQt(m_fixture->filePath(u"litestream.yml"_s)), {}, {config}});
    open(m_other);
    const QModelIndex row = m_window->watchList().model()->index(0, 0);
    QTRY_COMPARE_WITH_TIMEOUT(row.data(WatchListModel::StateRole).toString(), u"No file yet"_s,
                              30000);

    type(u"archive"_s);
    QVERIFY(!m_window->watchList().isVisible());
    QCOMPARE(shownReplicas(), QStringList{u"archive"_s});

    field().clear();
    type(u"stations"_s);
    QVERIFY(m_window->watchList().isVisible());
    QVERIFY(!shownReplicas().contains(u"archive"_s));

    field().clear();
    type(u"no file"_s);
    QVERIFY(m_window->watchList().isVisible());
    QTest::keyClick(&field(), Qt::Key_Down);
    QVERIFY(m_window->watchList().hasFocus());
}

void SourcesTest::escapeShowsAllAgain()
{
    open(m_other);
    type(u"nowhere"_s);
    QVERIFY(shownReplicas().isEmpty());

    QTest::keyClick(&field(), Qt::Key_Escape);
    QVERIFY(field().text().isEmpty());
    QCOMPARE(shownReplicas(), QStringList{u"archive"_s});
    QTest::keyClick(&field(), Qt::Key_Escape);
    QVERIFY(m_window->tree().hasFocus());
}

void SourcesTest::saysThatNothingMatches()
{
    open(m_other);
    type(u"no such  thing"_s);

    QVERIFY(!m_window->tree().isVisible());
    QVERIFY(field().accessibleDescription().contains(u"“no such thing”"_s));
    // What is opened meanwhile does not match either.
    open(m_fixture->address());
    QVERIFY(!m_window->tree().isVisible());
    QTest::keyClick(&field(), Qt::Key_Escape);
    QCOMPARE(shownReplicas().size(), 2);
}

void SourcesTest::tagsAReplicaWithTheKeyboard()
{
    open(m_other);
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = m_window->findChild<TagDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    auto* edit = dialog->findChild<QLineEdit*>();
    QTest::keyClicks(edit, u"production, harbour"_s);
    QTest::keyClick(edit, Qt::Key_Return);

    QTRY_VERIFY(textOf(0, ReplicaTreeModel::SubtitleRole).startsWith(u"production, harbour · "_s));
    QCOMPARE(m_services.memory->kept.replicas.back().tags,
             (QStringList{u"production"_s, u"harbour"_s}));
    type(u"harb"_s);
    QCOMPARE(shownReplicas(), QStringList{u"archive"_s});
}

void SourcesTest::aFailedCheckIsDamage()
{
    open(m_other);
    QVERIFY(textOf(0, Qt::AccessibleTextRole).endsWith(u"Not checked"_s));
    QSignalSpy changed(m_window->tree().model(), &QAbstractItemModel::dataChanged);

    workbench().checks().start(workbench().current()->id, ValidationRung::Listing);

    QTRY_VERIFY_WITH_TIMEOUT(textOf(0, Qt::AccessibleTextRole).endsWith(u"Sound"_s), 30000);
    QVERIFY(!changed.isEmpty());
    workbench().replicas().setFindings(workbench().current()->id, findingsOf(Severity::Damage));
    QVERIFY(textOf(0, Qt::AccessibleTextRole).endsWith(u"Damaged"_s));
}

} // namespace walkeeper::ui

using walkeeper::ui::SourcesTest;
WALKEEPER_TEST(SourcesTest)
#include "sources_test.moc"
