#include "core/engine/engine.h"

#include "core/operations/demo_replica.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <atomic>

namespace walkeeper {

namespace {

/// A store that answers only when it is cancelled.
class StallingStore final : public ObjectStore
{
public:
    explicit StallingStore(std::atomic<int>& waiting) : m_waiting(waiting) {}

    Result<void> list(const ObjectKey&, const ListOptions&, const std::function<void(ListPage)>&,
                      const CancellationToken& token) override
    {
        ++m_waiting;
        while (!token.waitFor(std::chrono::hours(1))) {
        }
        --m_waiting;
        return cancelledError();
    }
    Result<std::unique_ptr<ByteSource>> open(const ObjectKey&, ByteRange,
                                             const CancellationToken&) override
    {
        return cancelledError();
    }
    Result<ObjectInfo> put(const ObjectKey&, ByteSource&, const CancellationToken&) override
    {
        return cancelledError();
    }
    Result<void> remove(std::span<const ObjectKey>, const CancellationToken&) override
    {
        return cancelledError();
    }

private:
    std::atomic<int>& m_waiting;
};

} // namespace

class EngineTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void listsAReplica();
    void saysWhyThereIsNone();
    void readsTheCommitsOfARange();
    void plansFromTheListing();
    void examinesADestination();
    void writesOverNoDatabase();
    void restoresWithProgressAndOneEnd();
    void validatesAndPlacesWhatItFinds();
    void drillsForReal();
    void triesAssertions();
    void clearsWhatDrillsLeft();
    void looksIntoAMoment();
    void refusesRowsOfAMomentThatWasLeft();
    void exportsATable();
    void cancelsAQuestionThatWaits();
    void answersQuestionsWhileJobsWait();
    void endsEverythingWhenShutDown();
    void isGoneAtOnceWhenDestroyed();

private:
    std::shared_ptr<const ReplicaContents> listed();
    JobId look(const RestoreTarget& target, LookAnswer& answer);
    StoreUrl stalling() const { return {"stall", {}, "nowhere", {}}; }

    QTemporaryDir m_folder;
    std::atomic<int> m_waiting = 0;
    StoreRegistry m_stores = standardRegistry();
    SystemClock m_clock;
    std::optional<DemoReplica> m_demo;
    StoreUrl m_url;
    std::unique_ptr<Engine> m_engine;
};

void EngineTest::initTestCase()
{
    m_stores.add(
        "stall", [this](const StoreUrl&, FileSystem&) -> Result<std::unique_ptr<ObjectStore>> {
            return std::unique_ptr<ObjectStore>(std::make_unique<StallingStore>(m_waiting));
        });
    const OperationContext context{nativeFileSystem(), m_clock, m_stores};
    auto demo = makeDemoReplica(m_folder.filePath(QStringLiteral("demo")).toStdString(), context);
    QVERIFY2(demo, demo ? "" : demo.error().message.c_str());
    m_demo = *demo;
    m_url = *parseStoreUrl(demo->replica.string());
}

void EngineTest::init()
{
    m_engine = std::make_unique<Engine>(OperationContext{nativeFileSystem(), m_clock, m_stores});
}

void EngineTest::cleanup()
{
    m_engine.reset();
    QCOMPARE(m_waiting.load(), 0);
}

std::shared_ptr<const ReplicaContents> EngineTest::listed()
{
    QSignalSpy spy(m_engine.get(), &Engine::replicaListed);
    m_engine->listReplica(m_url);
    if (!spy.wait(30000))
        return nullptr;
    const auto answer = spy.at(0).at(1).value<ReplicaAnswer>();
    return *answer ? std::shared_ptr<const ReplicaContents>(answer, &**answer) : nullptr;
}

void EngineTest::listsAReplica()
{
    const auto contents = listed();

    QVERIFY(contents);
    QCOMPARE(contents->segments, m_demo->segments);
    QCOMPARE(contents->snapshots, m_demo->snapshots);
    QCOMPARE(contents->timeline.entries().size(), m_demo->segments + m_demo->snapshots);
}

