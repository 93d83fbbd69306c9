#pragma once

#include "core/base/bytes.h"

#include <cstdio>
#include <cstdlib>

namespace walkeeper::fuzz {

/// Ends the program, so that the fuzzer keeps the input, if a property does not hold.
inline void require(bool holds, const char* property)
{
    if (holds)
        return;
    std::fprintf(stderr, "property broken: %s\n", property);
    std::abort();
}

/// The choices at the front of an input; zeros once it is used up.
class Choices
{
public:
    explicit Choices(ByteView input) : m_rest(input) {}

    std::uint8_t next()
    {
        if (m_rest.empty())
            return 0;
        const auto value = std::to_integer<std::uint8_t>(m_rest.front());
        m_rest = m_rest.subspan(1);
        return value;
    }
    ByteView rest() const { return m_rest; }

private:
    ByteView m_rest;
};

/// Small sizes that come round again and again: how a stream is cut into pieces.
class Cuts
{
public:
    explicit Cuts(std::uint32_t seed) : m_state(seed) {}

    /// From 1 to `most`.
    std::size_t next(std::size_t most)
    {
        m_state = m_state * 1664525u + 1013904223u;
        return 1 + (m_state >> 8) % most;
    }

private:
    std::uint32_t m_state;
};

} // namespace walkeeper::fuzz
