#pragma once

#include "core/engine/replica_contents.h"

#include <cstdint>
#include <optional>

namespace walkeeper::ui {

// Where a thing of an older listing stands in a newer one of the same replica. Nothing if it is
// not there any more.

std::optional<std::uint32_t> generationIn(const ReplicaContents& newer,
                                          const ReplicaContents& older, std::uint32_t generation);
/// generation  place in the newer listing
std::optional<std::uint32_t> segmentIn(const ReplicaContents& newer, std::uint32_t generation,
                                       const StoredSegment& segment);
/// The entry that a state belongs to: of a snapshot if its offset is 0, else of the segment that
/// its last commit stands in.
std::optional<std::uint32_t> entryAt(const ReplicaContents& contents, const Position& position);
std::optional<std::uint32_t> entryIn(const ReplicaContents& newer, const ReplicaContents& older,
                                     std::uint32_t entry);

} // namespace walkeeper::ui
