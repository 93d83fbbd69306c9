#include "ui/databases/overview_dialog.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/text/conversion.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSortFilterProxyModel>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using std::chrono::hours;

namespace {

constexpr int patience = 60000;
constexpr Timestamp now{hours(500'000)};

/// A replica with segments of 1,000 stored bytes, one an hour up to now, after a snapshot.
ReplicaContents contentsOf(int count)
{
    Generation generation;
    generation.id = GenerationId(7);
    generation.snapshots.push_back({0, 5000, now - hours(count)});
    for (int i = 0; i < count; ++i)
        generation.segments.push_back(
            {{0, static_cast<std::uint64_t>(32 + i * 4120), 8}, 1000, now - hours(count - 1 - i)});
    Replica replica;
    replica.generations.push_back(std::move(generation));
    return makeReplicaContents({"file", "", "", "/backups/app"}, std::move(replica));
}

DatabaseSummary summary(int i)
{
    DatabaseSummary row;
    row.database = static_cast<WatchId>(i + 1);
    row.name = u"db-%1"_s.arg((i * 7) % 1000, 4, 10, '0'_L1);
    row.place = u"/srv/"_s + row.name;
    row.health = i % 10 == 0 ? Health::Failing : Health::Protected;
    row.newest = now - std::chrono::seconds(i);
    if (i % 3 != 0)
        row.proven = now - hours(i);
    row.bytes = static_cast<std::uint64_t>(i) * 1000;
    return row;
}

} // namespace

/// All databases at a glance.
class DatabasesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }

    void measuresGrowth_data();
    void measuresGrowth();
    void sortsByNumbers();
    void keepsItsRowsWhileTheyAge();
    void knowsTheLastProof();
    void goesToAReplicaByKeyboard();
    void saysWhatToDoWhileThereIsNothing();

private:
    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
};

void DatabasesTest::measuresGrowth_data()
{
    QTest::addColumn<int>("segments");
    QTest::addColumn<qulonglong>("perDay");
    QTest::newRow("less than a day counts as one") << 10 << qulonglong{15'000};
    QTest::newRow("less than a week: all of it") << 48 << qulonglong{(48'000 + 5'000) / 2};
    // 169 segments, both ends included.
    QTest::newRow("the last week alone") << 24 * 30 << qulonglong{169'000 / 7};
}

void DatabasesTest::measuresGrowth()
{
    QFETCH(const int, segments);
    QFETCH(const qulonglong, perDay);

    QCOMPARE(*growthPerDay(contentsOf(segments), now), perDay);
    QVERIFY(!growthPerDay(makeReplicaContents({"file", "", "", "/x"}, {}), now));
}

void DatabasesTest::sortsByNumbers()
{
    DatabaseTableModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<DatabaseSummary> rows;
    for (int i = 0; i < 1000; ++i)
        rows.push_back(summary(i));
    model.show(rows, now);
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&model);
    sorted.setSortRole(DatabaseTableModel::SortRole);
    const auto order = [&](int column, Qt::SortOrder by) {
        sorted.sort(column, by);
        return sorted.mapToSource(sorted.index(0, 0)).row();
    };

    QCOMPARE(sorted.rowCount(), 1000);
    QCOMPARE(order(DatabaseTableModel::SizeColumn, Qt::DescendingOrder), 999);
    QCOMPARE(order(DatabaseTableModel::NewestColumn, Qt::DescendingOrder), 0);
    // Who was never proven comes first, then the oldest proof.
    QCOMPARE(order(DatabaseTableModel::ProvenColumn, Qt::AscendingOrder) % 3, 0);
    QCOMPARE(order(DatabaseTableModel::ProvenColumn, Qt::DescendingOrder), 1);
    QCOMPARE(model.index(0, DatabaseTableModel::ProvenColumn).data().toString(), u"never"_s);
    QCOMPARE(model.index(5, DatabaseTableModel::NewestColumn).data().toString(), u"5.0 s ago"_s);
}

void DatabasesTest::keepsItsRowsWhileTheyAge()
{
    DatabaseTableModel model;
    model.show({summary(1), summary(2)}, now);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);

    model.show({summary(1), summary(2)}, now + hours(1));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1);
    model.show({summary(2), summary(1)}, now);

    QCOMPARE(reset.size(), 1);
}

