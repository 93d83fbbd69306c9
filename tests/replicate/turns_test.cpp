#include "tests/replicate/commit_audit.h"
#include "tests/replicate/replicator_process.h"
#include "tests/support/reference_program.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"

#include <csignal>

using namespace walkeeper;
using namespace walkeeper::test;
using std::chrono::milliseconds;

/// Both programs on one database, one after the other: neither needs a new generation where the
/// state allows to go on, and either restores what both have written.
class TurnsTest : public QObject
{
    Q_OBJECT

private slots:
    void eachGoesOnWhereTheOtherStopped_data();
    void eachGoesOnWhereTheOtherStopped();

private:
    bool takeTurn(const ReplicatedFolder& subject, Replicates program,
                  WorkloadDatabase& application);
};

void TurnsTest::eachGoesOnWhereTheOtherStopped_data()
{
    QTest::addColumn<int>("pageSize");
    for (const int size : {512, 4096, 65536})
        QTest::newRow(std::to_string(size).c_str()) << size;
}

/// Whether the program ended well.
bool TurnsTest::takeTurn(const ReplicatedFolder& subject, Replicates program,
                         WorkloadDatabase& application)
{
    Result<ChildProcess> replicator = subject.replicate(program);
    if (!replicator)
        return false;
    const auto storedBytes = [&] {
        std::uint64_t bytes = 0;
        std::error_code none;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(subject.replica(), none))
            bytes += entry.is_regular_file(none) ? entry.file_size(none) : 0;
        return bytes;
    };
    for (int i = 0; i < 10; ++i) {
        application.insertItems(20, 200);
        application.updateItems(5, 300);
        const std::uint64_t before = storedBytes();
        application.addNote();
        // The reference misses some notifications and stores those commits when it stops.
        const bool isStored = QTest::qWaitFor([&] { return storedBytes() > before; },
                                              program == Replicates::Walkeeper ? 30'000 : 1000);
        if (program == Replicates::Walkeeper && !isStored) {
            qWarning("%s", replicator->said().c_str());
            return false;
        }
    }
    QTest::qWait(500);
    replicator->signal(SIGINT);
    const ProcessResult ended = replicator->wait(std::chrono::seconds(30));
    if (ended.exitCode != 0)
        qWarning("%s", ended.text().c_str());
    return ended.exitCode == 0;
}

void TurnsTest::eachGoesOnWhereTheOtherStopped()
{
    QFETCH(const int, pageSize);
    const TestFolder folder;
    // Pauses in which the reference can stop: it may meet itself in the middle of an upload (E-13).
    const ReplicatedFolder subject(folder.path(),
                                   {.minPages = 100'000, .maxPages = 0, .syncMilliseconds = 200});
    WorkloadDatabase application(subject.database(), static_cast<unsigned>(pageSize));
    application.addNote();
    const Result<ReferenceProgram> reference = ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());

    bool allEndedWell = true;
    for (const Replicates program : {Replicates::Reference, Replicates::Walkeeper,
                                     Replicates::Reference, Replicates::Walkeeper}) {
        const bool endedWell = takeTurn(subject, program, application);
        // What the reference leaves then is for the next turn.
        QVERIFY(endedWell || program == Replicates::Reference);
        QVERIFY(application.state());
        allEndedWell = allEndedWell && endedWell;
        if (!endedWell)
            continue;
        const auto output = folder / "restored.db";
        const ProcessResult restored = reference->restore(subject.replica(), output);
        QVERIFY2(restored.exitCode == 0, restored.text().c_str());
        const Result<std::string> live = contentHash(subject.database());
        const Result<std::string> copy = contentHash(output);
        QVERIFY2(live, live ? "" : live.error().message.c_str());
        QVERIFY2(copy, copy ? "" : copy.error().message.c_str());
        QVERIFY2(*copy == *live, program == Replicates::Walkeeper ? "walkeeper" : "reference");
        for (const char* suffix : {"", "-wal", "-shm", ".tmp-shm", ".tmp-wal"})
            std::filesystem::remove(output.string() + suffix);
    }
    const Result<CommitAudit> audit = auditCommits(subject.replica());
    QVERIFY(audit);
    QVERIFY2(audit->losses.empty(), audit->losses.empty() ? "" : audit->losses.front().c_str());
    // Nobody resets the WAL while nobody watches, so one generation serves all four.
    qInfo("%zu generations", audit->generations.size());
    QVERIFY(audit->generations.size() == 1 || !allEndedWell);
}

WALKEEPER_TEST(TurnsTest)
#include "turns_test.moc"
