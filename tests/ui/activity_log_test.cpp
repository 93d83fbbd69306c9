#include "ui/activity/activity_log.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/activity/log_model.h"
#include "ui/activity/replication_activity.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

Activity activity(ActivitySeverity severity, const QString& text)
{
    Activity activity;
    activity.source = u"app.db"_s;
    activity.severity = severity;
    activity.text = text;
    return activity;
}

ReplicationReport report()
{
    ReplicationReport report;
    report.database.path = "/data/app.db";
    report.database.state = DatabaseState::Following;
    ReplicaStatus& replica = report.replicas.emplace_back();
    replica.url = "file:///replicas/app";
    return report;
}

StandingError noSpace()
{
    return {{ErrorCode::NoSpace, "no space left"}, {}, 1};
}

} // namespace

class ActivityLogTest : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatHappens();
    void aFailureWaitsUntilItIsSeen();
    void beginsWithWhatIsRemembered();
    void saysWhyNothingIsKept();
    void theOldestGoes();
    void rowsAreNewestFirst();
    void filtersRows();
    void tellsWhatChangedInAReplication();
    void tellsNothingTwice();
    void tellsAtFirstOnlyWhatFails();

private:
    RememberedCatalogue m_catalogue;
    SystemClock m_clock;
};

void ActivityLogTest::keepsWhatHappens()
{
    RememberedCatalogue catalogue;
    ActivityLog log(catalogue, m_clock);

    log.add(activity(ActivitySeverity::Note, u"one"_s));
    log.add(activity(ActivitySeverity::Note, u"two"_s));

    QCOMPARE(log.all().size(), std::size_t{2});
    QCOMPARE(catalogue.kept.activity, (std::vector<Activity>{log.all()[0], log.all()[1]}));
    QVERIFY(log.all()[0].key != log.all()[1].key);
    QVERIFY(log.all()[0].time > Timestamp());
}

void ActivityLogTest::aFailureWaitsUntilItIsSeen()
{
    RememberedCatalogue catalogue;
    ActivityLog log(catalogue, m_clock);
    QSignalSpy seen(&log, &ActivityLog::seenChanged);

    log.add(activity(ActivitySeverity::Failure, u"it failed"_s));
    log.add(activity(ActivitySeverity::Success, u"it works again"_s));

    QCOMPARE(log.unseenCount(), std::size_t{1});
    QCOMPARE(log.newestUnseen()->text, u"it failed"_s);
    QCOMPARE(seen.size(), 1);

    log.markAllSeen();

    QVERIFY(!log.newestUnseen());
    QCOMPARE(catalogue.seen, std::vector{log.all().front().key});
    log.markAllSeen();
    QCOMPARE(seen.size(), 2);
}

void ActivityLogTest::beginsWithWhatIsRemembered()
{
    RememberedCatalogue catalogue;
    Activity old = activity(ActivitySeverity::Failure, u"last week"_s);
    old.isSeen = false;
    catalogue.before.activity = {old};
    ActivityLog log(catalogue, m_clock);
    log.add(activity(ActivitySeverity::Note, u"before it was read"_s));

    catalogue.load();

    QCOMPARE(log.all().front().text, u"last week"_s);
    QCOMPARE(log.all().back().text, u"before it was read"_s);
    QCOMPARE(log.newestUnseen()->text, u"last week"_s);
}

void ActivityLogTest::saysWhyNothingIsKept()
{
    RememberedCatalogue catalogue;
    const ActivityLog log(catalogue, m_clock);

    emit catalogue.troubled({CatalogueTrouble::Kind::NotKept, u"/x/catalogue.db"_s, u"full"_s});

    QCOMPARE(log.unseenCount(), std::size_t{1});
    QVERIFY(log.all().front().text.contains(u"/x/catalogue.db"_s));
}

void ActivityLogTest::theOldestGoes()
{
    RememberedCatalogue catalogue;
    ActivityLog log(catalogue, m_clock);
    LogModel model(log, QTimeZone::utc());
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    catalogue.before.activity.assign(ActivityLog::mostShown,
                                     activity(ActivitySeverity::Note, u"old"_s));
    catalogue.before.activity.front().text = u"oldest"_s;
    catalogue.load();

    log.add(activity(ActivitySeverity::Note, u"new"_s));

    QCOMPARE(model.rowCount(), static_cast<int>(ActivityLog::mostShown));
    QCOMPARE(model.index(0).data().toString(), u"new"_s);
    QCOMPARE(model.index(model.rowCount() - 1).data().toString(), u"old"_s);
}

