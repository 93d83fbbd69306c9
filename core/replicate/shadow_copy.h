#pragma once

#include "core/replicate/shadow_wal.h"
#include "core/replicate/sync_decision.h"
#include "core/sqlite/source_database.h"

#include <array>
#include <optional>

namespace walkeeper {

/// What a copy came to.
struct CopyOutcome {
    bool grew = false;
    /// The generation cannot go on; what was copied before stands.
    std::optional<NewGenerationReason> end;
};

using WalHeaderBytes = std::array<std::byte, walHeaderSize>;

/// The header of the WAL file; nothing while it is not that of the life with these salts.
Result<std::optional<WalHeaderBytes>> readHeader(SourceDatabase& source, const WalSalts& salts);

ShadowFacts factsOf(const ShadowWal::State& state);

/// Copies every commit that the wal-index knows into the shadow WAL, over a reset too if the
/// reset rule allows it. Nothing that does not verify is copied: each frame's salts and checksum,
/// and in the end the checksum that the wal-index has for the last one.
///
/// A pin is held. Not published yet, but for a WAL file that has become final.
/// errors  those of the files; the shadow stands where it stood, or at an earlier commit of this
/// copy
Result<CopyOutcome> copyCommits(SourceDatabase& source, ShadowWal& shadow,
                                const PinNote& governing);

} // namespace walkeeper
