#include "ui/moment/time_words.h"

#include "ui/text/conversion.h"

#include <QDate>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <chrono>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono;

/// Nanoseconds in 64 bits reach from 1678 to 2262; nothing was stored before 1970.
constexpr int firstYear = 1970;
constexpr int lastYear = 2261;
constexpr qint64 julianDayOf1970 = 2'440'588;

/// Typed text, cut into what it says.
struct Words {
    QString day;                      ///< lower case; empty: none was typed
    std::optional<nanoseconds> clock; ///< since midnight
    QTimeZone zone;
    bool isWrong = false; ///< a time of day or a zone that does not exist
};

nanoseconds offsetAt(const QTimeZone& zone, Timestamp time)
{
    return seconds(zone.offsetFromUtc(toQt(time)));
}

QDate dateAt(Timestamp time, const QTimeZone& zone)
{
    return toQt(time).toTimeZone(zone).date();
}

nanoseconds clockAt(Timestamp time, const QTimeZone& zone)
{
    const Timestamp local = time + offsetAt(zone, time);
    return local - floor<days>(local);
}

/// "14:00", or with seconds where there are some.
QString clockText(nanoseconds clock)
{
    const QTime time = QTime::fromMSecsSinceStartOfDay(
        static_cast<int>(duration_cast<milliseconds>(clock).count()));
    const bool isWhole = clock % minutes(1) == nanoseconds(0);
    return time.toString(isWhole ? u"HH:mm"_s : u"HH:mm:ss"_s);
}

/// "+01:00": what can be typed.
QString offsetText(nanoseconds offset)
{
    const auto total = duration_cast<minutes>(abs(offset)).count();
    return u"%1%2:%3"_s.arg(offset < nanoseconds(0) ? u"-"_s : u"+"_s)
        .arg(total / 60, 2, 10, '0'_L1)
        .arg(total % 60, 2, 10, '0'_L1);
}

/// When the zone's offset changes between two moments that have different ones.
Timestamp changeBetween(Timestamp before, Timestamp after, const QTimeZone& zone)
{
    const nanoseconds first = offsetAt(zone, before);
    while (after - before > seconds(1)) {
        const Timestamp middle = before + (after - before) / 2;
        (offsetAt(zone, middle) == first ? before : after) = middle;
    }
    return floor<seconds>(after);
}

TypedTime twice(Timestamp one, Timestamp other, nanoseconds clock, const QTimeZone& zone)
{
    const Timestamp first = std::min(one, other);
    const Timestamp second = std::max(one, other);
    return {first, TimeWords::tr("%1 came twice that day, as clocks went back. The first is meant; "
                                 "type %2 behind it for the second.")
                       .arg(clockText(clock), offsetText(offsetAt(zone, second)))};
}

TypedTime skipped(Timestamp change, nanoseconds clock, const QTimeZone& zone)
{
    return {change, TimeWords::tr("%1 never came that day, as clocks went forward. The moment when "
                                  "they did is meant: %2.")
                        .arg(clockText(clock), clockText(clockAt(change, zone)))};
}

/// The moment at which a zone's clocks show this.
TypedTime momentOf(QDate date, nanoseconds clock, const QTimeZone& zone)
{
    if (!date.isValid())
        return {{}, TimeWords::tr("There is no such day.")};
    if (date.year() < firstYear || date.year() > lastYear)
        return {
            {},
            TimeWords::tr("Only years from %1 to %2 are understood.").arg(firstYear).arg(lastYear)};
    const Timestamp local(days(date.toJulianDay() - julianDayOf1970) + clock);
    const Timestamp dayBefore = local - offsetAt(zone, local) - days(1);
    const Timestamp dayAfter = dayBefore + days(2);
    const Timestamp early = local - offsetAt(zone, dayBefore);
    const Timestamp late = local - offsetAt(zone, dayAfter);
    if (early == late)
        return {early, {}};
    const bool isEarly = early + offsetAt(zone, early) == local;
    const bool isLate = late + offsetAt(zone, late) == local;
    if (isEarly && isLate)
        return twice(early, late, clock, zone);
    if (!isEarly && !isLate)
        return skipped(changeBetween(dayBefore, dayAfter, zone), clock, zone);
    return {isEarly ? early : late, {}};
}

TypedTime notUnderstood()
{
    return {{},
            TimeWords::tr("Understood are 14:00, yesterday 14:00, Monday 9:30, 2 h ago, "
                          "22 Nov 2026 14:00, 2026-11-22 14:00:05.250 and now; UTC or +01:00 "
                          "behind it for another zone.")};
}

/// Of several names the place of the one that was typed, in English or in the locale's words.
template <typename Name>
int placeOfName(const QString& typed, const QLocale& locale, int count, Name name)
{
    const QString bare = typed.endsWith(u'.') ? typed.chopped(1) : typed;
    if (bare.size() < 2)
        return 0;
    for (const QLocale& each : {QLocale(QLocale::English), locale}) {
        for (int place = 1; place <= count; ++place) {
            for (const auto format : {QLocale::LongFormat, QLocale::ShortFormat}) {
                QString known = name(each, place, format).toLower();
                if (known.endsWith(u'.'))
                    known.chop(1);
                if (known == bare)
                    return place;
            }
        }
    }
    return 0;
}

