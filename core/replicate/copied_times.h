#pragma once

#include "core/base/time.h"
#include "core/format/generations/position.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace walkeeper {

/// When which commits were copied into the shadow WAL, to tell how old the oldest one is that a
/// replica lacks. For one thread.
///
/// Of the many that a long outage brings, neighbours are taken together, with the time of the
/// older one: an answer may be too early by a little, never too late.
class CopiedTimes
{
public:
    explicit CopiedTimes(std::size_t limit = 1024) : m_limit(limit) {}

    /// end  of the shadow WAL, behind the one that was noted before
    void note(const Position& end, Timestamp now);

    /// When the first commit behind `stored` was copied; nothing if there is none. What was there
    /// before the start counts from the start.
    std::optional<Timestamp> firstAfter(const Position& stored) const;

private:
    struct Copied {
        Position end;
        Timestamp time; ///< of its first commit
    };
    void merge();

    const std::size_t m_limit;
    std::vector<Copied> m_copied; ///< oldest first
};

} // namespace walkeeper
