#include "core/io/lz4_error.h"

#include <lz4frame.h>

#include <string>
#include <string_view>

namespace walkeeper {

namespace {

Error corrupt(std::string message)
{
    return {ErrorCode::Corrupt, std::move(message)};
}

/// liblz4's name of an error in plain words.
std::string_view plainWords(std::string_view name)
{
    if (name == "ERROR_contentChecksum_invalid")
        return "its content does not match its checksum";
    if (name == "ERROR_blockChecksum_invalid")
        return "a block does not match its checksum";
    if (name == "ERROR_headerChecksum_invalid")
        return "its header does not match its checksum";
    if (name == "ERROR_frameSize_wrong")
        return "its size is not the one that it names";
    if (name == "ERROR_decompressionFailed" || name == "ERROR_GENERIC")
        return "a block does not unpack";
    if (name == "ERROR_maxBlockSize_invalid")
        return "impossible block size";
    return name;
}

} // namespace

Error lz4FrameError(std::size_t code)
{
    return corrupt("its LZ4 frame is damaged (" + std::string(plainWords(LZ4F_getErrorName(code))) +
                   ")");
}

Error lz4CutShort()
{
    return corrupt("its LZ4 frame is cut short");
}

Error lz4TrailingBytes()
{
    return corrupt("there are bytes after the end of its LZ4 frame");
}

Error lz4BadBlockSize()
{
    return corrupt("its LZ4 frame is damaged (impossible block size)");
}

Error lz4BadBlock()
{
    return corrupt("its LZ4 frame is damaged (block does not unpack)");
}

} // namespace walkeeper
