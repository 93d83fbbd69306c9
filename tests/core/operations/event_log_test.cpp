#include "core/operations/event_log.h"
#include "core/operations/replication_events.h"

#include "tests/core/operations/replication_reports.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

/// Lines of the log, and what of a replicator's state becomes one.
class EventLogTest : public QObject
{
    Q_OBJECT

private slots:
    void writesLinesAsTheReferenceDoes_data();
    void writesLinesAsTheReferenceDoes();
    void aLineStaysOneLine();
    void leavesOutWhatIsBelowTheLevel();
    void nothingHappensWithoutAChange();
    void tellsOfErrorsOnceAndOfTheirEnd();
    void tellsOfEachNewGeneration();
    void tellsWhatWasStored();
};

namespace {

LogEvent sample()
{
    return {LogEvent::Level::Info,
            "replicating to",
            {{"name", "file"},
             {"sync-interval", std::chrono::nanoseconds(std::chrono::seconds(1))},
             {"n", std::int64_t{3}},
             {"path", "/a b"}}};
}

std::vector<std::string> messages(const std::vector<LogEvent>& events)
{
    std::vector<std::string> list;
    for (const LogEvent& event : events)
        list.push_back(event.message);
    return list;
}

} // namespace

void EventLogTest::writesLinesAsTheReferenceDoes_data()
{
    QTest::addColumn<int>("style");
    QTest::addColumn<QString>("line");
    const auto row = [](const char* name, LogStyle style, const char* line) {
        QTest::newRow(name) << static_cast<int>(style) << QString::fromLatin1(line);
    };
    row("plain", LogStyle::Plain,
        R"(2026/01/31 12:00:00 INFO replicating to name=file sync-interval=1s n=3 path="/a b")");
    row("text", LogStyle::Text,
        "time=2026-01-31T12:00:00.25Z level=INFO msg=\"replicating to\" name=file "
        "sync-interval=1s n=3 path=\"/a b\"");
    row("json", LogStyle::Json,
        R"({"time":"2026-01-31T12:00:00.25Z","level":"INFO","msg":"replicating to",)"
        R"("name":"file","sync-interval":1000000000,"n":3,"path":"/a b"})");
}

void EventLogTest::writesLinesAsTheReferenceDoes()
{
    QFETCH(int, style);
    QFETCH(QString, line);

    const std::string written = formatLogEvent(sample(), static_cast<LogStyle>(style),
                                               *parseTimestamp("2026-01-31T12:00:00.25Z"));

    QCOMPARE(QString::fromStdString(written), line);
}

void EventLogTest::aLineStaysOneLine()
{
    const LogEvent event{LogEvent::Level::Error, "a\nb", {{"error", "c\n\"d\"\x1b[0m"}}};
    for (const LogStyle style : {LogStyle::Text, LogStyle::Json}) {
        const std::string line = formatLogEvent(event, style, Timestamp());

        QVERIFY(line.find('\n') == std::string::npos);
        QVERIFY(line.find('\x1b') == std::string::npos);
        QVERIFY(line.find(R"(c\n\"d\"\u001b[0m)") != std::string::npos);
    }
}

void EventLogTest::leavesOutWhatIsBelowTheLevel()
{
    std::string written;
    const SystemClock clock;
    EventLog log(LogStyle::Text, LogEvent::Level::Warning, clock,
                 [&](const std::string& line) { written += line; });

    log.info("calm");
    log.error("loud");

    QVERIFY(written.find("calm") == std::string::npos);
    QVERIFY(written.ends_with("level=ERROR msg=loud\n"));
}

void EventLogTest::nothingHappensWithoutAChange()
{
    QVERIFY(eventsBetween({fullReport()}, {fullReport()}).empty());
    QVERIFY(eventsBetween({}, {fullReport()}).empty());
    QVERIFY(eventsBetween({fullReport()}, {}).empty());
}

void EventLogTest::tellsOfErrorsOnceAndOfTheirEnd()
{
    ReplicationReport well = fullReport();
    well.database.error.reset();
    well.replicas.front().uploadError.reset();
    ReplicationReport again = fullReport();
    ++again.database.error->attempts;

    QCOMPARE(messages(eventsBetween({well}, {fullReport()})),
             (std::vector<std::string>{"sync error", "monitor error"}));
    QVERIFY(eventsBetween({fullReport()}, {again}).empty());
    QCOMPARE(messages(eventsBetween({fullReport()}, {well})),
             (std::vector<std::string>{"sync works again", "uploads work again"}));
}

void EventLogTest::tellsOfEachNewGeneration()
{
    ReplicationReport now = fullReport();
    for (const auto reason : {NewGenerationReason::WalShrank, NewGenerationReason::Requested}) {
        now.database.generations.push_back({GenerationId(7), reason, Timestamp()});
        ++now.database.generationCounts[static_cast<std::size_t>(reason)];
    }

    const std::vector<LogEvent> events = eventsBetween({fullReport()}, {now});

    QCOMPARE(messages(events),
             (std::vector<std::string>{"sync: new generation", "sync: new generation"}));
    QVERIFY((events.back().fields.back() ==
             LogEvent::Field{"reason", std::string(reasonText(NewGenerationReason::Requested))}));
}

void EventLogTest::tellsWhatWasStored()
{
    ReplicationReport now = fullReport();
    now.replicas.front().segments += 2;
    now.replicas.front().walBytes += 8304;
    ++now.replicas.front().snapshots;
    now.replicas.front().deletedObjects += 5;

    const std::vector<LogEvent> events = eventsBetween({fullReport()}, {now});

    QCOMPARE(messages(events), (std::vector<std::string>{"snapshot written", "wal segment written",
                                                         "old objects deleted"}));
    QVERIFY((events[1].fields ==
             std::vector<LogEvent::Field>{{"db", now.database.path.string()},
                                          {"replica", "second"},
                                          {"position", now.replicas.front().position->text()},
                                          {"sz", std::int64_t{8304}},
                                          {"n", std::int64_t{2}}}));
}

WALKEEPER_TEST(EventLogTest)
#include "event_log_test.moc"
