#pragma once

#include "core/format/generations/position.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace walkeeper {

enum class Severity : std::uint8_t {
    Note,    ///< worth knowing; nothing is missing
    Warning, ///< may mean that something is missing
    Damage,  ///< something is missing or broken
};

enum class FindingKind : std::uint8_t {
    Stranger,            ///< an object whose name is none of the format's
    EmptyObject,         ///< 0 bytes: an upload that was never finished
    UnreadableObject,    ///< listed, but cannot be looked at or read
    DuplicateObject,     ///< two names for the same place
    NoSnapshot,          ///< a generation that cannot be restored at all
    BeforeSnapshot,      ///< segments older than every snapshot: of no use
    MissingIndex,        ///< no segment of a WAL file between two that are there
    MissingStart,        ///< a WAL file whose first segment is missing
    GapInWal,            ///< a segment begins after the end of the one before
    OverlapInWal,        ///< a segment begins before the end of the one before
    BadCompression,      ///< the LZ4 frame is damaged, cut short, or followed by more
    BadWalHeader,        ///< the 32 bytes at the start of a WAL file are wrong
    PageSizeMismatch,    ///< parts of one generation disagree about the page size
    SaltMismatch,        ///< frames of another WAL life, or of another generation
    BadFrameChecksum,    ///< the running checksum breaks
    BadFrame,            ///< page number 0, or half a frame at the end
    BadSnapshot,         ///< unpacks, but is no SQLite database
    SnapshotAlone,       ///< nothing of the WAL that goes with it: may mix two moments
    SnapshotAhead,       ///< newer than the WAL that goes with it: mixes two moments
    SaltJump,            ///< the next WAL's salt is not this one's plus 1: one may be missing
    LostWalEnd,          ///< the end of a WAL file is missing, as SQLite's check has shown
    IntegrityFailure,    ///< SQLite's own check found damage in the restored database
    DiffersFromDatabase, ///< a restore is not what the live database holds
    LtxLayout,           ///< the replica is written by Litestream 0.5
};

std::string_view severityName(Severity severity);
std::string_view findingKindName(FindingKind kind);

/// One thing that is wrong or remarkable, with its place.
struct Finding {
    FindingKind kind = FindingKind::Stranger;
    Severity severity = Severity::Note;
    std::string object; ///< key of the object or folder, relative to the replica's root
    std::optional<Position> at;
    std::string text; ///< one English sentence, without the object's name

    bool operator==(const Finding&) const = default;
};

} // namespace walkeeper
