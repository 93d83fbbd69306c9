#include "core/replicate/replica_position.h"

#include "core/io/lz4_stream.h"
#include "core/replicate/shadow_range.h"

#include <algorithm>

namespace walkeeper {

namespace {

constexpr std::size_t compareBytes = std::size_t{1} << 20;

/// What comparing a stored segment with the shadow showed.
struct Comparison {
    enum class Outcome : std::uint8_t { Same, Different, Longer, Undecodable, NotKept };
    Outcome outcome = Outcome::Same;
    std::uint64_t end = 0; ///< offset behind its last byte, if it is the same
    std::string detail;    ///< why it is undecodable
};

Comparison undecodable(std::string detail)
{
    return {Comparison::Outcome::Undecodable, 0, std::move(detail)};
}

/// Fills `into` as far as the source goes.
Result<std::size_t> readFull(ByteSource& source, ByteSpan into)
{
    std::size_t filled = 0;
    while (filled < into.size()) {
        const Result<std::size_t> more = source.read(into.subspan(filled));
        if (!more)
            return more;
        if (*more == 0)
            break;
        filled += *more;
    }
    return filled;
}

/// Compares the unpacked bytes with a WAL file from `offset` on.
Result<Comparison> compareBytesOf(ByteSource& stored, File& wal, std::uint64_t offset,
                                  std::uint64_t size)
{
    std::vector<std::byte> ours(compareBytes);
    std::vector<std::byte> theirs(compareBytes);
    bool isLonger = false;
    for (;;) {
        const Result<std::size_t> got = readFull(stored, theirs);
        if (!got) {
            if (got.error().code == ErrorCode::Corrupt)
                return undecodable(got.error().message);
            return got.error();
        }
        if (*got == 0)
            break;
        const std::uint64_t known = size - std::min(offset, size);
        const auto common = static_cast<std::size_t>(std::min<std::uint64_t>(*got, known));
        const Result<std::size_t> read = wal.readAt(offset, ByteSpan(ours).first(common));
        if (!read)
            return read.error();
        if (*read < common ||
            !std::equal(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(common),
                        theirs.begin()))
            return Comparison{Comparison::Outcome::Different, 0, {}};
        isLonger = isLonger || common < *got;
        offset += *got;
    }
    if (isLonger)
        return Comparison{Comparison::Outcome::Longer, 0, {}};
    return Comparison{Comparison::Outcome::Same, offset, {}};
}

class Recovery
{
public:
    Recovery(ObjectStore& store, const ShadowWal& shadow, const Position& end,
             const CancellationToken& token)
        : m_store(store),
          m_shadow(shadow),
          m_end(end),
          m_token(token)
    {
    }

    Result<RecoveredPosition> run(const std::optional<ConfirmedEnd>& known)
    {
        Result<ListedGeneration> parts = listParts(m_store, m_end.generation, m_token);
        if (!parts)
            return std::move(parts).error();
        m_parts = *std::move(parts);
        if (!m_parts.snapshots.empty())
            m_found.newestSnapshot = m_parts.snapshots.back();
        if (m_parts.segments.empty())
            return beginning();
        const ListedSegment& last = m_parts.segments.back();
        const ObjectKey key = m_parts.keyOf(last);
        if (known && known->newest == key && known->storedBytes == last.storedBytes) {
            m_found.position = known->end;
            m_found.confirmed = known;
            return checkKept();
        }
        // Without a generation in common nothing was noted about this one.
        if (known && known->end.generation == m_end.generation && known->newest < key)
            m_found.unexpected = key;
        return behindNewest(last);
    }

private:
    Result<RecoveredPosition> unusable(UnusableReplica::Why why, std::string text)
    {
        m_found.unusable = UnusableReplica{why, std::move(text)};
        return std::move(m_found);
    }

    /// Nothing of the WAL is stored.
    Result<RecoveredPosition> beginning()
    {
        m_found.position = {m_end.generation, m_end.index, 0};
        if (!m_found.newestSnapshot)
            return std::move(m_found);
        m_found.position.index = m_found.newestSnapshot->index;
        return checkKept();
    }

    /// The shadow must go on from the position.
    Result<RecoveredPosition> checkKept()
    {
        const Position& at = m_found.position;
        const Result<ShadowWal::Extent> extent = m_shadow.extent(at.generation, at.index);
        if (!extent && extent.error().code != ErrorCode::NotFound)
            return extent.error();
        if (at.index > m_end.index || (extent && at.offset > extent->size))
            return unusable(UnusableReplica::Why::AheadOfShadow,
                            "the replica stands at " + at.text() + ", ahead of the shadow WAL at " +
                                m_end.text());
        if (!extent)
            return unusable(UnusableReplica::Why::BehindShadow,
                            "the replica ends at " + at.text() +
                                ", and the shadow WAL does not reach back that far");
        return std::move(m_found);
    }

    Result<RecoveredPosition> behindNewest(const ListedSegment& last)
    {
        const Result<Comparison> compared = compare(last);
        if (!compared)
            return compared.error();
        switch (compared->outcome) {
        case Comparison::Outcome::Same: return standAt(last, compared->end);
        case Comparison::Outcome::Undecodable: return behindSecondNewest(last, compared->detail);
        case Comparison::Outcome::Different:
        case Comparison::Outcome::Longer:
        case Comparison::Outcome::NotKept: break;
        }
        return refuse(last, compared->outcome);
    }

