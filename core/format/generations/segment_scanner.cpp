#include "core/format/generations/segment_scanner.h"

#include <algorithm>
#include <array>

namespace walkeeper {

namespace {

ByteOrder other(ByteOrder order)
{
    return order == ByteOrder::Little ? ByteOrder::Big : ByteOrder::Little;
}

} // namespace

SegmentScanner::SegmentScanner(WalGeometry geometry, std::uint64_t start, std::uint64_t limit,
                               CommitHandler onCommit)
    : m_geometry(geometry),
      m_limit(limit),
      m_onCommit(std::move(onCommit))
{
    m_scan.start = start;
    m_scan.end = start;
}

/// Bytes of the next thing to be scanned.
std::size_t SegmentScanner::wanted() const
{
    if (m_scan.end == 0)
        return walHeaderSize;
    return static_cast<std::size_t>(walFrameSize(m_geometry.pageSize));
}

void SegmentScanner::push(ByteView bytes)
{
    while (!m_damage) {
        const std::size_t size = wanted();
        ByteView next;
        if (m_carry.empty() && bytes.size() >= size) {
            next = bytes.first(size);
            bytes = bytes.subspan(size);
        } else {
            const std::size_t count = std::min(bytes.size(), size - m_carry.size());
            m_carry.insert(m_carry.end(), bytes.begin(),
                           bytes.begin() + static_cast<std::ptrdiff_t>(count));
            bytes = bytes.subspan(count);
            if (m_carry.size() < size)
                return;
            next = m_carry;
        }
        if (m_scan.end == 0)
            scanHeader(next);
        else
            scanFrame(next);
        m_carry.clear();
    }
}

const std::optional<SegmentDamage>& SegmentScanner::finish()
{
    if (!m_damage && m_scan.end == 0)
        refuse(SegmentFault::BadHeader, "the WAL header is cut short");
    else if (!m_damage && !m_carry.empty())
        refuse(SegmentFault::HalfFrame, "it ends within a WAL frame");
    return m_damage;
}

void SegmentScanner::scanHeader(ByteView bytes)
{
    const Result<WalHeader> header = parseWalHeader(bytes);
    if (!header)
        return refuse(SegmentFault::BadHeader, header.error().message);
    if (header->pageSize != m_geometry.pageSize)
        return refuse(SegmentFault::PageSizeMismatch, "the WAL header names a page size of " +
                                                          std::to_string(header->pageSize) +
                                                          " bytes, the rest of the generation " +
                                                          std::to_string(m_geometry.pageSize));
    m_geometry.order = header->order;
    m_orderProven = true;
    m_scan.header = *header;
    m_scan.salts = header->salts;
    m_scan.last = header->checksum;
    m_scan.end = walHeaderSize;
}

/// Whether the frame continues the one before it. The byte order is taken from the first link that
/// matches, because only a WAL's first segment has the header that names it.
bool SegmentScanner::linksTo(ByteView frame, WalChecksum stored)
{
    if (walFrameChecksum(m_geometry.order, m_scan.last, frame) == stored) {
        m_orderProven = true;
        return true;
    }
    if (m_orderProven || walFrameChecksum(other(m_geometry.order), m_scan.last, frame) != stored)
        return false;
    m_geometry.order = other(m_geometry.order);
    m_orderProven = true;
    return true;
}

void SegmentScanner::scanFrame(ByteView frame)
{
    const WalFrameHeader header = parseWalFrameHeader(frame);
    if (header.page == 0)
        return refuse(SegmentFault::PageZero, "a WAL frame names page 0, which does not exist");
    if (m_scan.salts && header.salts != *m_scan.salts)
        return refuse(SegmentFault::SaltMismatch, "a WAL frame carries the salts of another WAL");
    if (!m_scan.header && m_scan.pages.empty()) {
        m_scan.joint =
            SegmentScan::Joint{.stored = header.checksum,
                               .fromZeroLittle = walFrameChecksum(ByteOrder::Little, {}, frame),
                               .fromZeroBig = walFrameChecksum(ByteOrder::Big, {}, frame)};
    } else if (!linksTo(frame, header.checksum)) {
        return refuse(SegmentFault::BadChecksum, "the checksum of a WAL frame is wrong");
    }
    m_scan.salts = header.salts;
    m_scan.last = header.checksum;
    m_scan.end += frame.size();
    m_scan.pages.push_back(header.page);
    if (header.isCommit() && m_scan.end <= m_limit) {
        m_scan.lastCommit = SegmentCommit{m_scan.frames() - 1, header.databasePages};
        if (m_onCommit)
            m_onCommit(*m_scan.lastCommit);
    }
}

void SegmentScanner::refuse(SegmentFault fault, std::string text)
{
    m_damage = SegmentDamage{fault, m_scan.end, std::move(text)};
}

std::optional<SegmentDamage> checkJoint(const SegmentScan& previous, const SegmentScan& next,
                                        WalGeometry geometry)
{
    if (!next.joint)
        return std::nullopt; // without a frame there is nothing to join
    if (previous.salts != next.salts)
        return SegmentDamage{SegmentFault::SaltMismatch, next.start,
                             "its frames carry the salts of another WAL than the segment before"};
    const ChecksumAdvance advance(8 + geometry.pageSize);
    const WalChecksum carried = advance.over(previous.last);
    const SegmentScan::Joint& joint = *next.joint;
    if (carried + joint.fromZeroLittle == joint.stored ||
        carried + joint.fromZeroBig == joint.stored)
        return std::nullopt;
    return SegmentDamage{SegmentFault::BadChecksum, next.start,
                         "its first frame does not continue the segment before"};
}

} // namespace walkeeper
