#pragma once

#include <cstdint>

namespace walkeeper {

/// How far a checkpoint goes that somebody asks for, in SQLite's words.
enum class CheckpointMode : std::uint8_t {
    Passive,  ///< moves what readers and writers allow
    Full,     ///< moves all of the WAL into the database
    Restart,  ///< and the WAL begins anew
    Truncate, ///< and the WAL's file is cut
};

} // namespace walkeeper