void EngineTest::saysWhyThereIsNone()
{
    QSignalSpy spy(m_engine.get(), &Engine::replicaListed);

    const JobId job = m_engine->listReplica(
        *parseStoreUrl(m_folder.filePath(QStringLiteral("missing")).toStdString()));

    QVERIFY(spy.wait(30000));
    QVERIFY(spy.at(0).at(0).value<JobId>() == job);
    const auto answer = spy.at(0).at(1).value<ReplicaAnswer>();
    QVERIFY(!*answer);
    QVERIFY(answer->error().code == ErrorCode::NotFound);
}

void EngineTest::readsTheCommitsOfARange()
{
    const auto contents = listed();
    QVERIFY(contents);
    QSignalSpy spy(m_engine.get(), &Engine::commitsRead);

    m_engine->readCommits({contents, 0, {0, 3}});

    QVERIFY(spy.wait(30000));
    const auto answer = spy.at(0).at(1).value<CommitsAnswer>();
    QVERIFY(*answer);
    QVERIFY((*answer)->points.size() >= 3);
    QVERIFY((*answer)->findings.empty());
}

void EngineTest::plansFromTheListing()
{
    const auto contents = listed();
    QVERIFY(contents);
    QSignalSpy spy(m_engine.get(), &Engine::restorePlanned);

    m_engine->planRestore({contents, {RestoreTarget::Latest{}, {}}});
    m_engine->planRestore({contents, {RestoreTarget::Latest{}, {}}, PlanBasis::ListAgain});

    QTRY_COMPARE_WITH_TIMEOUT(spy.size(), 2, 30000);
    const auto first = spy.at(0).at(1).value<PlanAnswer>();
    const auto second = spy.at(1).at(1).value<PlanAnswer>();
    QVERIFY(*first && *second);
    QCOMPARE((*first)->segments.size(), (*second)->segments.size());
}

void EngineTest::examinesADestination()
{
    QSignalSpy answers(m_engine.get(), &Engine::destinationExamined);

    const JobId database = m_engine->examineDestination(m_demo->database);
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, 30000);
    const JobId free =
        m_engine->examineDestination(m_folder.filePath(QStringLiteral("new.db")).toStdString());
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 2, 30000);

    QVERIFY(answers.at(0).at(0).value<JobId>() == database);
    const auto there = answers.at(0).at(1).value<DestinationAnswer>();
    QVERIFY(*there && (**there).kind == FileKind::Regular && (**there).databaseBytes > 0);
    QVERIFY(answers.at(1).at(0).value<JobId>() == free);
    const auto nothing = answers.at(1).at(1).value<DestinationAnswer>();
    QVERIFY(*nothing && (**nothing).isFree() && (**nothing).room->freeBytes > 0);
}

void EngineTest::writesOverNoDatabase()
{
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);
    const auto size = std::filesystem::file_size(m_demo->database);

    m_engine->saveFile({m_demo->database, [] { return std::string("a report"); }});
    QTRY_COMPARE_WITH_TIMEOUT(ends.size(), 1, 30000);

    const auto outcome = ends.at(0).at(0).value<JobOutcome>();
    const auto* end = std::get_if<ExportEnd>(&outcome.end);
    QVERIFY(end && !**end && (**end).error().code == ErrorCode::AlreadyExists);
    QCOMPARE(std::filesystem::file_size(m_demo->database), size);
}

void EngineTest::restoresWithProgressAndOneEnd()
{
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);
    QSignalSpy progress(m_engine.get(), &Engine::jobProgressed);
    RestoreRequest request;
    request.source = m_url;
    request.output = m_folder.filePath(QStringLiteral("restored.db")).toStdString();

    const JobId job = m_engine->restore(request);

    QVERIFY(ends.wait(30000));
    const auto outcome = ends.at(0).at(0).value<JobOutcome>();
    QVERIFY(outcome.job == job);
    const auto& report = *std::get<RestoreEnd>(outcome.end);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(std::filesystem::exists(request.output));
    QVERIFY(!progress.isEmpty());
    QVERIFY(progress.last().at(0).value<JobId>() == job);
    QTRY_VERIFY(m_engine->state() == EngineState{});
    QCOMPARE(ends.size(), 1);
}

