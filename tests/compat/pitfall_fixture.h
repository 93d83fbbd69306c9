#pragma once

#include "tests/compat/damaged_replica.h"
#include "tests/support/recorded_replica.h"

#include <functional>
#include <memory>

namespace walkeeper::test {

/// What a restore left: how it ended, and what the database says if there is one.
struct ReferenceOutcome {
    int exitCode = -1;
    std::string said;
    std::string content; ///< empty if there is no database, or SQLite finds it broken
};

/// The replica that the tests of pitfalls damage: one generation, several WAL files with several
/// segments each, written by the reference, every state of it recorded.
class PitfallFixture
{
public:
    static Result<std::unique_ptr<PitfallFixture>> make();

    const ReferenceProgram& reference() const { return m_reference; }
    const std::filesystem::path& replica() const { return m_replica; }
    const std::vector<RecordedMoment>& moments() const { return m_moments; }
    const std::string& newest() const { return m_moments.back().content; }
    /// True if the application's data were ever like this.
    bool hasExisted(const std::string& content) const;

    /// A WAL file in the middle with at least three segments, none of it the newest.
    unsigned middleIndex() const;

    ReferenceOutcome restoreTheirs(const DamagedReplica& replica,
                                   const std::vector<std::string>& flags = {}) const;

private:
    explicit PitfallFixture(ReferenceProgram reference) : m_reference(std::move(reference)) {}

    ReferenceProgram m_reference;
    ScratchFolder m_folder;
    std::filesystem::path m_replica;
    std::vector<RecordedMoment> m_moments;
};

/// A replica of its own: `write` lets the application work while the reference runs.
/// Tried again if the reference loses something by itself.
Result<std::filesystem::path> writeReplica(const ReferenceProgram& reference,
                                           const std::filesystem::path& folder, unsigned pageSize,
                                           const std::function<void(ReplicaRecorder&)>& write,
                                           std::vector<RecordedMoment>* moments = nullptr);

} // namespace walkeeper::test
