#include "core/replicate/segment_uploader.h"

#include "core/format/generations/object_names.h"
#include "core/replicate/packed_body.h"

namespace walkeeper {

ObjectKey segmentKey(const ShadowRange& range)
{
    return walFolder(range.begin.generation)
        .child(segmentName({range.begin.index, range.begin.offset}));
}

Result<ObjectInfo> storeRange(ObjectStore& store, const ShadowWal& shadow, const ShadowRange& range,
                              const CancellationToken& token)
{
    const Result<std::unique_ptr<ShadowSource>> plain = ShadowSource::open(shadow, range);
    if (!plain)
        return plain.error();
    PackedBody packed(**plain, range.size());
    Result<ObjectInfo> stored = store.put(segmentKey(range), packed, token);
    if (!stored)
        return std::move(stored).error().during("cannot store the WAL from " + range.begin.text());
    return stored;
}

Result<void> checkRange(const ShadowWal& shadow, const ShadowRange& range,
                        const CancellationToken& token)
{
    const Result<std::unique_ptr<ShadowSource>> plain = ShadowSource::open(shadow, range);
    if (!plain)
        return plain.error();
    std::vector<std::byte> buffer(std::size_t{256} << 10);
    for (;;) {
        if (token.isCancelled())
            return cancelledError();
        const Result<std::size_t> got = (*plain)->read(buffer);
        if (!got)
            return got.error();
        if (*got == 0)
            return {};
    }
}

} // namespace walkeeper
