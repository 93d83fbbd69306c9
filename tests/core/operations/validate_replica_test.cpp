#include "core/operations/validate_replica.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

Result<ValidationReport> validate(test::ReplicaFolder& folder, ValidationRung rung)
{
    ValidateRequest request;
    request.source = folder.url();
    request.rung = rung;
    request.scratch = folder.root() / "scratch";
    NoProgress silent;
    return validateReplica(request, folder.context(), {}, silent);
}

bool has(const ValidationReport& report, FindingKind kind, const std::string& object)
{
    return std::ranges::any_of(report.findings, [&](const Finding& finding) {
        return finding.kind == kind && finding.object.find(object) != std::string::npos;
    });
}

} // namespace

class ValidateReplicaTest : public QObject
{
    Q_OBJECT

private slots:
    void aSoundReplicaPassesEveryRung();
    void eachRungSeesMore();
    void namesEveryDamagedObject();
    void leavesNoScratchBehind();
    void aMissingGenerationIsAnError();
};

void ValidateReplicaTest::aSoundReplicaPassesEveryRung()
{
    test::ReplicaFolder folder;
    const Result<ValidationReport> report = validate(folder, ValidationRung::Restore);

    QVERIFY2(report, report ? "" : report.error().message.c_str());
    QVERIFY(report->passed());
    QCOMPARE(report->rungs.size(), 3u);
    for (const RungResult& rung : report->rungs)
        QVERIFY(rung.passed);
    QVERIFY(report->rungs[1].frames > 1000);
    QCOMPARE(report->rungs[1].objects, report->rungs[0].objects);
    QCOMPARE(report->rungs[2].objects, 2u); // one restore a generation
}

void ValidateReplicaTest::eachRungSeesMore()
{
    test::ReplicaFolder folder;
    fs::remove(folder.segments()[5]); // in the middle of a WAL file: no name tells
    const Result<ValidationReport> listing = validate(folder, ValidationRung::Listing);
    const Result<ValidationReport> objects = validate(folder, ValidationRung::Objects);

    QVERIFY(listing->passed());
    QCOMPARE(listing->rungs.size(), 1u);
    QVERIFY(!objects->passed());
    QVERIFY(has(*objects, FindingKind::GapInWal, folder.segments()[5].filename()));
}

void ValidateReplicaTest::namesEveryDamagedObject()
{
    test::ReplicaFolder folder;
    const std::vector<fs::path> segments = folder.segments();
    for (const std::size_t place : {3u, 30u, 60u})
        fs::resize_file(segments[place], 50);

    const Result<ValidationReport> report = validate(folder, ValidationRung::Restore);

    for (const std::size_t place : {3u, 30u, 60u})
        QVERIFY(has(*report, FindingKind::BadCompression, segments[place].filename()));
    QVERIFY(!report->rungs[1].passed);
    QVERIFY(!report->rungs[2].passed);
    QCOMPARE(report->rungs[2].objects, 1u); // the other generation is sound
}

void ValidateReplicaTest::leavesNoScratchBehind()
{
    test::ReplicaFolder folder;
    QVERIFY(validate(folder, ValidationRung::Restore));
    QVERIFY(folder.namesIn("scratch").empty());
}

void ValidateReplicaTest::aMissingGenerationIsAnError()
{
    test::ReplicaFolder folder;
    ValidateRequest request;
    request.source = folder.url();
    request.generation = GenerationId(1);
    NoProgress silent;

    const Result<ValidationReport> report = validateReplica(request, folder.context(), {}, silent);

    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::NotFound);
}

} // namespace walkeeper

using walkeeper::ValidateReplicaTest;
WALKEEPER_TEST(ValidateReplicaTest)
#include "validate_replica_test.moc"
