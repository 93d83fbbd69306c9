#include "tests/core/timetravel/frame_kinds.h"

#include "core/io/lz4_stream.h"
#include "tests/support/give_up.h"
#include "tests/support/replica_builder.h"
#include "tests/support/store_access.h"

#include <lz4.h>
#include <lz4frame.h>

namespace walkeeper::test {

namespace {

std::string unpacked(std::string_view stored)
{
    MemorySource source(asBytes(stored));
    Lz4Decompressor decompressor;
    decompressor.reset(source);
    std::string plain;
    std::array<char, 65536> chunk{};
    for (;;) {
        const auto count = decompressor.read(std::as_writable_bytes(std::span(chunk)));
        if (!count)
            giveUp("cannot unpack what was stored");
        if (*count == 0)
            return plain;
        plain.append(chunk.data(), *count);
    }
}

std::string framed(std::string_view plain, LZ4F_blockMode_t mode, LZ4F_blockSizeID_t size,
                   LZ4F_blockChecksum_t checksums)
{
    LZ4F_preferences_t preferences = {};
    preferences.frameInfo.blockMode = mode;
    preferences.frameInfo.blockSizeID = size;
    preferences.frameInfo.blockChecksumFlag = checksums;
    std::string stored(LZ4F_compressFrameBound(plain.size(), &preferences), '\0');
    stored.resize(
        LZ4F_compressFrame(stored.data(), stored.size(), plain.data(), plain.size(), &preferences));
    return stored;
}

void appendLittle(std::string& text, std::uint32_t value)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        text += static_cast<char>(value >> shift & 0xff);
}

std::string legacy(std::string_view plain)
{
    constexpr std::size_t blockSize = 8 * 1024 * 1024;
    std::string stored;
    appendLittle(stored, 0x184C2102);
    for (std::size_t at = 0; at < plain.size(); at += blockSize) {
        const std::string_view block = plain.substr(at, blockSize);
        std::string body(
            static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(block.size()))), '\0');
        body.resize(static_cast<std::size_t>(LZ4_compress_default(block.data(), body.data(),
                                                                  static_cast<int>(block.size()),
                                                                  static_cast<int>(body.size()))));
        appendLittle(stored, static_cast<std::uint32_t>(body.size()));
        stored += body;
    }
    return stored;
}

std::string packedAs(FrameKind kind, std::string_view plain)
{
    switch (kind) {
    case FrameKind::Linked:
        return framed(plain, LZ4F_blockLinked, LZ4F_max64KB, LZ4F_noBlockChecksum);
    case FrameKind::SmallBlocks:
        return framed(plain, LZ4F_blockIndependent, LZ4F_max64KB, LZ4F_blockChecksumEnabled);
    case FrameKind::Legacy: return legacy(plain);
    case FrameKind::BehindSkippable: break;
    }
    std::string stored;
    appendLittle(stored, 0x184D2A53);
    appendLittle(stored, 5);
    stored += "hello";
    const Bytes frame = packed(asBytes(plain));
    return stored.append(reinterpret_cast<const char*>(frame.data()), frame.size());
}

} // namespace

void repack(MemoryStore& store, FrameKind kind)
{
    std::vector<ObjectInfo> objects;
    const auto collect = [&objects](const ListPage& page) {
        objects.insert(objects.end(), page.objects.begin(), page.objects.end());
    };
    if (!store.list({}, {.depth = ListOptions::Depth::AllLevels}, collect, {}))
        giveUp("cannot list the replica");
    for (const ObjectInfo& object : objects) {
        const std::string& name = object.key.text();
        putText(store, name, packedAs(kind, unpacked(readText(store, name))));
        if (!store.setModified(object.key, object.modified))
            giveUp("cannot set the time of " + name);
    }
}

} // namespace walkeeper::test
