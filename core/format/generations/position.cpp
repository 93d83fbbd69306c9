#include "core/format/generations/position.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace walkeeper {

namespace {

constexpr std::size_t generationDigits = 16;

Error notA(const char* what, std::string_view text)
{
    return {ErrorCode::InvalidArgument, "\"" + std::string(text) + "\" is not " + what};
}

bool isLowerHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

template <class Number>
bool parseWhole(std::string_view text, Number& number, int base)
{
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number, base);
    return failure == std::errc() && stop == end && !text.empty();
}

} // namespace

Result<GenerationId> GenerationId::parse(std::string_view text)
{
    std::uint64_t value = 0;
    if (text.size() != generationDigits || !isLowerHex(text) || !parseWhole(text, value, 16))
        return notA("a generation's name (16 lower-case hex digits)", text);
    return GenerationId(value);
}

std::string GenerationId::text() const
{
    std::array<char, generationDigits + 1> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx",
                  static_cast<unsigned long long>(m_value));
    return digits.data();
}

std::string Position::text() const
{
    std::array<char, 48> rest{};
    std::snprintf(rest.data(), rest.size(), "/%08x:%llu", index,
                  static_cast<unsigned long long>(offset));
    return generation.text() + rest.data();
}

Result<Position> Position::parse(std::string_view text)
{
    const auto slash = text.find('/');
    const auto colon = text.find(':');
    const Error failure = notA("a position (such as 5a5cde9eaf777893/00000000:16512)", text);
    if (slash == std::string_view::npos || colon == std::string_view::npos || colon < slash)
        return failure;
    const Result<GenerationId> generation = GenerationId::parse(text.substr(0, slash));
    const std::string_view index = text.substr(slash + 1, colon - slash - 1);
    Position position;
    if (!generation || index.size() != 8 || !isLowerHex(index) ||
        !parseWhole(index, position.index, 16) || position.index > maxWalIndex ||
        !parseWhole(text.substr(colon + 1), position.offset, 10))
        return failure;
    position.generation = *generation;
    return position;
}

} // namespace walkeeper