void EngineTest::validatesAndPlacesWhatItFinds()
{
    const auto contents = listed();
    QVERIFY(contents);
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);

    m_engine->validate({contents, ValidationRung::Restore});

    QVERIFY(ends.wait(60000));
    const auto outcome = ends.at(0).at(0).value<JobOutcome>();
    const auto& report = *std::get<CheckEnd>(outcome.end);
    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->validation.passed());
    QCOMPARE(report->findings->size(), report->validation.findings.size());
}

void EngineTest::drillsForReal()
{
    QSignalSpy ends(m_engine.get(), &Engine::jobFinished);
    DrillRequest request;
    request.source = m_url;
    request.assertions = {{"SELECT count(*) FROM sqlite_schema", Expectation{}}};

    const JobId job = m_engine->drill(request);

    QVERIFY(ends.wait(60000));
    const auto outcome = ends.at(0).at(0).value<JobOutcome>();
    QCOMPARE(outcome.job, job);
    const auto& report = *std::get<DrillEnd>(outcome.end);
    QVERIFY(report);
    QCOMPARE(report->outcome, DrillOutcome::Passed);
    QCOMPARE(report->assertions.size(), 1u);
}

void EngineTest::triesAssertions()
{
    QSignalSpy answers(m_engine.get(), &Engine::assertionsTried);

    m_engine->tryAssertions({m_url, {{"SELECT 1", Expectation{}}}});

    QVERIFY(answers.wait(60000));
    const auto answer = answers.at(0).at(1).value<AssertionsAnswer>();
    QVERIFY(*answer);
    QCOMPARE((*answer)->front().verdict, AssertionVerdict::Held);
}

void EngineTest::clearsWhatDrillsLeft()
{
    const QString left = m_folder.filePath(QStringLiteral(".walkeeper-drill-1.x.tmp"));
    QVERIFY(QDir().mkpath(left));
    QFile lock(left + QStringLiteral("/owner.lock"));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    QSignalSpy answers(m_engine.get(), &Engine::drillScratchCleared);

    m_engine->clearDrillScratch(m_folder.path().toStdString());

    QVERIFY(answers.wait(60000));
    QCOMPARE((*answers.at(0).at(1).value<ScratchAnswer>())->size(), 1u);
    QVERIFY(!QFileInfo::exists(left));
}

JobId EngineTest::look(const RestoreTarget& target, LookAnswer& answer)
{
    QSignalSpy spy(m_engine.get(), &Engine::lookedInto);
    const auto contents = listed();
    const JobId job = contents ? m_engine->look({contents, target}) : JobId();
    if (spy.wait(30000) && spy.at(0).at(0).value<JobId>() == job)
        answer = spy.at(0).at(1).value<LookAnswer>();
    return job;
}

void EngineTest::looksIntoAMoment()
{
    LookAnswer opened;
    const JobId view = look({RestoreTarget::Latest{}, {}}, opened);
    QVERIFY(opened && *opened);
    const std::vector<TableInfo>& tables = (**opened).tables;
    QVERIFY(std::any_of(tables.begin(), tables.end(),
                        [](const TableInfo& each) { return each.name == "station"; }));
    QSignalSpy read(m_engine.get(), &Engine::rowsRead);
    QSignalSpy counted(m_engine.get(), &Engine::rowsCounted);

    const RowSelection stations{.table = "station", .where = {}, .containing = {}, .order = {}};
    m_engine->readRows({view, stations, {}});
    m_engine->countRows({view, stations});
    m_engine->readRows({view, "SELECT count(*) FROM station", {}});

    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 2, 30000);
    QTRY_COMPARE_WITH_TIMEOUT(counted.size(), 1, 30000);
    const auto rows = read.at(0).at(1).value<RowsAnswer>();
    const auto answer = read.at(1).at(1).value<RowsAnswer>();
    const auto count = counted.at(0).at(1).value<CountAnswer>();
    QVERIFY(*rows && *count && *answer);
    QCOMPARE((**rows).rows.size(), **count);
    QCOMPARE(static_cast<std::uint64_t>((**answer).rows.front().front().integer), **count);
}

