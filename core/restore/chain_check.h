#pragma once

#include "core/history/part_reader.h"

#include <optional>
#include <vector>

namespace walkeeper {

/// A finding together with the segment from which on nothing can be reached because of it.
struct ChainBreak {
    StoredSegment segment;
    Finding finding;
};

/// Checks the joints of a generation's WAL while its segments arrive from the newest to the
/// oldest, each verified by itself. For one thread at a time.
class ChainCheck
{
public:
    /// generation  must outlive it
    ChainCheck(const Generation& generation, WalGeometry geometry)
        : m_generation(generation),
          m_geometry(geometry)
    {
    }

    /// What is wrong between this segment and the newer one added before it.
    std::optional<ChainBreak> add(const StoredSegment& segment, const SegmentScan& scan);

    /// The segment before the last one added could not be read: there is nothing to compare with.
    void forget() { m_newer.reset(); }

    /// Places where a whole WAL may be missing: the salts do not follow each other.
    const std::vector<Finding>& warnings() const { return m_warnings; }

private:
    struct Added {
        StoredSegment segment;
        SegmentScan scan; ///< without its pages
    };

    void compareSalts(const StoredSegment& segment, const WalHeader& header);

    const Generation& m_generation;
    const WalGeometry m_geometry;
    std::optional<Added> m_newer;
    std::optional<WalHeader> m_nextHeader; ///< of WAL file m_nextIndex
    WalIndex m_nextIndex = 0;
    std::vector<Finding> m_warnings;
};

} // namespace walkeeper
