#include "core/io/lz4_pieces.h"

#include "core/io/input_window.h"
#include "core/io/lz4_error.h"
#include "core/io/lz4_stream.h"

#include <lz4.h>
#include <lz4frame.h>

#include <algorithm>

namespace walkeeper {

namespace {

// lz4_Frame_format.md 1.6.2
constexpr std::uint32_t frameMagic = 0x184D2204;
constexpr std::size_t flagByte = 4;
constexpr std::uint8_t independentFlag = 0x20;
constexpr std::uint8_t dictionaryFlag = 0x01;
constexpr std::uint32_t storedBit = 0x80000000; ///< of a block's size: it is not packed
constexpr std::size_t sizeBytes = 4;
constexpr std::size_t checksumBytes = 4;

/// The rest of a source of which a window has seen the beginning.
class WindowSource final : public ByteSource
{
public:
    explicit WindowSource(InputWindow& window) : m_window(window) {}

    Result<std::size_t> read(ByteSpan into) override
    {
        const Result<std::size_t> available = m_window.fill(1);
        if (!available)
            return available;
        const std::size_t count = std::min(*available, into.size());
        std::copy_n(m_window.ready().begin(), count, into.begin());
        m_window.drop(count);
        return count;
    }

private:
    InputWindow& m_window;
};

bool hasIndependentBlocks(ByteView head)
{
    if (head.size() <= flagByte || loadLittle32(head.data()) != frameMagic)
        return false;
    const auto flags = std::to_integer<std::uint8_t>(head[flagByte]);
    return (flags & independentFlag) != 0 && (flags & dictionaryFlag) == 0;
}

std::size_t blockBytes(LZ4F_blockSizeID_t id)
{
    switch (id) {
    case LZ4F_max64KB: return std::size_t{64} << 10;
    case LZ4F_max256KB: return std::size_t{256} << 10;
    case LZ4F_max1MB: return std::size_t{1} << 20;
    case LZ4F_default:
    case LZ4F_max4MB: break;
    }
    return lz4PieceSize;
}

} // namespace

struct Lz4PieceReader::State {
    State() { LZ4F_createDecompressionContext(&context, LZ4F_VERSION); }
    ~State() { LZ4F_freeDecompressionContext(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Result<void> readHeader();
    Result<void> nextPiece();
    Result<bool> readBlock();
    Result<void> readEnd();
    Result<void> feed(std::size_t count);
    Result<void> readSequentially();

    InputWindow input;
    WindowSource rest{input};
    LZ4F_dctx* context = nullptr;
    Lz4Decompressor sequential;
    // Not set to zero: most objects are far smaller than a piece.
    std::unique_ptr<std::byte[]> plain = std::make_unique_for_overwrite<std::byte[]>(lz4PieceSize);
    Lz4Piece piece;
    std::uint64_t offset = 0; ///< in the object, of what is ready
    std::size_t largestBlock = 0;
    bool standAlone = false;
    bool blockChecksums = false;
    bool contentChecksum = false;
    bool ended = false;
};

Result<void> Lz4PieceReader::State::readHeader()
{
    LZ4F_frameInfo_t info{};
    std::size_t used = input.ready().size();
    const std::size_t hint = LZ4F_getFrameInfo(context, &info, input.ready().data(), &used);
    if (LZ4F_isError(hint)) {
        // A header that is cut short is named as such, and not by what liblz4 misses in it.
        return input.ready().size() < LZ4F_HEADER_SIZE_MIN ? lz4CutShort() : lz4FrameError(hint);
    }
    input.drop(used);
    offset = used;
    largestBlock = blockBytes(info.blockSizeID);
    blockChecksums = info.blockChecksumFlag == LZ4F_blockChecksumEnabled;
    contentChecksum = info.contentChecksumFlag == LZ4F_contentChecksumEnabled;
    return {};
}

/// Lets liblz4 unpack the next `count` bytes behind what the piece has so far.
Result<void> Lz4PieceReader::State::feed(std::size_t count)
{
    const ByteView packed = input.ready().first(count);
    for (std::size_t fed = 0; fed < count;) {
        std::size_t used = count - fed;
        std::size_t produced = lz4PieceSize - piece.plainBytes;
        const std::size_t hint = LZ4F_decompress(context, plain.get() + piece.plainBytes, &produced,
                                                 packed.data() + fed, &used, nullptr);
        if (LZ4F_isError(hint))
            return lz4FrameError(hint);
        fed += used;
        piece.plainBytes += static_cast<std::uint32_t>(produced);
        if (used == 0 && produced == 0)
            return lz4BadBlock();
    }
    input.drop(count);
    offset += count;
    return {};
}

/// False at the end mark, which is left.
Result<bool> Lz4PieceReader::State::readBlock()
{
    const Result<std::size_t> available = input.fill(sizeBytes);
    if (!available)
        return available.error();
    if (*available < sizeBytes)
        return lz4CutShort();
    const std::uint32_t size = loadLittle32(input.ready().data());
    if (size == 0)
        return false;
    const std::size_t body = size & ~storedBit;
    if (body > largestBlock)
        return lz4BadBlockSize();
    const std::size_t whole = sizeBytes + body + (blockChecksums ? checksumBytes : 0);
    const Result<std::size_t> filled = input.fill(whole);
    if (!filled)
        return filled.error();
    if (*filled < whole)
        return lz4CutShort();
    if (Result<void> fed = feed(whole); !fed)
        return std::move(fed).error();
    piece.packedBytes += static_cast<std::uint32_t>(whole);
    return true;
}

Result<void> Lz4PieceReader::State::readEnd()
{
    const std::size_t size = sizeBytes + (contentChecksum ? checksumBytes : 0);
    Result<std::size_t> filled = input.fill(size);
    if (!filled)
        return std::move(filled).error();
    if (*filled < size)
        return lz4CutShort();
    const std::uint32_t before = piece.plainBytes;
    if (Result<void> fed = feed(size); !fed)
        return fed;
    piece.plainBytes = before;
    filled = input.fill(1);
    if (!filled)
        return std::move(filled).error();
    if (*filled > 0)
        return lz4TrailingBytes();
    ended = true;
    return {};
}

Result<void> Lz4PieceReader::State::nextPiece()
{
    piece.packedOffset = offset;
    while (!ended && lz4PieceSize - piece.plainBytes >= largestBlock) {
        const Result<bool> block = readBlock();
        if (!block)
            return block.error();
        if (*block)
            continue;
        if (Result<void> end = readEnd(); !end)
            return end;
    }
    return {};
}

Result<void> Lz4PieceReader::State::readSequentially()
{
    while (!ended && piece.plainBytes < lz4PieceSize) {
        const Result<std::size_t> more = sequential.read(
            ByteSpan(plain.get() + piece.plainBytes, lz4PieceSize - piece.plainBytes));
        if (!more)
            return more.error();
        ended = *more == 0;
        piece.plainBytes += static_cast<std::uint32_t>(*more);
    }
    return {};
}

Lz4PieceReader::Lz4PieceReader() : m_state(std::make_unique<State>()) {}
Lz4PieceReader::~Lz4PieceReader() = default;

Result<void> Lz4PieceReader::reset(ByteSource& packed)
{
    State& state = *m_state;
    LZ4F_resetDecompressionContext(state.context);
    state.input.reset(packed);
    state.piece = {};
    state.offset = 0;
    state.ended = false;
    state.blockChecksums = false;
    const Result<std::size_t> head = state.input.fill(LZ4F_HEADER_SIZE_MAX);
    if (!head)
        return head.error();
    state.standAlone = hasIndependentBlocks(state.input.ready());
    if (state.standAlone)
        return state.readHeader();
    state.sequential.reset(state.rest);
    return {};
}

Result<ByteView> Lz4PieceReader::next()
{
    State& state = *m_state;
    state.piece = {};
    Result<void> read = state.standAlone ? state.nextPiece() : state.readSequentially();
    if (!read)
        return std::move(read).error();
    return ByteView(state.plain.get(), state.piece.plainBytes);
}

const Lz4Piece& Lz4PieceReader::piece() const
{
    return m_state->piece;
}

bool Lz4PieceReader::standAlone() const
{
    return m_state->standAlone;
}

bool Lz4PieceReader::hasBlockChecksums() const
{
    return m_state->blockChecksums;
}

Result<void> unpackLz4Piece(ByteView packed, bool hasBlockChecksums, ByteSpan into)
{
    std::size_t filled = 0;
    while (!packed.empty()) {
        if (packed.size() < sizeBytes)
            return lz4CutShort();
        const std::uint32_t size = loadLittle32(packed.data());
        const std::size_t body = size & ~storedBit;
        const std::size_t whole = sizeBytes + body + (hasBlockChecksums ? checksumBytes : 0);
        if (packed.size() < whole)
            return lz4CutShort();
        const ByteView block = packed.subspan(sizeBytes, body);
        const ByteSpan room = into.subspan(filled);
        int unpacked = static_cast<int>(body);
        if ((size & storedBit) == 0)
            unpacked = LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()),
                                           reinterpret_cast<char*>(room.data()), unpacked,
                                           static_cast<int>(room.size()));
        else if (body <= room.size())
            std::ranges::copy(block, room.begin());
        else
            unpacked = -1;
        if (unpacked < 0)
            return lz4BadBlock();
        filled += static_cast<std::size_t>(unpacked);
        packed = packed.subspan(whole);
    }
    if (filled != into.size())
        return lz4BadBlock();
    return {};
}

} // namespace walkeeper