void ActivityLogTest::rowsAreNewestFirst()
{
    ActivityLog log(m_catalogue, m_clock);
    LogModel model(log, QTimeZone::utc());
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    log.add(activity(ActivitySeverity::Note, u"one"_s));
    Activity linked = activity(ActivitySeverity::Failure, u"two"_s);
    linked.moment = Position{GenerationId(1), 2, 0};
    log.add(linked);

    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(), u"two"_s);
    QVERIFY(model.index(0).data(LogModel::IsLinkedRole).toBool());
    QVERIFY(!model.index(0).data(LogModel::IsSeenRole).toBool());
    QVERIFY(!model.index(1).data(LogModel::IsLinkedRole).toBool());
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().startsWith(u"Failure"_s));
}

void ActivityLogTest::filtersRows()
{
    ActivityLog log(m_catalogue, m_clock);
    LogModel model(log, QTimeZone::utc());
    LogFilterModel rows(model);
    const QAbstractItemModelTester tester(&rows,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    Activity ofReplica = activity(ActivitySeverity::Failure, u"Upload failed"_s);
    ofReplica.replica = u"file:///a"_s;
    Activity ofDatabase = activity(ActivitySeverity::Note, u"A generation began"_s);
    ofDatabase.database = u"/data/app.db"_s;
    Activity ofOther = activity(ActivitySeverity::Note, u"Other"_s);
    ofOther.replica = u"file:///b"_s;
    for (const Activity& each : {ofReplica, ofDatabase, ofOther})
        log.add(each);
    const auto rowsOf = [&rows](const LogFilter& filter) {
        rows.setFilter(filter);
        return rows.rowCount();
    };

    QCOMPARE(rowsOf({}), 3);
    QCOMPARE(rowsOf({{}, ActivitySeverity::Note, u"file:///a"_s, u"/data/app.db"_s}), 2);
    QCOMPARE(rowsOf({{}, ActivitySeverity::Note, u"file:///a"_s, {}}), 1);
    QCOMPARE(rowsOf({{}, ActivitySeverity::Warning, {}, {}}), 1);
    QCOMPARE(rowsOf({u"upload"_s, ActivitySeverity::Note, {}, {}}), 1);
    QCOMPARE(rowsOf({u"failure"_s, ActivitySeverity::Note, {}, {}}), 1);
    QCOMPARE(rowsOf({u"nowhere"_s, ActivitySeverity::Note, {}, {}}), 0);
}

void ActivityLogTest::tellsWhatChangedInAReplication()
{
    const ReplicationReport before = report();
    ReplicationReport now = before;
    const GenerationId generation(0xabc);
    now.database.generations.push_back({generation, NewGenerationReason::WalOverwritten, {}});
    now.database.generationCounts[static_cast<std::size_t>(NewGenerationReason::WalOverwritten)] =
        1;
    now.replicas[0].snapshots = 1;
    now.replicas[0].lastPosition = Position{generation, 4, 4120};
    now.replicas[0].uploadError = noSpace();

    const std::vector<Activity> news = ReplicationActivity::between(before, now);

    QCOMPARE(news.size(), std::size_t{3});
    QCOMPARE(news[0].moment, (Position{generation, 0, 0}));
    QCOMPARE(news[0].database, u"/data/app.db"_s);
    QVERIFY(news[0].replica.isEmpty());
    QCOMPARE(news[1].moment, (Position{generation, 4, 0}));
    QCOMPARE(news[1].replica, u"file:///replicas/app"_s);
    QCOMPARE(news[2].severity, ActivitySeverity::Failure);
    QVERIFY(news[2].text.contains(u"No space left."_s));

    const std::vector<Activity> after = ReplicationActivity::between(now, before);

    QCOMPARE(after.size(), std::size_t{1});
    QCOMPARE(after[0].severity, ActivitySeverity::Success);
}

void ActivityLogTest::tellsNothingTwice()
{
    ReplicationReport before = report();
    before.replicas[0].uploadError = noSpace();
    ReplicationReport now = before;
    now.replicas[0].uploadError->attempts = 7;
    now.replicas[0].segments = 100;

    QVERIFY(ReplicationActivity::between(before, now).empty());
}

void ActivityLogTest::tellsAtFirstOnlyWhatFails()
{
    ReplicationReport now = report();
    now.replicas[0].snapshots = 5;
    now.replicas[0].deletedObjects = 100;
    QVERIFY(ReplicationActivity::atFirst(now).empty());

    now.replicas[0].snapshotError = noSpace();

    QCOMPARE(ReplicationActivity::atFirst(now).size(), std::size_t{1});
}

} // namespace walkeeper::ui

using walkeeper::ui::ActivityLogTest;
WALKEEPER_TEST(ActivityLogTest)
#include "activity_log_test.moc"
