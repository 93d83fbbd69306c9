#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstddef>

namespace walkeeper {

/// Bytes that are pulled, in order, once. For one thread at a time.
class ByteSource
{
public:
    virtual ~ByteSource() = default;

    /// Fills up to `into.size()` bytes and gives how many; 0 only at the end.
    virtual Result<std::size_t> read(ByteSpan into) = 0;
};

/// Bytes in memory as a source. The bytes must outlive it.
class MemorySource final : public ByteSource
{
public:
    explicit MemorySource(ByteView bytes) : m_rest(bytes) {}
    Result<std::size_t> read(ByteSpan into) override;

private:
    ByteView m_rest;
};

} // namespace walkeeper
