#include "core/io/lz4_stream.h"

#include "core/io/input_window.h"
#include "core/io/lz4_error.h"

#include <lz4.h>
#include <lz4frame.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace walkeeper {

namespace {

constexpr std::uint32_t frameMagic = 0x184D2204;
constexpr std::uint32_t legacyMagic = 0x184C2102;
constexpr std::uint32_t skippableMagic = 0x184D2A50;     ///< the lowest 4 bits are free
constexpr std::size_t legacyBlockSize = 8 * 1024 * 1024; ///< unpacked, of the legacy format
constexpr std::size_t blockSize = 4 * 1024 * 1024;       ///< unpacked, as the reference writes
constexpr std::string_view ageMagic = "age-";
constexpr std::uint32_t dictionaryFlag = 1; ///< in the fifth byte of a frame

Error corrupt(std::string message)
{
    return {ErrorCode::Corrupt, std::move(message)};
}

} // namespace

struct Lz4Decompressor::State {
    enum class Phase : std::uint8_t { Start, Frame, Legacy, End };

    State() { LZ4F_createDecompressionContext(&context, LZ4F_VERSION); }
    ~State() { LZ4F_freeDecompressionContext(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Result<void> skip(std::uint64_t count);
    Result<void> start();
    Result<void> checkEnd();
    Result<std::size_t> readFrame(ByteSpan into);
    Result<std::size_t> readLegacy(ByteSpan into);
    Result<void> nextLegacyBlock();

    LZ4F_dctx* context = nullptr;
    InputWindow input;
    Phase phase = Phase::Start;
    std::vector<std::byte> legacyBlock; ///< unpacked, from legacyBegin on not given out yet
    std::size_t legacyBegin = 0;
};

Result<void> Lz4Decompressor::State::skip(std::uint64_t count)
{
    while (count > 0) {
        const Result<std::size_t> available = input.fill(1);
        if (!available)
            return available.error();
        if (*available == 0)
            return lz4CutShort();
        const auto step = std::min<std::uint64_t>(count, *available);
        input.drop(static_cast<std::size_t>(step));
        count -= step;
    }
    return {};
}

/// Reads up to the first byte of the frame's header and decides what kind of frame it is.
Result<void> Lz4Decompressor::State::start()
{
    for (;;) {
        const Result<std::size_t> available = input.fill(8);
        if (!available)
            return available.error();
        if (*available == 0)
            return corrupt("it is empty");
        if (*available < 4)
            return lz4CutShort();
        const std::byte* head = input.ready().data();
        const std::uint32_t magic = loadLittle32(head);
        if (magic == frameMagic) {
            if (*available < 5)
                return lz4CutShort();
            if ((std::to_integer<std::uint32_t>(head[4]) & dictionaryFlag) != 0)
                return Error{ErrorCode::Unsupported, "its LZ4 frame needs a dictionary"};
            phase = Phase::Frame;
            return {};
        }
        if (magic == legacyMagic) {
            input.drop(4);
            phase = Phase::Legacy;
            return {};
        }
        if (std::memcmp(head, ageMagic.data(), ageMagic.size()) == 0)
            return Error{ErrorCode::Unsupported,
                         "it is encrypted with age, which this version does not read"};
        if ((magic & 0xFFFFFFF0u) != skippableMagic) {
            std::array<char, 16> text{};
            std::snprintf(text.data(), text.size(), "%02x %02x %02x %02x",
                          std::to_integer<unsigned>(head[0]), std::to_integer<unsigned>(head[1]),
                          std::to_integer<unsigned>(head[2]), std::to_integer<unsigned>(head[3]));
            return corrupt("it is no LZ4 frame (it begins with " + std::string(text.data()) + ")");
        }
        if (*available < 8)
            return lz4CutShort();
        const std::uint64_t length = loadLittle32(head + 4);
        input.drop(8);
        if (const Result<void> skipped = skip(length); !skipped)
            return skipped.error();
    }
}

/// Behind the frame there must be nothing.
Result<void> Lz4Decompressor::State::checkEnd()
{
    phase = Phase::End;
    const Result<std::size_t> available = input.fill(1);
    if (!available)
        return available.error();
    if (*available != 0)
        return lz4TrailingBytes();
    return {};
}

Result<std::size_t> Lz4Decompressor::State::readFrame(ByteSpan into)
{
    for (;;) {
        const Result<std::size_t> available = input.fill(1);
        if (!available)
            return available.error();
        if (*available == 0)
            return lz4CutShort();
        std::size_t produced = into.size();
        std::size_t consumed = *available;
        const std::size_t hint = LZ4F_decompress(context, into.data(), &produced,
                                                 input.ready().data(), &consumed, nullptr);
        if (LZ4F_isError(hint))
            return lz4FrameError(hint);
        input.drop(consumed);
        if (hint == 0) {
            if (const Result<void> ended = checkEnd(); !ended)
                return ended.error();
            return produced;
        }
        if (produced > 0)
            return produced;
    }
}

/// Unpacks the next block of the legacy format: a length of four bytes, then a raw LZ4 block.
Result<void> Lz4Decompressor::State::nextLegacyBlock()
{
    legacyBlock.clear();
    legacyBegin = 0;
    const Result<std::size_t> available = input.fill(4);
    if (!available)
        return available.error();
    if (*available == 0) {
        phase = Phase::End; // the format has no end mark
        return {};
    }
    if (*available < 4)
        return lz4CutShort();
    const std::size_t packed = loadLittle32(input.ready().data());
    if (packed == 0 || packed > static_cast<std::size_t>(LZ4_compressBound(legacyBlockSize)))
        return lz4BadBlockSize();
    input.drop(4);
    const Result<std::size_t> body = input.fill(packed);
    if (!body)
        return body.error();
    if (*body < packed)
        return lz4CutShort();
    legacyBlock.resize(legacyBlockSize);
    const int size =
        LZ4_decompress_safe(reinterpret_cast<const char*>(input.ready().data()),
                            reinterpret_cast<char*>(legacyBlock.data()), static_cast<int>(packed),
                            static_cast<int>(legacyBlock.size()));
    if (size < 0)
        return lz4BadBlock();
    legacyBlock.resize(static_cast<std::size_t>(size));
    input.drop(packed);
    return {};
}

Result<std::size_t> Lz4Decompressor::State::readLegacy(ByteSpan into)
{
    while (legacyBegin == legacyBlock.size()) {
        if (const Result<void> next = nextLegacyBlock(); !next)
            return next.error();
        if (phase == Phase::End)
            return std::size_t{0};
    }
    const std::size_t count = std::min(into.size(), legacyBlock.size() - legacyBegin);
    std::memcpy(into.data(), legacyBlock.data() + legacyBegin, count);
    legacyBegin += count;
    return count;
}

Lz4Decompressor::Lz4Decompressor() : m_state(std::make_unique<State>()) {}
Lz4Decompressor::~Lz4Decompressor() = default;

void Lz4Decompressor::reset(ByteSource& compressed)
{
    LZ4F_resetDecompressionContext(m_state->context);
    m_state->input.reset(compressed);
    m_state->phase = State::Phase::Start;
    m_state->legacyBlock.clear();
    m_state->legacyBegin = 0;
}

Result<std::size_t> Lz4Decompressor::read(ByteSpan into)
{
    if (into.empty())
        return std::size_t{0};
    if (m_state->phase == State::Phase::Start) {
        if (const Result<void> started = m_state->start(); !started)
            return started.error();
    }
    switch (m_state->phase) {
    case State::Phase::Frame: return m_state->readFrame(into);
    case State::Phase::Legacy: return m_state->readLegacy(into);
    case State::Phase::Start:
    case State::Phase::End: break;
    }
    return std::size_t{0};
}

struct Lz4Compressor::State {
    explicit State(ByteSource& from) : plain(from)
    {
        LZ4F_createCompressionContext(&context, LZ4F_VERSION);
        preferences.frameInfo.blockSizeID = LZ4F_max4MB;
        preferences.frameInfo.blockMode = LZ4F_blockIndependent;
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
        packedSize = LZ4F_compressBound(blockSize, &preferences) + LZ4F_HEADER_SIZE_MAX;
        packed = std::make_unique_for_overwrite<std::byte[]>(packedSize);
    }
    ~State() { LZ4F_freeCompressionContext(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Result<void> next();
    Result<std::size_t> fillBlock();

    ByteSource& plain;
    LZ4F_cctx* context = nullptr;
    LZ4F_preferences_t preferences = {};
    // Not set to zero: most objects are far smaller than a block.
    std::unique_ptr<std::byte[]> block = std::make_unique_for_overwrite<std::byte[]>(blockSize);
    std::unique_ptr<std::byte[]> packed;
    std::size_t packedSize = 0;
    std::size_t begin = 0; ///< packed[begin, end) is not given out yet
    std::size_t end = 0;
    bool started = false;
    bool ended = false;
};

Result<std::size_t> Lz4Compressor::State::fillBlock()
{
    std::size_t filled = 0;
    while (filled < blockSize) {
        const Result<std::size_t> more =
            plain.read(ByteSpan(block.get() + filled, blockSize - filled));
        if (!more)
            return more.error();
        if (*more == 0)
            break;
        filled += *more;
    }
    return filled;
}

Result<void> Lz4Compressor::State::next()
{
    begin = end = 0;
    std::size_t size = 0;
    if (!started) {
        started = true;
        size = LZ4F_compressBegin(context, packed.get(), packedSize, &preferences);
    } else {
        const Result<std::size_t> filled = fillBlock();
        if (!filled)
            return filled.error();
        ended = *filled == 0;
        size = ended ? LZ4F_compressEnd(context, packed.get(), packedSize, nullptr)
                     : LZ4F_compressUpdate(context, packed.get(), packedSize, block.get(), *filled,
                                           nullptr);
    }
    if (LZ4F_isError(size))
        return Error{ErrorCode::Internal,
                     "cannot compress: " + std::string(LZ4F_getErrorName(size))};
    end = size;
    return {};
}

Lz4Compressor::Lz4Compressor(ByteSource& plain) : m_state(std::make_unique<State>(plain)) {}
Lz4Compressor::~Lz4Compressor() = default;

Result<std::size_t> Lz4Compressor::read(ByteSpan into)
{
    while (m_state->begin == m_state->end) {
        if (m_state->ended)
            return std::size_t{0};
        if (const Result<void> more = m_state->next(); !more)
            return more.error();
    }
    const std::size_t count = std::min(into.size(), m_state->end - m_state->begin);
    // A read of no bytes may come without a buffer.
    std::copy_n(m_state->packed.get() + m_state->begin, count, into.begin());
    m_state->begin += count;
    return count;
}

} // namespace walkeeper