void DatabasesTest::knowsTheLastProof()
{
    const StoreUrl url = *parseStoreUrl(fromQt(m_fixture->address()));
    const QString key = toQt(url.shown());
    RememberedServices services;
    const auto check = [&](int at, ValidationRung rung, CheckOutcome outcome) {
        return CheckResult{key, rung, Timestamp(hours(at)), outcome, {}, 0};
    };
    services.memory->before.checks = {check(9, ValidationRung::Objects, CheckOutcome::Passed)};
    services.memory->before.proofs = {check(5, ValidationRung::Restore, CheckOutcome::Passed)};
    MainWindow window(m_fixture->engine(), services);
    services.memory->load();
    Workbench& workbench = window.workbench();

    QCOMPARE(*workbench.checkMemory().lastProof(url), Timestamp(hours(5)));
    workbench.drillBook().add({key, Timestamp(hours(7)), DrillOutcome::Failed, {}, {}, {}});
    window.openAddress(m_fixture->address());
    QTRY_VERIFY_WITH_TIMEOUT(window.isSettled(), patience);
    const SourceFacts& facts = *window.findChild<SourceFacts*>();
    QCOMPARE(*summariesOf(workbench, facts).front().proven, Timestamp(hours(5)));
    workbench.drillBook().add({key, Timestamp(hours(8)), DrillOutcome::Passed, {}, {}, {}});

    QCOMPARE(*summariesOf(workbench, facts).front().proven, Timestamp(hours(8)));
    QVERIFY(!isProof(check(1, ValidationRung::Objects, CheckOutcome::Passed)));
    QVERIFY(!isProof(check(1, ValidationRung::Restore, CheckOutcome::Inconclusive)));
    QVERIFY(isProof(check(1, ValidationRung::Comparison, CheckOutcome::Passed)));
}

void DatabasesTest::goesToAReplicaByKeyboard()
{
    MainWindow window(m_fixture->engine(), m_services);
    window.show();
    for (const QString& each : {m_fixture->copyOfReplica(u"first"_s), m_fixture->address()}) {
        window.openAddress(each);
        QTRY_VERIFY_WITH_TIMEOUT(window.isSettled(), patience);
    }
    QTRY_VERIFY(window.isActiveWindow());

    QTest::keyClick(&window, Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = window.findChild<OverviewDialog*>();
    QVERIFY(dialog);
    QCOMPARE(dialog->table().model()->rowCount(), 2);
    auto* filter = dialog->findChild<QLineEdit*>();
    QTest::keyClicks(filter, u"none of them"_s);
    QVERIFY(!dialog->table().isVisible());
    filter->clear();
    QTest::keyClicks(filter, u"FIRST"_s);
    QCOMPARE(dialog->table().model()->rowCount(), 1);
    QTest::keyClick(filter, Qt::Key_Return);

    QTRY_COMPARE(window.workbench().current()->name, u"first"_s);
    QTRY_VERIFY(!window.findChild<OverviewDialog*>());
}

void DatabasesTest::saysWhatToDoWhileThereIsNothing()
{
    MainWindow window(m_fixture->engine(), m_services);
    window.show();
    window.dialogs().showOverview();

    auto* dialog = window.findChild<OverviewDialog*>();
    QCOMPARE(dialog->table().model()->rowCount(), 0);
    QVERIFY(!dialog->table().isVisible());
}

} // namespace walkeeper::ui

using walkeeper::ui::DatabasesTest;
WALKEEPER_TEST(DatabasesTest)
#include "databases_test.moc"
