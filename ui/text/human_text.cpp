#include "ui/text/human_text.h"

#include "ui/text/conversion.h"

#include <QLocale>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QDateTime inZone(Timestamp time, const QTimeZone& zone)
{
    return toQt(time).toTimeZone(zone);
}

} // namespace

QString HumanText::bytes(std::uint64_t count)
{
    if (count < 1000)
        return tr("%Ln byte(s)", nullptr, static_cast<int>(count));
    return QLocale().formattedDataSize(static_cast<qint64>(count), 1, QLocale::DataSizeSIFormat);
}

QString HumanText::number(std::uint64_t count)
{
    QLocale locale;
    // The C locale groups nothing; a long number then cannot be read.
    if (locale.language() == QLocale::C)
        locale = QLocale(QLocale::English);
    return locale.toString(static_cast<qulonglong>(count));
}

QString HumanText::date(Timestamp time, const QTimeZone& zone)
{
    return QLocale().toString(inZone(time, zone).date(), u"dddd, d MMMM yyyy"_s);
}

QString HumanText::shortDate(Timestamp time, const QTimeZone& zone)
{
    return QLocale().toString(inZone(time, zone).date(), u"d MMM yyyy"_s);
}

QString HumanText::clock(Timestamp time, const QTimeZone& zone)
{
    return QLocale().toString(inZone(time, zone).time(), u"HH:mm:ss.zzz"_s);
}

QString HumanText::clockSeconds(Timestamp time, const QTimeZone& zone)
{
    return QLocale().toString(inZone(time, zone).time(), u"HH:mm:ss"_s);
}

QString HumanText::dateAndClock(Timestamp time, const QTimeZone& zone)
{
    return QLocale().toString(inZone(time, zone), u"d MMM yyyy, HH:mm:ss"_s);
}

QString HumanText::zoneName(Timestamp time, const QTimeZone& zone)
{
    const QDateTime local = inZone(time, zone);
    const int offset = local.offsetFromUtc();
    const QString abbreviation = zone.abbreviation(local);
    if (offset == 0 && (abbreviation.isEmpty() || abbreviation == "UTC"_L1))
        return u"UTC"_s;
    const QString numeric = u"UTC%1%2:%3"_s.arg(offset < 0 ? u"−"_s : u"+"_s)
                                .arg(std::abs(offset) / 3600, 2, 10, '0'_L1)
                                .arg(std::abs(offset) / 60 % 60, 2, 10, '0'_L1);
    // Zones without a name of their own have one like "+03".
    if (abbreviation.isEmpty() || !abbreviation.front().isLetter() ||
        abbreviation.startsWith("UTC"_L1))
        return numeric;
    return u"%1, %2"_s.arg(abbreviation, numeric);
}

QString HumanText::utc(Timestamp time)
{
    return toQt(time).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u" UTC"_s;
}

QString HumanText::duration(std::chrono::nanoseconds length)
{
    using namespace std::chrono;
    const auto total = duration_cast<seconds>(length).count();
    if (length < milliseconds(1))
        return tr("less than a millisecond");
    if (total < 1)
        return tr("%1 ms").arg(duration_cast<milliseconds>(length).count());
    if (total < 10)
        return tr("%1 s").arg(QLocale().toString(
            static_cast<double>(duration_cast<milliseconds>(length).count()) / 1000.0, 'f', 1));
    if (total < 60)
        return tr("%1 s").arg(total);
    if (total < 3600)
        return tr("%1 min %2 s").arg(total / 60).arg(total % 60);
    if (total < 86400)
        return tr("%1 h %2 min").arg(total / 3600).arg(total / 60 % 60);
    return tr("%Ln day(s)", nullptr, static_cast<int>(total / 86400)) + u' ' +
           tr("%1 h").arg(total / 3600 % 24);
}

QString HumanText::timeLeft(std::chrono::milliseconds left)
{
    if (left < std::chrono::seconds(2))
        return tr("a moment left");
    return tr("%1 left").arg(duration(std::chrono::ceil<std::chrono::seconds>(left)));
}

QString HumanText::ago(std::chrono::nanoseconds age)
{
    return age < std::chrono::seconds(1) ? tr("just now") : tr("%1 ago").arg(duration(age));
}

QString HumanText::stage(Stage stage)
{
    switch (stage) {
    case Stage::Listing: return tr("Looking at what is there");
    case Stage::Segments: return tr("Reading and verifying WAL segments");
    case Stage::Snapshot: return tr("Reading the snapshot");
    case Stage::Integrity: return tr("SQLite checks the result");
    case Stage::Comparing: return tr("Comparing a restore with the database");
    case Stage::Finishing: return tr("Writing it out safely");
    case Stage::Removing: return tr("Deleting");
    case Stage::Exporting: return tr("Writing rows");
    }
    return {};
}

} // namespace walkeeper::ui
