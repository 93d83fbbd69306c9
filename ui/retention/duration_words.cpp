#include "ui/retention/duration_words.h"

#include <QRegularExpression>
#include <QStringList>

#include <array>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;
using std::chrono::nanoseconds;

namespace {

constexpr double longest = 9.1e18; ///< nanoseconds

struct Unit {
    nanoseconds length;
    QStringList names; ///< lower case
};

/// English names are always understood, those of the chosen language too.
std::vector<Unit> units()
{
    using namespace std::chrono;
    const auto names = [](const QString& own, const QString& english) {
        return (own + u' ' + english).toLower().split(u' ', Qt::SkipEmptyParts);
    };
    return {
        {hours(24 * 7), names(DurationWords::tr("w week weeks"), u"w week weeks"_s)},
        {hours(24), names(DurationWords::tr("d day days"), u"d day days"_s)},
        {hours(1), names(DurationWords::tr("h hour hours"), u"h hour hours"_s)},
        {minutes(1), names(DurationWords::tr("m min minute minutes"), u"m min minute minutes"_s)},
        {seconds(1), names(DurationWords::tr("s sec second seconds"), u"s sec second seconds"_s)},
        {milliseconds(1), {u"ms"_s}},
    };
}

} // namespace

std::optional<nanoseconds> DurationWords::read(const QString& text)
{
    QString rest = text.trimmed().toLower();
    if (rest == "0"_L1)
        return nanoseconds(0);
    // Texts that nobody has translated have their plural as "day(s)".
    static const QRegularExpression part(uR"(^(\d+(?:[.,]\d+)?)\s*(\p{L}+)(?:\(s\))?[\s,]*)"_s);
    const std::vector<Unit> all = units();
    double sum = 0;
    bool hasAny = false;
    while (!rest.isEmpty()) {
        const QRegularExpressionMatch match = part.match(rest);
        if (!match.hasMatch())
            return std::nullopt;
        const auto unit = std::find_if(all.begin(), all.end(), [&](const Unit& each) {
            return each.names.contains(match.captured(2));
        });
        if (unit == all.end())
            return std::nullopt;
        sum += match.captured(1).replace(u',', u'.').toDouble() *
               static_cast<double>(unit->length.count());
        rest = rest.mid(match.capturedLength());
        hasAny = true;
    }
    if (!hasAny || sum > longest)
        return std::nullopt;
    return nanoseconds(static_cast<std::int64_t>(sum));
}

QString DurationWords::of(nanoseconds length)
{
    using namespace std::chrono;
    if (length <= nanoseconds::zero())
        return u"0"_s;
    const auto total = duration_cast<milliseconds>(length).count();
    constexpr std::int64_t second = 1000;
    constexpr std::int64_t minute = 60 * second;
    constexpr std::int64_t hour = 60 * minute;
    constexpr std::int64_t day = 24 * hour;
    if (total % day == 0)
        return tr("%Ln day(s)", nullptr, static_cast<int>(total / day));
    QStringList parts;
    if (total >= hour)
        parts << tr("%1 h").arg(total / hour);
    if (total % hour >= minute)
        parts << tr("%1 min").arg(total % hour / minute);
    if (total % minute >= second)
        parts << tr("%1 s").arg(total % minute / second);
    if (total % second > 0)
        parts << tr("%1 ms").arg(total % second);
    return parts.join(u' ');
}

} // namespace walkeeper::ui
