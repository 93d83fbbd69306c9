#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace walkeeper {

enum class Stage : std::uint8_t {
    Listing,   ///< asking the store what there is
    Segments,  ///< reading and verifying WAL segments
    Snapshot,  ///< reading the snapshot
    Integrity, ///< SQLite's own check of the result
    Finishing, ///< syncing and renaming
    Comparing, ///< a restore with the live database
    Removing,  ///< deleting what was planned to go; bytes are those of what is gone
    Exporting, ///< writing rows; bytes are those of the file, the total an estimate
};

/// How far a long task has come. doneBytes never shrinks while the stage lasts.
struct Progress {
    Stage stage = Stage::Listing;
    std::uint64_t doneBytes = 0;             ///< stored bytes read so far, over all stages
    std::optional<std::uint64_t> totalBytes; ///< stored bytes of all stages, once known
    std::uint64_t pages = 0;                 ///< database pages written so far
    std::optional<std::chrono::milliseconds> timeLeft; ///< once it can be told

    bool operator==(const Progress&) const = default;
};

/// Where progress goes. report() may come from any thread, but never from two at once.
class ProgressSink
{
public:
    virtual ~ProgressSink() = default;
    virtual void report(const Progress& progress) = 0;
};

/// For callers that do not want to know.
class NoProgress final : public ProgressSink
{
public:
    void report(const Progress& /*progress*/) override {}
};

} // namespace walkeeper