int monthOf(const QString& typed, const QLocale& locale)
{
    return placeOfName(typed, locale, 12, [](const QLocale& in, int place, auto format) {
        return in.monthName(place, format);
    });
}

int weekdayOf(const QString& typed, const QLocale& locale)
{
    return placeOfName(typed, locale, 7, [](const QLocale& in, int place, auto format) {
        return in.dayName(place, format);
    });
}

nanoseconds fractionOf(const QString& digits)
{
    return nanoseconds(digits.leftJustified(9, u'0').toLongLong());
}

/// "+01:00", "-0500", "+01"
QTimeZone zoneOfOffset(const QString& text)
{
    QString digits = text.mid(1);
    digits.remove(u':');
    const int minutes = digits.mid(2).toInt();
    const int total = digits.left(2).toInt() * 3600 + minutes * 60;
    return minutes < 60 ? QTimeZone(text.front() == u'-' ? -total : total) : QTimeZone();
}

/// Takes the time of day and the zone out of the text; the rest is the day.
Words cut(const QString& typed, const QTimeZone& zone)
{
    static const QRegularExpression isoJoint(u"^(\\d{4}-\\d{2}-\\d{2})t(?=\\d)"_s);
    static const QRegularExpression clock(
        u"(?<![\\d:.])(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?![\\d:])"
        "(?:\\s*(z|utc|gmt)(?![a-z]))?(?:\\s*([+-]\\d{2}(?::?\\d{2})?)(?!\\d))?"_s);
    static const QRegularExpression zoneAtEnd(u"\\s(utc|gmt)$"_s);
    static const QRegularExpression filler(u"(?:^|\\s|,)at(?=\\s|$)|,"_s);
    QString text = typed.simplified().toLower();
    text.replace(u'\u2212', u'-').replace(isoJoint, u"\\1 "_s);
    Words words{{}, {}, zone, false};
    const QRegularExpressionMatch match = clock.match(text);
    if (match.hasMatch()) {
        const int hour = match.captured(1).toInt();
        const int minute = match.captured(2).toInt();
        const int second = match.captured(3).toInt();
        words.isWrong = hour > 23 || minute > 59 || second > 59;
        words.clock =
            hours(hour) + minutes(minute) + seconds(second) + fractionOf(match.captured(4));
        if (!match.captured(6).isEmpty())
            words.zone = zoneOfOffset(match.captured(6));
        else if (!match.captured(5).isEmpty())
            words.zone = QTimeZone::utc();
        text.remove(match.capturedStart(), match.capturedLength());
    }
    if (text.contains(zoneAtEnd)) {
        words.zone = QTimeZone::utc();
        text.remove(zoneAtEnd);
    }
    words.isWrong = words.isWrong || !words.zone.isValid();
    words.day = text.replace(filler, u" "_s).simplified();
    return words;
}

/// The last of some days, going back from `from`, whose moment is not after `latest`.
template <typename IsDay>
std::optional<TypedTime> lastDay(QDate from, nanoseconds clock, const QTimeZone& zone,
                                 Timestamp latest, int days, IsDay isDay)
{
    for (int back = 0; back <= days; ++back) {
        const QDate day = from.addDays(-back);
        if (!isDay(day))
            continue;
        TypedTime typed = momentOf(day, clock, zone);
        if (!typed.time || *typed.time <= latest)
            return typed;
    }
    return std::nullopt;
}

/// "22 nov 2026", "nov 22 2026"; without a year the last one that is not after now.
std::optional<TypedTime> readNamedMonth(const QString& text, nanoseconds clock,
                                        const QTimeZone& zone, const TimeContext& context)
{
    QStringList parts = text.split(u' ');
    if (parts.size() < 2 || parts.size() > 3)
        return std::nullopt;
    int month = monthOf(parts[1], context.locale);
    if (month == 0) {
        month = monthOf(parts[0], context.locale);
        parts.swapItemsAt(0, 1);
    }
    static const QRegularExpression dayNumber(u"^(\\d{1,2})(?:\\.|st|nd|rd|th)?$"_s);
    static const QRegularExpression yearNumber(u"^\\d{4}$"_s);
    const int day = dayNumber.match(parts[0]).captured(1).toInt();
    if (month == 0 || day == 0 || (parts.size() == 3 && !parts[2].contains(yearNumber)))
        return std::nullopt;
    if (parts.size() == 3)
        return momentOf(QDate(parts[2].toInt(), month, day), clock, zone);
    // Eight years go by without a 29 February around 1900 and 2100.
    const auto last =
        lastDay(dateAt(context.now, zone), clock, zone, context.now, 8 * 366,
                [&](QDate each) { return each.month() == month && each.day() == day; });
    return last.value_or(TypedTime{{}, TimeWords::tr("There is no such day.")});
}

