#pragma once

#include <QCoreApplication>
#include <QString>

#include <chrono>
#include <optional>

namespace walkeeper::ui {

/// Lengths of time as people type them: "36 h", "7 days", "1 week 2 days", "90 min", "1.5h".
class DurationWords
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::DurationWords)

public:
    /// Nothing if it cannot be understood, or is negative or longer than 290 years. A number alone
    /// has no unit, and is understood only if it is 0.
    static std::optional<std::chrono::nanoseconds> read(const QString& text);
    /// In words that read() understands: "2 days", "36 h", "1 h 30 min".
    static QString of(std::chrono::nanoseconds length);
};

} // namespace walkeeper::ui
