#include "core/replicate/segment_uploader.h"

#include "core/format/generations/object_names.h"
#include "core/io/lz4_stream.h"

namespace walkeeper {

Result<std::optional<StoredRange>> SegmentUploader::storeNext(const Position& from,
                                                              const CancellationToken& token)
{
    const Result<std::optional<ShadowRange>> range = nextRange(m_shadow, from, m_limit);
    if (!range)
        return range.error();
    if (!*range)
        return std::optional<StoredRange>();
    const Position& begin = (*range)->begin;
    const Result<std::unique_ptr<ShadowSource>> plain = ShadowSource::open(m_shadow, **range);
    if (!plain)
        return plain.error();
    Lz4Compressor packed(**plain);
    const ObjectKey key =
        walFolder(begin.generation).child(segmentName({begin.index, begin.offset}));
    Result<ObjectInfo> stored = m_store.put(key, packed, token);
    if (!stored)
        return std::move(stored).error().during("cannot store the WAL from " + begin.text());
    return std::optional(StoredRange{**range, *std::move(stored)});
}

} // namespace walkeeper