std::optional<QDate> readShortDate(const QString& text, const QLocale& locale)
{
    const QString format = locale.dateFormat(QLocale::ShortFormat);
    QDate date = locale.toDate(text, format);
    // Two digits are read as a year of the last century.
    if (date.isValid() && !format.contains(u"yyyy"_s) && date.year() < firstYear)
        date = date.addYears(100);
    if (!date.isValid() && !format.contains(u"yyyy"_s)) {
        QString longYear = format;
        static const QRegularExpression year(u"y+"_s);
        date = locale.toDate(text, longYear.replace(year, u"yyyy"_s));
    }
    return date.isValid() ? std::optional(date) : std::nullopt;
}

TypedTime readDay(const Words& words, const TimeContext& context)
{
    const nanoseconds clock = words.clock.value_or(nanoseconds(0));
    const QDate today = dateAt(context.now, words.zone);
    if (words.day == "today"_L1 || words.day == TimeWords::tr("today").toLower())
        return momentOf(today, clock, words.zone);
    if (words.day == "yesterday"_L1 || words.day == TimeWords::tr("yesterday").toLower())
        return momentOf(today.addDays(-1), clock, words.zone);
    const QString name = words.day.startsWith("last "_L1) ? words.day.mid(5) : words.day;
    if (const int weekday = weekdayOf(name, context.locale))
        return lastDay(today, clock, words.zone, context.now, 7,
                       [weekday](QDate day) { return day.dayOfWeek() == weekday; })
            .value_or(notUnderstood());
    static const QRegularExpression isoDate(u"^(\\d{4})-(\\d{2})-(\\d{2})$"_s);
    if (const auto iso = isoDate.match(words.day); iso.hasMatch())
        return momentOf(
            QDate(iso.captured(1).toInt(), iso.captured(2).toInt(), iso.captured(3).toInt()), clock,
            words.zone);
    if (const auto named = readNamedMonth(words.day, clock, words.zone, context))
        return *named;
    if (const auto date = readShortDate(words.day, context.locale))
        return momentOf(*date, clock, words.zone);
    return notUnderstood();
}

enum class Unit { Second, Minute, Hour, Day, Week };

std::optional<Unit> unitOf(const QString& word)
{
    static const std::pair<Unit, QStringList> units[] = {
        {Unit::Second, {u"s"_s, u"sec"_s, u"secs"_s, u"second"_s, u"seconds"_s}},
        {Unit::Minute, {u"m"_s, u"min"_s, u"mins"_s, u"minute"_s, u"minutes"_s}},
        {Unit::Hour, {u"h"_s, u"hr"_s, u"hrs"_s, u"hour"_s, u"hours"_s}},
        {Unit::Day, {u"d"_s, u"day"_s, u"days"_s}},
        {Unit::Week, {u"w"_s, u"week"_s, u"weeks"_s}},
    };
    for (const auto& [unit, names] : units) {
        if (names.contains(word))
            return unit;
    }
    return std::nullopt;
}

/// "2 h ago", "1 h 30 min ago", "3 days ago"
std::optional<TypedTime> readAgo(const QString& typed, const TimeContext& context)
{
    static const QRegularExpression all(u"^(?:\\d{1,5} ?[a-z]+ ){1,4}ago$"_s);
    static const QRegularExpression one(u"(\\d+) ?([a-z]+) "_s);
    const QString text = typed.simplified().toLower();
    if (!text.contains(all))
        return std::nullopt;
    seconds length{};
    int wholeDays = 0;
    for (auto matches = one.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        const int amount = match.captured(1).toInt();
        const auto unit = unitOf(match.captured(2));
        if (!unit)
            return std::nullopt;
        switch (*unit) {
        case Unit::Second: length += seconds(amount); break;
        case Unit::Minute: length += minutes(amount); break;
        case Unit::Hour: length += hours(amount); break;
        case Unit::Day: wholeDays += amount; break;
        case Unit::Week: wholeDays += 7 * amount; break;
        }
    }
    TypedTime then{context.now, {}};
    if (wholeDays > 0)
        then = momentOf(dateAt(context.now, context.zone).addDays(-wholeDays),
                        clockAt(context.now, context.zone), context.zone);
    if (then.time)
        *then.time -= length;
    return then;
}

} // namespace

TypedTime TimeWords::read(const QString& text, const TimeContext& context)
{
    const QString plain = text.simplified().toLower();
    if (plain.isEmpty())
        return {};
    if (plain == "now"_L1 || plain == tr("now").toLower())
        return {context.now, {}};
    if (const auto ago = readAgo(text, context))
        return *ago;
    const Words words = cut(text, context.zone);
    if (words.isWrong)
        return {{}, tr("There is no such time of day or zone.")};
    if (words.day.isEmpty() && words.clock)
        return lastDay(dateAt(context.newest, words.zone), *words.clock, words.zone, context.newest,
                       2, [](QDate) { return true; })
            .value_or(notUnderstood());
    TypedTime typed = readDay(words, context);
    if (typed.time && !words.clock && typed.remark.isEmpty())
        typed.remark = tr("The beginning of the day is meant.");
    return typed;
}

} // namespace walkeeper::ui
