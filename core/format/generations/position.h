#pragma once

#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace walkeeper {

/// Name of a generation: 16 lower-case hex digits.
class GenerationId
{
public:
    GenerationId() = default; ///< all zeros
    explicit constexpr GenerationId(std::uint64_t value) : m_value(value) {}
    /// errors  InvalidArgument
    static Result<GenerationId> parse(std::string_view text);

    std::string text() const;

    auto operator<=>(const GenerationId&) const = default;

private:
    std::uint64_t m_value = 0;
};

/// Number of a WAL file in its generation, 0 to 0x7fffffff.
using WalIndex = std::uint32_t;
inline constexpr WalIndex maxWalIndex = 0x7fffffff;

/// One byte of one generation's WAL. As the position of a state: the end of its last frame.
/// Order exists only within a generation, so there is no operator<.
struct Position {
    GenerationId generation;
    WalIndex index = 0;
    std::uint64_t offset = 0; ///< bytes from the start of that WAL file; may pass 4 GiB

    /// "5a5cde9eaf777893/00000000:16512": the offset is decimal, as in the reference.
    std::string text() const;
    /// errors  InvalidArgument
    static Result<Position> parse(std::string_view text);

    bool operator==(const Position&) const = default;
};

} // namespace walkeeper
