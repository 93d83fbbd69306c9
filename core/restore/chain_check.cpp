#include "core/restore/chain_check.h"

namespace walkeeper {

std::optional<ChainBreak> ChainCheck::add(const StoredSegment& segment, const SegmentScan& scan)
{
    std::optional<ChainBreak> broken;
    if (m_newer && m_newer->segment.name.index == segment.name.index) {
        if (std::optional<Finding> finding =
                seamFinding(m_generation, scan, m_newer->segment, m_newer->scan, m_geometry))
            broken = ChainBreak{m_newer->segment, *std::move(finding)};
    }
    if (scan.header)
        compareSalts(segment, *scan.header);

    SegmentScan kept;
    kept.start = scan.start;
    kept.end = scan.end;
    kept.salts = scan.salts;
    kept.last = scan.last;
    kept.joint = scan.joint;
    m_newer = Added{segment, std::move(kept)};
    return broken;
}

/// SQLite adds one to the first salt when it begins a WAL anew. Other steps are possible after a
/// TRUNCATE checkpoint, so this is no proof of a loss, but worth a word.
void ChainCheck::compareSalts(const StoredSegment& segment, const WalHeader& header)
{
    if (m_nextHeader && m_nextIndex == segment.name.index + 1 &&
        m_nextHeader->salts.salt1 != header.salts.salt1 + 1)
        m_warnings.push_back(
            {FindingKind::SaltJump, Severity::Warning, walFolder(m_generation.id).text(),
             Position{m_generation.id, m_nextIndex, 0},
             "its salt does not follow that of the WAL file before; commits between the two may "
             "never have been replicated"});
    m_nextHeader = header;
    m_nextIndex = segment.name.index;
}

} // namespace walkeeper
