#pragma once

#include "core/storage/memory/memory_store.h"

#include <array>

namespace walkeeper::test {

/// Ways to pack an object that a reader has to cope with.
enum class FrameKind : std::uint8_t {
    Linked,         ///< blocks that need the one before
    SmallBlocks,    ///< independent ones of 64 KiB, each with a checksum
    Legacy,         ///< the format before frames
    BehindSkippable ///< a skippable frame, then one as the reference writes it
};

inline constexpr std::array frameKinds = {FrameKind::Linked, FrameKind::SmallBlocks,
                                          FrameKind::Legacy, FrameKind::BehindSkippable};

/// Packs every object of a store anew; its time stays.
void repack(MemoryStore& store, FrameKind kind);

} // namespace walkeeper::test
