#include "core/format/generations/object_names.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace walkeeper {

namespace {

constexpr std::string_view snapshotSuffix = ".snapshot.lz4";
constexpr std::string_view segmentSuffix = ".wal.lz4";
constexpr std::size_t indexDigits = 8;
constexpr std::size_t minOffsetDigits = 8;
constexpr std::size_t maxOffsetDigits = 16;
/// No file is as long; so the end of a segment cannot run over either.
constexpr std::uint64_t maxOffset = std::uint64_t{1} << 62;

/// A number in lower-case hex digits and nothing else.
template <class Number>
bool parseHex(std::string_view text, Number& number)
{
    if (text.empty() || text.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        return false;
    const char* end = text.data() + text.size();
    return std::from_chars(text.data(), end, number, 16).ec == std::errc();
}

bool parseIndex(std::string_view text, WalIndex& index)
{
    return text.size() == indexDigits && parseHex(text, index) && index <= maxWalIndex;
}

} // namespace

ObjectKey generationsFolder()
{
    return ObjectKey().child("generations");
}

ObjectKey generationFolder(GenerationId generation)
{
    return generationsFolder().child(generation.text());
}

ObjectKey snapshotsFolder(GenerationId generation)
{
    return generationFolder(generation).child("snapshots");
}

ObjectKey walFolder(GenerationId generation)
{
    return generationFolder(generation).child("wal");
}

std::string snapshotName(WalIndex index)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%08x.snapshot.lz4", index);
    return text.data();
}

Result<WalIndex> parseSnapshotName(std::string_view name)
{
    WalIndex index = 0;
    if (!name.ends_with(snapshotSuffix) ||
        !parseIndex(name.substr(0, name.size() - snapshotSuffix.size()), index))
        return Error{ErrorCode::InvalidArgument,
                     "\"" + std::string(name) + "\" is not the name of a snapshot"};
    return index;
}

std::string segmentName(const SegmentName& name)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%08x_%0*llx.wal.lz4", name.index,
                  static_cast<int>(name.offsetDigits),
                  static_cast<unsigned long long>(name.offset));
    return text.data();
}

Result<SegmentName> parseSegmentName(std::string_view name)
{
    SegmentName segment;
    const Error failure{ErrorCode::InvalidArgument,
                        "\"" + std::string(name) + "\" is not the name of a WAL segment"};
    if (!name.ends_with(segmentSuffix))
        return failure;
    const std::string_view stem = name.substr(0, name.size() - segmentSuffix.size());
    if (stem.size() < indexDigits + 1 || stem[indexDigits] != '_' ||
        !parseIndex(stem.substr(0, indexDigits), segment.index))
        return failure;
    const std::string_view offset = stem.substr(indexDigits + 1);
    if (offset.size() < minOffsetDigits || offset.size() > maxOffsetDigits ||
        !parseHex(offset, segment.offset) || segment.offset > maxOffset)
        return failure;
    segment.offsetDigits = static_cast<std::uint8_t>(offset.size());
    return segment;
}

} // namespace walkeeper
