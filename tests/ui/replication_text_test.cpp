#include "ui/replication/replication_text.h"

#include "tests/support/test_main.h"

#include <set>

namespace walkeeper::ui {

namespace {

constexpr Timestamp noon{std::chrono::hours(24 * 365 * 50 + 12)};

WatchedDatabase following(std::optional<std::uint64_t> lag)
{
    WatchedDatabase database;
    database.config.path = "/srv/app.db";
    database.name = QStringLiteral("app.db");
    database.report.emplace();
    database.report->database.state = DatabaseState::Following;
    ReplicaStatus& replica = database.report->replicas.emplace_back();
    replica.name = "file";
    replica.lagBytes = lag;
    return database;
}

StandingError failure(const char* message)
{
    return {Error{ErrorCode::Unavailable, message}, noon - std::chrono::minutes(5), 7};
}

} // namespace

class ReplicationTextTest : public QObject
{
    Q_OBJECT

private slots:
    void saysThatEveryCommitIsStored();
    void takesAShortLagForNone();
    void saysHowFarBehindAndForHowLong();
    void saysWhatFailsAndSinceWhen();
    void promisesNoAttemptThatNobodyMakes();
    void saysThatAReplicaWasLeftBehind();
    void saysThatAnotherProgramIsAtWork();
    void explainsReadersInPlainWords();
    void countsGenerationsWithTheirReasons();
    void marksStatesByShapeToo();

private:
    ReplicationText text(const WatchedDatabase& database) { return {database, noon, m_zone}; }

    const QTimeZone m_zone = QTimeZone::utc();
};

void ReplicationTextTest::saysThatEveryCommitIsStored()
{
    const WatchedDatabase database = following(0);

    QCOMPARE(text(database).word(), QStringLiteral("replicated"));
    QCOMPARE(text(database).lag(), QStringLiteral("Every commit is stored"));
    QVERIFY(text(database).problems().isEmpty());
}

void ReplicationTextTest::takesAShortLagForNone()
{
    WatchedDatabase database = following(8000);
    database.behindSince = noon - std::chrono::milliseconds(200);

    QCOMPARE(text(database).word(), QStringLiteral("replicated"));
}

void ReplicationTextTest::saysHowFarBehindAndForHowLong()
{
    WatchedDatabase database = following(12'000);
    database.behindSince = noon - std::chrono::seconds(12);

    QCOMPARE(text(database).word(), QStringLiteral("catching up"));
    QCOMPARE(text(database).lag(), QStringLiteral("12.0 kB behind for 12 s"));
}

void ReplicationTextTest::saysWhatFailsAndSinceWhen()
{
    WatchedDatabase database = following(std::nullopt);
    database.report->replicas.front().uploadError = failure("cannot write /mnt/x: not mounted");

    QCOMPARE(text(database).word(), QStringLiteral("failing"));
    const QString said = text(database).problems().join(u'\n');
    QVERIFY2(said.contains(QStringLiteral("Cannot write /mnt/x: not mounted. Since 11:55:00")),
             qPrintable(said));
    QVERIFY(said.contains(QStringLiteral("tried again by itself")));
    QVERIFY(text(database).lag() != QStringLiteral("Every commit is stored"));
}

void ReplicationTextTest::promisesNoAttemptThatNobodyMakes()
{
    WatchedDatabase notStarted = following(std::nullopt);
    notStarted.report->database.state = DatabaseState::Stopped;
    notStarted.report->database.error = failure("cannot open the store");
    WatchedDatabase differs = following(0);
    differs.report->replicas.front().comparisonError = failure("a restore is something else");

    for (const WatchedDatabase* each : {&notStarted, &differs}) {
        const QString said = text(*each).problems().join(u'\n');
        QVERIFY2(said.contains(QStringLiteral("Since 11:55:00")), qPrintable(said));
        QVERIFY2(!said.contains(QStringLiteral("by itself")), qPrintable(said));
    }
    QVERIFY(notStarted.canStart());
    differs.report->replicas.front().nextComparison = noon + std::chrono::hours(1);
    QVERIFY(text(differs).problems().first().contains(QStringLiteral("by itself")));
}

void ReplicationTextTest::saysThatAReplicaWasLeftBehind()
{
    WatchedDatabase database = following(0);
    database.report->database.leftBehindSince = noon - std::chrono::minutes(5);

    const QString said = text(database).problems().join(u'\n');

    QVERIFY2(said.contains(QStringLiteral("was let go (20 Dec 2019, 11:55:00)")), qPrintable(said));
}

void ReplicationTextTest::saysThatAnotherProgramIsAtWork()
{
    WatchedDatabase database = following(0);
    database.report->database.state = DatabaseState::Refused;
    database.report->database.error = failure("another replicator has the lock");

    QCOMPARE(text(database).word(), QStringLiteral("refused"));
    QCOMPARE(text(database).keeper(), QString());
    QVERIFY(text(database).problems().first().contains(QStringLiteral("another replicator"),
                                                       Qt::CaseInsensitive));
}

void ReplicationTextTest::explainsReadersInPlainWords()
{
    WatchedDatabase database = following(0);
    database.report->database.blockedSince = noon - std::chrono::seconds(5);
    QVERIFY(text(database).problems().isEmpty());

    database.report->database.blockedSince = noon - std::chrono::minutes(3);
    database.report->database.walBytes = 40'000'000;

    const QString said = text(database).problems().join(u'\n');
    QVERIFY2(said.contains(QStringLiteral("has been reading for 3 min")), qPrintable(said));
    QVERIFY2(said.contains(QStringLiteral("40.0 MB")), qPrintable(said));
}

void ReplicationTextTest::countsGenerationsWithTheirReasons()
{
    WatchedDatabase database = following(0);
    QCOMPARE(text(database).generations(), QStringLiteral("No new generation in this run"));

    auto& counts = database.report->database.generationCounts;
    counts[static_cast<std::size_t>(NewGenerationReason::WalChanged)] = 2;
    counts[static_cast<std::size_t>(NewGenerationReason::NoGeneration)] = 1;

    const QString said = text(database).generations();
    QVERIFY2(said.startsWith(QStringLiteral("3 new generation")), qPrintable(said));
    QVERIFY(said.contains(QStringLiteral("reset while nobody watched (2 times)")));
    QVERIFY(said.contains(QStringLiteral("not replicated before")));
}

void ReplicationTextTest::marksStatesByShapeToo()
{
    std::set<Icon> icons;
    std::set<QString> words;
    WatchedDatabase good = following(0);
    WatchedDatabase behind = following(500);
    behind.behindSince = noon - std::chrono::minutes(1);
    WatchedDatabase failing = following(0);
    failing.report->database.error = failure("no");
    WatchedDatabase refused = following(0);
    refused.report->database.state = DatabaseState::Refused;
    WatchedDatabase stopped;
    const WatchedDatabase* all[] = {&good, &behind, &failing, &refused, &stopped};
    for (const WatchedDatabase* each : all) {
        icons.insert(text(*each).icon());
        words.insert(text(*each).word());
    }

    QCOMPARE(icons.size(), std::size(all));
    QCOMPARE(words.size(), std::size(all));
}

} // namespace walkeeper::ui

using walkeeper::ui::ReplicationTextTest;
WALKEEPER_TEST(ReplicationTextTest)
#include "replication_text_test.moc"
