#include "tests/compat/pitfall_fixture.h"

#include "tests/support/give_up.h"

#include <algorithm>

namespace walkeeper::test {

namespace fs = std::filesystem;

Result<fs::path> writeReplica(const ReferenceProgram& reference, const fs::path& folder,
                              unsigned pageSize, const std::function<void(ReplicaRecorder&)>& write,
                              std::vector<RecordedMoment>* moments)
{
    Result<void> state;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const fs::path own = folder / ("attempt-" + std::to_string(attempt));
        fs::create_directories(own);
        ReplicaRecorder recorder(reference, own, pageSize);
        write(recorder);
        recorder.stop();
        state = recorder.state();
        if (!state)
            continue;
        if (moments != nullptr)
            *moments = recorder.moments();
        return recorder.replica();
    }
    return state.error();
}

Result<std::unique_ptr<PitfallFixture>> PitfallFixture::make()
{
    Result<ReferenceProgram> reference = ReferenceProgram::find();
    if (!reference)
        return reference.error();
    std::unique_ptr<PitfallFixture> fixture(new PitfallFixture(*std::move(reference)));
    const Result<fs::path> replica = writeReplica(
        fixture->m_reference, fixture->m_folder.path(), 4096,
        [](ReplicaRecorder& recorder) {
            ReplicateSettings settings;
            settings.minCheckpointPages = 20;
            recorder.start(settings);
            for (int commit = 0; commit < 24; ++commit) {
                recorder.database().insertItems(4, 1500);
                recorder.record("commit");
            }
        },
        &fixture->m_moments);
    if (!replica)
        return replica.error();
    fixture->m_replica = *replica;
    return fixture;
}

bool PitfallFixture::hasExisted(const std::string& content) const
{
    return std::any_of(m_moments.begin(), m_moments.end(),
                       [&](const RecordedMoment& moment) { return moment.content == content; });
}

unsigned PitfallFixture::middleIndex() const
{
    const DamagedReplica copy(m_replica);
    for (unsigned index = 1; index < copy.lastIndex(); ++index) {
        if (copy.segmentsOf(index).size() >= 3)
            return index;
    }
    giveUp("the replica has no WAL file in the middle with three segments");
}

ReferenceOutcome PitfallFixture::restoreTheirs(const DamagedReplica& replica,
                                               const std::vector<std::string>& flags) const
{
    const fs::path output = replica.outputs() / "theirs";
    const ProcessResult run = m_reference.restore(replica.path(), output, flags);
    ReferenceOutcome outcome{run.exitCode, run.text(), {}};
    if (fs::exists(output)) {
        if (const Result<std::string> content = contentHash(output))
            outcome.content = *content;
    }
    return outcome;
}

} // namespace walkeeper::test
