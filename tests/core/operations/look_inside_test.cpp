#include "core/history/commits.h"
#include "core/operations/browse_replica.h"
#include "core/operations/look_inside.h"
#include "core/operations/restore_database.h"
#include "core/sqlite/connection.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

using Texts = std::vector<std::vector<std::string>>;

/// Every commit of a replica, in no order.
std::vector<Position> someMoments(test::ReplicaFolder& folder, std::size_t most)
{
    std::vector<Position> moments;
    const Result<OpenedReplica> opened = openReplica(folder.url(), folder.context(), {});
    for (const Generation& generation : opened->replica.generations) {
        const Result<RestorePoints> commits =
            readCommits(*opened->store, generation, {0, generation.segments.size()}, {});
        for (const RestorePoint& point : commits->points)
            moments.push_back(point.position);
    }
    std::ranges::shuffle(moments, std::mt19937(3));
    moments.resize(std::min(moments.size(), most));
    return moments;
}

RestoreTarget targetAt(const Position& position)
{
    return {RestoreTarget::AtPosition{position}, std::nullopt};
}

Result<RestoreReport> restore(test::ReplicaFolder& folder, const RestoreTarget& target,
                              const fs::path& output, BrokenChain onBroken)
{
    fs::remove(output);
    NoProgress silent;
    return restoreDatabase(
        {.source = folder.url(), .target = target, .output = output, .onBroken = onBroken},
        folder.context(), {}, silent);
}

Result<std::unique_ptr<LookInside>> look(test::ReplicaFolder& folder)
{
    return LookInside::open(folder.url(), folder.context(), {}, {});
}

Result<OpenedMoment> openMoment(LookInside& look, const RestoreTarget& target,
                                BrokenChain onBroken = BrokenChain::Refuse)
{
    NoProgress silent;
    return look.at(target, onBroken, {}, silent);
}

Texts textsOf(MomentDatabase& database, const std::string& sql)
{
    Texts texts;
    const Result<Rows> rows = database.query(sql, {.limit = 1'000'000, .mostBytes = 1 << 20}, {});
    if (!rows)
        return {{rows.error().message}};
    for (const std::vector<Cell>& row : rows->rows) {
        std::vector<std::string>& line = texts.emplace_back();
        for (const Cell& cell : row)
            line.push_back(cell.bytes);
    }
    return texts;
}

Texts textsOf(const fs::path& database, const std::string& sql)
{
    Result<Connection> connection = Connection::open(database, OpenDatabase::Unchanging);
    const Result<Texts> texts = connection->query(sql);
    return texts ? *texts : Texts{{texts.error().message}};
}

/// Whether both say the same, table by table.
bool isSame(MomentDatabase& moment, const fs::path& restored)
{
    const std::string schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
    if (textsOf(moment, schema) != textsOf(restored, schema))
        return false;
    const Result<std::vector<TableInfo>> tables = moment.tables({});
    return tables && !tables->empty() && std::ranges::all_of(*tables, [&](const TableInfo& table) {
               std::string sql = "SELECT ''";
               for (const ColumnInfo& column : table.columns)
                   sql += " || ',' || quote(" + quotedName(column.name) + ")";
               sql += " FROM " + quotedName(table.name);
               return textsOf(moment, sql) == textsOf(restored, sql);
           });
}

} // namespace

class LookInsideTest : public QObject
{
    Q_OBJECT

private slots:
    void showsEveryTableAsARestore();
    void refusesWhatARestoreRefuses();
    void showsTheNewestThatCanBeReached();
    void whatIsBrokenForOneMomentIsNotForAnother();
    void findsWhatWasStoredSince();
    void leavesNothingBehind();
};

void LookInsideTest::showsEveryTableAsARestore()
{
    test::ReplicaFolder folder;
    const auto looking = look(folder);
    QVERIFY(looking);

    for (const Position& position : someMoments(folder, 40)) {
        const Result<OpenedMoment> moment = openMoment(**looking, targetAt(position));
        const fs::path output = folder.root() / "restored.db";
        const Result<RestoreReport> report =
            restore(folder, targetAt(position), output, BrokenChain::Refuse);

        QVERIFY2(moment, moment ? "" : moment.error().message.c_str());
        QVERIFY(report);
        QCOMPARE(moment->position, report->position);
        QCOMPARE(moment->time, report->time);
        QCOMPARE(moment->database->facts().databaseBytes, report->databaseBytes);
        QCOMPARE(moment->findings, report->findings);
        QVERIFY2(isSame(*moment->database, output), position.text().c_str());
    }
}

