#pragma once

#include "core/sqlite/reading_connection.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

/// What a question's answer has to be: one value that compares, or whether there are rows at all.
struct Expectation {
    enum class Kind : std::uint8_t {
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        NoRows,
        SomeRows,
    };

    Kind kind = Kind::Greater;
    std::string value = "0"; ///< to compare with; not used by the last two kinds

    bool operator==(const Expectation&) const = default;
};

/// "> 0", "= ok", "no rows", "some rows". Reads back equal.
std::string expectationText(const Expectation& expectation);
/// errors  InvalidArgument: none of these; nothing behind the sign
Result<Expectation> parseExpectation(std::string_view text);

/// What has to be true of a restored database.
struct DrillAssertion {
    std::string sql; ///< one statement that reads
    Expectation expectation;

    bool operator==(const DrillAssertion&) const = default;
};

enum class AssertionVerdict : std::uint8_t {
    Held,
    OtherAnswer, ///< `got` is not what was expected
    NotOneValue, ///< several columns or rows, or none, where one value was to be compared
    CannotRun,   ///< `got` is what SQLite has against it
    TimedOut,    ///< nothing is known
};

struct AssertionResult {
    DrillAssertion assertion;
    AssertionVerdict verdict = AssertionVerdict::Held;
    std::string got; ///< the value, or a number of rows and columns in words; shortened
    std::chrono::milliseconds elapsed{};

    bool hasFailed() const
    {
        return verdict != AssertionVerdict::Held && verdict != AssertionVerdict::TimedOut;
    }
};

/// Pure: numbers are compared as numbers, also where one of them is a text that reads as one;
/// everything else byte by byte. NULL compares with nothing.
/// rows  the first two of the answer
AssertionResult judgeAnswer(const DrillAssertion& assertion, std::size_t columns,
                            std::span<const std::vector<Cell>> rows);

/// What a question that gave no answer means.
/// errors  Cancelled
Result<AssertionResult> judgeError(const DrillAssertion& assertion, Error error, bool isTimedOut);

/// Asks a restored database.
/// limit   after which the question is stopped
/// errors  Cancelled only
Result<AssertionResult> tryAssertion(const DrillAssertion& assertion, ReadingConnection& database,
                                     std::chrono::milliseconds limit);

/// One English line; nothing more to say if it held.
std::string verdictText(const AssertionResult& result);

} // namespace walkeeper
