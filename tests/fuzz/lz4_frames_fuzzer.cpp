// LZ4 framing: Lz4Decompressor over any bytes that come in any pieces, and the round trip.
//
// Input: one byte of choices, then an object.

#include "core/io/lz4_stream.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

using namespace walkeeper;
using namespace walkeeper::fuzz;

namespace {

constexpr std::size_t outputCap = 512 * 1024; ///< a small input can unpack to gigabytes

class PiecewiseSource final : public ByteSource
{
public:
    PiecewiseSource(ByteView bytes, std::size_t longest) : m_rest(bytes), m_longest(longest) {}

    Result<std::size_t> read(ByteSpan into) override
    {
        const std::size_t count = std::min({into.size(), m_rest.size(), m_cuts.next(m_longest)});
        std::copy_n(m_rest.begin(), count, into.begin());
        m_rest = m_rest.subspan(count);
        return count;
    }

private:
    ByteView m_rest;
    std::size_t m_longest;
    Cuts m_cuts{1};
};

struct Unpacked {
    std::vector<std::byte> bytes;
    std::optional<Error> error;
    bool capped = false;
};

Unpacked unpack(Lz4Decompressor& decompressor, ByteView object, std::size_t longestInput,
                std::size_t outputPiece)
{
    PiecewiseSource source(object, longestInput);
    decompressor.reset(source);
    Unpacked unpacked;
    static std::vector<std::byte> buffer(outputCap);
    const ByteSpan piece = ByteSpan(buffer).first(outputPiece);
    while (unpacked.bytes.size() < outputCap) {
        const auto count = decompressor.read(piece);
        if (!count) {
            unpacked.error = count.error();
            return unpacked;
        }
        require(*count <= piece.size(), "no more is given than was asked for");
        if (*count == 0)
            return unpacked;
        unpacked.bytes.insert(unpacked.bytes.end(), piece.begin(),
                              piece.begin() + static_cast<std::ptrdiff_t>(*count));
    }
    unpacked.capped = true;
    return unpacked;
}

void requireSame(const Unpacked& a, const Unpacked& b)
{
    if (a.capped || b.capped)
        return;
    require(a.error.has_value() == b.error.has_value(), "pieces do not change the verdict");
    if (!a.error)
        require(a.bytes == b.bytes, "pieces do not change the content");
    else
        require(a.error->code == b.error->code, "pieces do not change the error");
}

void requireRoundTrip(ByteView content)
{
    PiecewiseSource plain(content, 1000);
    Lz4Compressor compressor(plain);
    std::vector<std::byte> object;
    std::array<std::byte, 777> piece{};
    while (true) {
        const auto count = compressor.read(piece);
        require(bool(count), "everything can be packed");
        if (*count == 0)
            break;
        object.insert(object.end(), piece.begin(),
                      piece.begin() + static_cast<std::ptrdiff_t>(*count));
    }
    constexpr std::array<unsigned char, 7> prefix = {0x04, 0x22, 0x4D, 0x18, 0x64, 0x70, 0xB9};
    require(object.size() >= prefix.size() &&
                std::equal(prefix.begin(), prefix.end(), object.begin(),
                           [](unsigned char a, std::byte b) { return std::byte(a) == b; }),
            "objects begin as the reference's");
    Lz4Decompressor decompressor;
    const Unpacked back = unpack(decompressor, object, 500, 65536);
    require(!back.error &&
                std::equal(content.begin(), content.end(), back.bytes.begin(), back.bytes.end()),
            "what is packed unpacks to itself");
}

/// One input in 256, for packing takes a hundred times as long as unpacking.
bool isChosenForRoundTrip(ByteView content)
{
    std::uint32_t hash = 2166136261u;
    for (const std::byte byte : content)
        hash = (hash ^ std::to_integer<std::uint32_t>(byte)) * 16777619u;
    return hash >> 24 == 0;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Choices choices(std::as_bytes(std::span(data, size)));
    const unsigned flags = choices.next();
    const ByteView rest = choices.rest();
    if (isChosenForRoundTrip(rest))
        requireRoundTrip(rest);
    // One object for all, as in the program: reset() must leave nothing of the last frame.
    static Lz4Decompressor decompressor;
    const Unpacked whole = unpack(decompressor, rest, SIZE_MAX / 2, outputCap);
    requireSame(whole, unpack(decompressor, rest, 1 + (flags & 15), 65536));
    if (whole.bytes.size() < 65536)
        requireSame(whole, unpack(decompressor, rest, 100, 1 + ((flags >> 4) & 7)));
    if (whole.error)
        require(whole.error->code == ErrorCode::Corrupt ||
                    whole.error->code == ErrorCode::Unsupported,
                "a bad object is corrupt or not supported");
    return 0;
}
