#pragma once

#include "core/format/generations/position.h"
#include "core/replicate/new_generation_reason.h"
#include "core/sqlite/wal_index.h"

#include <cstdint>
#include <optional>

namespace walkeeper {

/// What the shadow WAL holds, as far as decisions need it.
struct ShadowFacts {
    WalIndex index = 0;
    std::uint32_t frames = 0;
    WalSalts salts;
    WalChecksum checksum; ///< of the last frame
};

/// What was known when the pin that is held began: the copy reached that far at least.
struct PinNote {
    WalIndex index = 0;
    std::uint32_t frames = 0;
    bool operator==(const PinNote&) const = default;
};

struct SyncDecision {
    enum class Action : std::uint8_t {
        Nothing,
        Append,  ///< copy up to the index's last frame
        NextWal, ///< the WAL was reset: the current file is complete, begin the next one
        NewGeneration,
    };
    Action action = Action::Nothing;
    std::optional<NewGenerationReason> reason; ///< of a new generation

    bool operator==(const SyncDecision&) const = default;
};

/// What to do about the difference between the WAL and its copy while a pin is held. Pure.
///
/// The reset rule: a reset is legal only if the shadow has not grown since the governing pin
/// began. A pin on a frame excludes every reset; a pin on the bare database exists only if all
/// was backfilled, and then the copy ended where the log did. README.md has the whole argument.
SyncDecision decideSync(const ShadowFacts& shadow, const WalIndexHeader& index,
                        const PinNote& governing);

/// What the first pin found on a start.
struct ResumeFacts {
    ShadowFacts shadow;
    bool sameHeader = false;    ///< the WAL file's header is the shadow's, byte for byte
    bool sameLastFrame = false; ///< likewise the header of the last copied frame; true if none was
    std::uint32_t shadowPageSize = 0;
};

/// Whether the generation goes on after a start; nothing if it does. Pure.
std::optional<NewGenerationReason> decideResume(const ResumeFacts& facts,
                                                const WalIndexHeader& index);

} // namespace walkeeper