void LookInsideTest::refusesWhatARestoreRefuses()
{
    test::ReplicaFolder folder;
    const std::vector<fs::path> segments = folder.segments();
    for (const std::size_t place : {60u, 30u, 5u}) {
        if (place == 30)
            fs::resize_file(segments[place], 50);
        else
            fs::remove(segments[place]);
        const auto looking = look(folder);
        const Result<OpenedMoment> moment = openMoment(**looking, {});
        const Result<RestoreReport> report =
            restore(folder, {}, folder.root() / "restored.db", BrokenChain::Refuse);

        QVERIFY(!moment && !report);
        QCOMPARE(moment.error().code, report.error().code);
        QCOMPARE(moment.error().message, report.error().message);
    }
}

void LookInsideTest::showsTheNewestThatCanBeReached()
{
    test::ReplicaFolder folder;
    fs::remove(folder.segments()[30]);
    const auto looking = look(folder);
    const fs::path output = folder.root() / "restored.db";

    const Result<OpenedMoment> moment = openMoment(**looking, {}, BrokenChain::NewestReachable);
    const Result<RestoreReport> report = restore(folder, {}, output, BrokenChain::NewestReachable);

    QVERIFY2(moment, moment ? "" : moment.error().message.c_str());
    QVERIFY(report);
    QCOMPARE(moment->position, report->position);
    QVERIFY(!moment->findings.empty());
    QVERIFY(isSame(*moment->database, output));
}

void LookInsideTest::whatIsBrokenForOneMomentIsNotForAnother()
{
    test::ReplicaFolder folder;
    const Result<OpenedReplica> opened = openReplica(folder.url(), folder.context(), {});
    const Generation& generation = opened->replica.generations.back();
    const StoredSnapshot& snapshot = generation.snapshots.back();
    const auto all = readCommits(*opened->store, generation, {0, generation.segments.size()}, {});
    // A commit in the middle of a segment: a snapshot that is no older may have seen its end.
    const auto inSegment = std::ranges::adjacent_find(
        all->points, [&](const RestorePoint& point, const RestorePoint& next) {
            return point.position.index == snapshot.index && point.time == next.time &&
                   point.time > snapshot.created;
        });
    QVERIFY(inSegment != all->points.end());
    const auto segment =
        std::ranges::find(generation.segments, inSegment->time, &StoredSegment::created);
    const fs::path root = folder.root() / "replica";
    fs::last_write_time(root / generation.keyOf(snapshot).text(),
                        fs::last_write_time(root / generation.keyOf(*segment).text()));
    for (const StoredSnapshot& other : generation.snapshots) {
        if (other != snapshot)
            fs::remove(root / generation.keyOf(other).text());
    }
    const auto looking = look(folder);

    QVERIFY(openMoment(**looking, {}));
    QVERIFY(!openMoment(**looking, targetAt(inSegment->position)));
    QVERIFY(openMoment(**looking, {}));
}

void LookInsideTest::findsWhatWasStoredSince()
{
    test::ReplicaFolder folder;
    const fs::path newest = folder.segments().back();
    const fs::path hidden = folder.root() / "hidden";
    fs::rename(newest, hidden);
    const auto looking = look(folder);
    const Result<OpenedMoment> before = openMoment(**looking, {});
    QVERIFY(before);

    fs::rename(hidden, newest);
    QVERIFY((*looking)->refresh({}));
    const Result<OpenedMoment> after = openMoment(**looking, {});

    QVERIFY(after);
    QVERIFY(after->position != before->position);
    QVERIFY(before->database->tables({})); // both stay open
}

void LookInsideTest::leavesNothingBehind()
{
    test::ReplicaFolder folder;
    const std::vector<std::string> before = folder.namesIn(".");
    fs::create_directories(folder.root() / "scratch");
    {
        const auto looking = LookInside::open(folder.url(), folder.context(),
                                              {.folder = folder.root() / "scratch"}, {});
        QVERIFY(looking);
        const Result<OpenedMoment> moment = openMoment(**looking, {});
        QVERIFY(moment && moment->database->tables({}));
        QVERIFY(folder.namesIn("scratch").empty());
    }
    fs::remove(folder.root() / "scratch");
    QCOMPARE(folder.namesIn("."), before);
}

} // namespace walkeeper

using walkeeper::LookInsideTest;
WALKEEPER_TEST(LookInsideTest)
#include "look_inside_test.moc"
