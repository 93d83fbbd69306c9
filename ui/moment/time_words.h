#pragma once

#include "core/base/time.h"

#include <QCoreApplication>
#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace walkeeper::ui {

/// What typed words about a time are read against.
struct TimeContext {
    Timestamp now;
    Timestamp newest; ///< a time of day without a day is the last one that is not after it
    QTimeZone zone;   ///< of times that name none
    QLocale locale;   ///< names of days and months, besides the English ones, and its short date
};

/// What was typed, as a time. Never a silent guess.
struct TypedTime {
    std::optional<Timestamp> time; ///< not set: not understood
    /// What must be told of the time, or of why there is none; may be empty.
    QString remark;

    bool operator==(const TypedTime&) const = default;
};

/// Reads times as people type them: "now", "14:00", "yesterday 14:00", "Monday 9:30", "2 h ago",
/// "3 days ago", "22 Nov 2026 14:00", the locale's short date, and ISO 8601.
///
/// "UTC", "Z" or an offset such as "+01:00" behind the time names another zone than the context's.
/// Hours, minutes and seconds ago are lengths of time; days and weeks ago keep the time of day.
class TimeWords
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::TimeWords)

public:
    /// Nothing typed gives neither a time nor a remark.
    static TypedTime read(const QString& text, const TimeContext& context);
};

} // namespace walkeeper::ui
