#include "core/operations/drill_assertion.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <optional>
#include <utility>

namespace walkeeper {

namespace {

using Kind = Expectation::Kind;

constexpr std::size_t rowsToSee = 2;      ///< one, and whether it is the only one
constexpr std::uint64_t mostBytes = 4096; ///< of a value that are compared
constexpr std::size_t mostShown = 200;    ///< bytes of a value in a sentence

/// A sign that begins another one stands behind it.
constexpr std::array<std::pair<Kind, std::string_view>, 6> signs = {{{Kind::LessOrEqual, "<="},
                                                                     {Kind::GreaterOrEqual, ">="},
                                                                     {Kind::NotEqual, "<>"},
                                                                     {Kind::Equal, "="},
                                                                     {Kind::Less, "<"},
                                                                     {Kind::Greater, ">"}}};
constexpr std::string_view noRows = "no rows";
constexpr std::string_view someRows = "some rows";

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <class Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || stop != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

std::string shown(double number)
{
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return {digits.data(), end};
}

std::string textOf(const Cell& cell)
{
    switch (cell.type) {
    case Cell::Type::Null: return "NULL";
    case Cell::Type::Integer: return std::to_string(cell.integer);
    case Cell::Type::Real: return shown(cell.real);
    case Cell::Type::Text:
    case Cell::Type::Blob: break;
    }
    return cell.bytes;
}

/// Cut where a character of UTF-8 begins.
std::string shortened(std::string text)
{
    if (text.size() <= mostShown)
        return text;
    std::size_t end = mostShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    text.resize(end);
    return text + "…";
}

std::partial_ordering compared(const Cell& cell, const std::string& value)
{
    if (cell.type == Cell::Type::Null)
        return std::partial_ordering::unordered;
    const std::string text = textOf(cell);
    const auto wholeText = numberIn<std::int64_t>(text);
    const auto wholeValue = numberIn<std::int64_t>(value);
    if (wholeText && wholeValue)
        return *wholeText <=> *wholeValue;
    const auto realText = numberIn<double>(text);
    const auto realValue = numberIn<double>(value);
    if (realText && realValue)
        return *realText <=> *realValue;
    // Bytes are no order of numbers: "9" is not more than "10 EUR".
    if (realText || realValue)
        return text == value ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
    return text <=> value;
}

bool fulfils(std::partial_ordering order, Kind kind)
{
    switch (kind) {
    case Kind::Equal: return std::is_eq(order);
    case Kind::NotEqual: return std::is_neq(order);
    case Kind::Less: return std::is_lt(order);
    case Kind::LessOrEqual: return std::is_lteq(order);
    case Kind::Greater: return std::is_gt(order);
    case Kind::GreaterOrEqual: return std::is_gteq(order);
    case Kind::NoRows:
    case Kind::SomeRows: break;
    }
    return false;
}

std::string firstOf(std::span<const std::vector<Cell>> rows)
{
    return rows.empty() || rows.front().empty() ? std::string()
                                                : shortened(textOf(rows.front().front()));
}

} // namespace

std::string expectationText(const Expectation& expectation)
{
    if (expectation.kind == Kind::NoRows)
        return std::string(noRows);
    if (expectation.kind == Kind::SomeRows)
        return std::string(someRows);
    const auto* sign =
        std::ranges::find(signs, expectation.kind, &decltype(signs)::value_type::first);
    return std::string(sign->second) + ' ' + expectation.value;
}

Result<Expectation> parseExpectation(std::string_view whole)
{
    const std::string_view text = trimmed(whole);
    if (text == noRows)
        return Expectation{Kind::NoRows, {}};
    if (text == someRows)
        return Expectation{Kind::SomeRows, {}};
    for (const auto& [kind, sign] : signs) {
        if (!text.starts_with(sign))
            continue;
        const std::string_view value = trimmed(text.substr(sign.size()));
        if (value.empty())
            return Error{ErrorCode::InvalidArgument,
                         "\"" + std::string(text) + "\" does not say what to compare with"};
        return Expectation{kind, std::string(value)};
    }
    return Error{ErrorCode::InvalidArgument,
                 "\"" + std::string(text) +
                     "\" is no expectation; write a sign and a value, such as \"> 0\" or \"= ok\", "
                     "or \"no rows\" or \"some rows\""};
}

AssertionResult judgeAnswer(const DrillAssertion& assertion, std::size_t columns,
                            std::span<const std::vector<Cell>> rows)
{
    const Kind kind = assertion.expectation.kind;
    AssertionResult result{assertion, AssertionVerdict::Held, {}, {}};
    const auto expect = [&](bool isFulfilled) {
        if (!isFulfilled)
            result.verdict = AssertionVerdict::OtherAnswer;
        return result;
    };
    if (kind == Kind::NoRows || kind == Kind::SomeRows) {
        result.got = rows.empty() ? "no rows" : firstOf(rows);
        return expect(rows.empty() == (kind == Kind::NoRows));
    }
    if (columns != 1 || rows.size() != 1) {
        result.verdict = AssertionVerdict::NotOneValue;
        result.got = rows.empty()       ? "no rows"
                     : rows.size() == 1 ? std::to_string(columns) + " columns"
                                        : "more than one row";
        return result;
    }
    const Cell& cell = rows.front().front();
    result.got = firstOf(rows);
    if (cell.type == Cell::Type::Null)
        return expect(false);
    return expect(fulfils(compared(cell, assertion.expectation.value), kind));
}

Result<AssertionResult> judgeError(const DrillAssertion& assertion, Error error, bool isTimedOut)
{
    if (error.code == ErrorCode::Cancelled && isTimedOut)
        return AssertionResult{assertion, AssertionVerdict::TimedOut, {}, {}};
    if (error.code == ErrorCode::Cancelled)
        return error;
    return AssertionResult{assertion, AssertionVerdict::CannotRun, std::move(error.message), {}};
}

Result<AssertionResult> tryAssertion(const DrillAssertion& assertion, ReadingConnection& database,
                                     std::chrono::milliseconds limit)
{
    const auto start = std::chrono::steady_clock::now();
    const auto judge = [&]() -> Result<AssertionResult> {
        database.setDeadline(start + limit);
        Result<ReadingStatement> statement = database.prepare(assertion.sql);
        if (!statement)
            return judgeError(assertion, statement.error(), database.isPastDeadline());
        const std::size_t columns = statement->columns().size();
        std::vector<std::vector<Cell>> rows;
        while (rows.size() < rowsToSee) {
            const Result<bool> hasRow = statement->next();
            if (!hasRow)
                return judgeError(assertion, hasRow.error(), database.isPastDeadline());
            if (!*hasRow)
                break;
            std::vector<Cell>& row = rows.emplace_back();
            for (std::size_t column = 0; column < columns; ++column)
                row.push_back(statement->cell(column, mostBytes));
        }
        return judgeAnswer(assertion, columns, rows);
    };
    Result<AssertionResult> result = judge();
    if (result)
        result->elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - start);
    return result;
}

std::string verdictText(const AssertionResult& result)
{
    const std::string expected = expectationText(result.assertion.expectation);
    switch (result.verdict) {
    case AssertionVerdict::Held: return "held";
    case AssertionVerdict::OtherAnswer: return "expected " + expected + ", got " + result.got;
    case AssertionVerdict::NotOneValue:
        return "expected one value that is " + expected + ", got " + result.got;
    case AssertionVerdict::CannotRun: return "cannot be run: " + result.got;
    case AssertionVerdict::TimedOut: return "took too long and was stopped";
    }
    return {};
}

} // namespace walkeeper
