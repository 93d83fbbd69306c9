#pragma once

#include "core/base/result.h"

#include <cstddef>

namespace walkeeper {

// What is wrong with an LZ4 frame, in plain words and without the object's name.

/// code  of liblz4's frame functions
Error lz4FrameError(std::size_t code);
Error lz4CutShort();
Error lz4TrailingBytes();
Error lz4BadBlockSize();
Error lz4BadBlock();

} // namespace walkeeper