void EngineTest::refusesRowsOfAMomentThatWasLeft()
{
    LookAnswer opened;
    const JobId first = look({RestoreTarget::Latest{}, {}}, opened);
    QVERIFY(opened && *opened);
    const JobId second = look({RestoreTarget::AtIndex{0}, {}}, opened);
    QVERIFY(second != first);
    QSignalSpy read(m_engine.get(), &Engine::rowsRead);

    m_engine->readRows({first, "SELECT 1", {}});
    m_engine->endLook();
    m_engine->readRows({second, "SELECT 1", {}});

    QTRY_COMPARE_WITH_TIMEOUT(read.size(), 2, 30000);
    for (const QList<QVariant>& each : read) {
        const auto answer = each.at(1).value<RowsAnswer>();
        QVERIFY(!*answer);
        QVERIFY(answer->error().code == ErrorCode::Cancelled);
    }
}

void EngineTest::exportsATable()
{
    LookAnswer opened;
    const JobId view = look({RestoreTarget::Latest{}, {}}, opened);
    QVERIFY(opened && *opened);
    QSignalSpy ended(m_engine.get(), &Engine::jobFinished);
    const QString whole = m_folder.filePath(QStringLiteral("stations.sql"));
    const QString none = m_folder.filePath(QStringLiteral("nothing.csv"));

    const auto request = [&](const std::string& table, ExportFormat format, const QString& path) {
        ExportRequest request;
        request.view = view;
        request.of = RowSelection{.table = table};
        request.format = format;
        request.output = path.toStdString();
        request.rows = 8;
        return request;
    };
    QSignalSpy progressed(m_engine.get(), &Engine::jobProgressed);

    const JobId job = m_engine->exportRows(request("station", ExportFormat::Sql, whole));
    m_engine->exportRows(request("no such table", ExportFormat::Csv, none));

    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, 30000);
    QVERIFY(!progressed.isEmpty());
    QVERIFY(progressed.front().at(0).value<JobId>() == job);
    QVERIFY(progressed.front().at(1).value<JobProgress>().progress.stage == Stage::Exporting);
    const auto end = [&](int place) {
        return std::get<ExportEnd>(ended.at(place).at(0).value<JobOutcome>().end);
    };
    QVERIFY(*end(0));
    QCOMPARE(static_cast<std::uint64_t>(QFileInfo(whole).size()), (**end(0)).bytes);
    QVERIFY((**end(0)).rows > 0);
    QVERIFY(!*end(1));
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("nothing*")}).size(), 0);
}

void EngineTest::cancelsAQuestionThatWaits()
{
    QSignalSpy spy(m_engine.get(), &Engine::replicaListed);
    const JobId job = m_engine->listReplica(stalling());
    QTRY_COMPARE(m_waiting.load(), 1);

    m_engine->cancel(job);

    QVERIFY(spy.wait(5000));
    QVERIFY(spy.at(0).at(1).value<ReplicaAnswer>()->error().code == ErrorCode::Cancelled);
    m_engine->cancel(job); // nothing is left to cancel
    QCOMPARE(spy.size(), 1);
}

void EngineTest::answersQuestionsWhileJobsWait()
{
    RestoreRequest request;
    request.source = stalling();
    request.output = m_folder.filePath(QStringLiteral("never.db")).toStdString();
    for (int i = 0; i < 5; ++i)
        m_engine->restore(request);
    QTRY_VERIFY(m_waiting.load() >= 1);

    QVERIFY(listed());

    QTRY_COMPARE(m_engine->state().jobs, 5U);
}

void EngineTest::endsEverythingWhenShutDown()
{
    QSignalSpy answers(m_engine.get(), &Engine::replicaListed);
    QSignalSpy stopped(m_engine.get(), &Engine::stopped);
    for (int i = 0; i < 5; ++i)
        m_engine->listReplica(stalling());
    QTRY_VERIFY(m_waiting.load() >= 1);

    m_engine->shutDown();

    QVERIFY(stopped.wait(5000));
    QCOMPARE(answers.size(), 5);
    QVERIFY(!m_engine->listReplica(m_url).isValid());
}

void EngineTest::isGoneAtOnceWhenDestroyed()
{
    for (int i = 0; i < 5; ++i)
        m_engine->listReplica(stalling());
    QTRY_VERIFY(m_waiting.load() >= 1);
    QElapsedTimer timer;
    timer.start();

    m_engine.reset();

    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
}

} // namespace walkeeper

using walkeeper::EngineTest;
WALKEEPER_TEST(EngineTest)
#include "engine_test.moc"
