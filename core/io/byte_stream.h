#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <memory>

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

/// Passes another source on and tells how many bytes went through.
class CountedSource final : public ByteSource
{
public:
    /// count  must outlive it; may be empty
    CountedSource(std::unique_ptr<ByteSource> source, const std::function<void(std::size_t)>& count)
        : m_source(std::move(source)),
          m_count(count)
    {
    }

    Result<std::size_t> read(ByteSpan into) override;

private:
    std::unique_ptr<ByteSource> m_source;
    const std::function<void(std::size_t)>& m_count;
};

} // namespace walkeeper
