#pragma once

#include "core/base/progress.h"
#include "core/base/time.h"

#include <QCoreApplication>
#include <QString>
#include <QTimeZone>

#include <chrono>
#include <cstdint>

namespace walkeeper::ui {

/// Sizes, counts, times and durations as people read them.
class HumanText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::HumanText)

public:
    /// "4.2 MB" (powers of 1000, three digits), "512 bytes".
    static QString bytes(std::uint64_t count);
    /// "1,024": grouped digits.
    static QString number(std::uint64_t count);

    /// "Sunday, 22 November 2026"
    static QString date(Timestamp time, const QTimeZone& zone);
    /// "22 Nov 2026"
    static QString shortDate(Timestamp time, const QTimeZone& zone);
    /// "14:03:22.517"
    static QString clock(Timestamp time, const QTimeZone& zone);
    /// "14:03:22"
    static QString clockSeconds(Timestamp time, const QTimeZone& zone);
    /// "22 Nov 2026, 14:03:22": one line, for lists.
    static QString dateAndClock(Timestamp time, const QTimeZone& zone);
    /// "CET, UTC+01:00" as it is at that time; "UTC" alone where that is the zone.
    static QString zoneName(Timestamp time, const QTimeZone& zone);
    /// "2026-11-22 13:03:22.517 UTC"
    static QString utc(Timestamp time);

    /// "3 h 12 min", "less than a second": never more than two units.
    static QString duration(std::chrono::nanoseconds length);
    /// "3 min ago", "just now".
    static QString ago(std::chrono::nanoseconds age);
    static QString timeLeft(std::chrono::milliseconds left);

    static QString stage(Stage stage);
};

} // namespace walkeeper::ui