    /// The newest segment is none, so the one before must end where it begins.
    Result<RecoveredPosition> behindSecondNewest(const ListedSegment& last,
                                                 const std::string& detail)
    {
        const std::size_t count = m_parts.segments.size();
        const std::string broken =
            m_parts.keyOf(last).text() + " cannot be unpacked (" + detail + ")";
        if (count == 1) {
            m_found.position = {m_end.generation, last.name.index, last.name.offset};
            if (last.name.offset != 0)
                return unusable(UnusableReplica::Why::Undecodable,
                                broken + ", and nothing is stored before it");
            return checkKept();
        }
        const ListedSegment& before = m_parts.segments[count - 2];
        const Result<Comparison> compared = compare(before);
        if (!compared)
            return compared.error();
        if (compared->outcome == Comparison::Outcome::Undecodable)
            return unusable(UnusableReplica::Why::Undecodable,
                            broken + ", nor can the segment before it");
        if (compared->outcome != Comparison::Outcome::Same)
            return refuse(before, compared->outcome);
        if (!follows(before, compared->end, last.name))
            return unusable(UnusableReplica::Why::Undecodable,
                            broken + ", and it does not begin where the one before ends");
        return standAt(before, compared->end);
    }

    /// Would a segment of that name continue one that ends at `end`?
    bool follows(const ListedSegment& before, std::uint64_t end, const SegmentName& name) const
    {
        if (name.index == before.name.index)
            return name.offset == end;
        const Result<ShadowWal::Extent> extent =
            m_shadow.extent(m_end.generation, before.name.index);
        return name.index == before.name.index + 1 && name.offset == 0 && extent &&
               extent->isFinal && extent->size == end;
    }

    Result<RecoveredPosition> standAt(const ListedSegment& segment, std::uint64_t end)
    {
        m_found.position = {m_end.generation, segment.name.index, end};
        if (&segment == &m_parts.segments.back())
            m_found.confirmed =
                ConfirmedEnd{m_parts.keyOf(segment), segment.storedBytes, m_found.position};
        return std::move(m_found);
    }

    Result<RecoveredPosition> refuse(const ListedSegment& segment, Comparison::Outcome outcome)
    {
        const std::string name = m_parts.keyOf(segment).text();
        if (outcome == Comparison::Outcome::Different)
            return unusable(UnusableReplica::Why::ForeignContent,
                            name + " holds frames that are not this database's: another program "
                                   "writes to the same replica, or did");
        if (outcome == Comparison::Outcome::Longer)
            return unusable(UnusableReplica::Why::AheadOfShadow,
                            name + " goes on behind the end of the shadow WAL at " + m_end.text());
        return unusable(
            UnusableReplica::Why::BehindShadow,
            name + " is the newest segment, and the shadow WAL does not reach back that far");
    }

    Result<Comparison> compare(const ListedSegment& segment)
    {
        if (segment.storedBytes == 0)
            return undecodable("it is empty");
        const Position place{m_end.generation, segment.name.index, segment.name.offset};
        if (place.index > m_end.index)
            return Comparison{Comparison::Outcome::Longer, 0, {}};
        const Result<ShadowWal::Extent> extent = m_shadow.extent(place.generation, place.index);
        if (!extent && extent.error().code == ErrorCode::NotFound)
            return Comparison{Comparison::Outcome::NotKept, 0, {}};
        if (!extent)
            return extent.error();
        const Result<std::unique_ptr<File>> wal = m_shadow.openWal(place.generation, place.index);
        if (!wal)
            return wal.error();
        const Result<WalHeader> header = readShadowHeader(**wal, place);
        if (!header)
            return header.error();
        Result<std::unique_ptr<ByteSource>> packed =
            m_store.open(m_parts.keyOf(segment), {}, m_token);
        if (!packed)
            return std::move(packed).error();
        Lz4Decompressor unpacked;
        unpacked.reset(**packed);
        Result<Comparison> result =
            compareBytesOf(unpacked, **wal, segment.name.offset, extent->size);
        if (!result)
            return std::move(result).error().during("cannot read " + m_parts.keyOf(segment).text());
        if (result->outcome == Comparison::Outcome::Same &&
            walFrameAlign(result->end, header->pageSize) != result->end)
            return undecodable("it ends inside a frame");
        if (result->outcome == Comparison::Outcome::Same && result->end == place.offset)
            return undecodable("nothing is in it");
        return result;
    }

    ObjectStore& m_store;
    const ShadowWal& m_shadow;
    const Position m_end;
    const CancellationToken& m_token;
    ListedGeneration m_parts;
    RecoveredPosition m_found;
};

} // namespace

Result<RecoveredPosition> recoverPosition(ObjectStore& store, const ShadowWal& shadow,
                                          const Position& end,
                                          const std::optional<ConfirmedEnd>& known,
                                          const CancellationToken& token)
{
    return Recovery(store, shadow, end, token).run(known);
}

} // namespace walkeeper
