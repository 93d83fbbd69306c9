#include "ui/data/value_text.h"

#include "ui/text/human_text.h"

#include <QLocale>

#include <algorithm>
#include <string_view>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t firstBytes = 8; ///< of a blob on one line
constexpr std::size_t lineBytes = 16;

QString textOf(const Cell& cell)
{
    return QString::fromUtf8(cell.bytes.data(), static_cast<qsizetype>(cell.bytes.size()));
}

/// "00 ff 0a"
QString hex(std::string_view bytes)
{
    return QString::fromLatin1(
        QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())).toHex(' '));
}

QString hexLine(std::size_t offset, std::string_view bytes)
{
    constexpr int offsetDigits = 8;
    constexpr int width = static_cast<int>(lineBytes) * 3;
    QString letters;
    for (const char byte : bytes)
        letters += byte >= 0x20 && byte < 0x7f ? QChar::fromLatin1(byte) : QChar(u'.');
    return u"%1  %2 %3\n"_s.arg(offset, offsetDigits, 16, QChar(u'0'))
        .arg(hex(bytes), -width)
        .arg(letters);
}

} // namespace

QString ValueText::line(const Cell& cell)
{
    switch (cell.type) {
    case Cell::Type::Null: return u"NULL"_s;
    case Cell::Type::Integer: return QString::number(cell.integer);
    case Cell::Type::Real:
        return QLocale::c().toString(cell.real, 'g', QLocale::FloatingPointShortest);
    case Cell::Type::Blob: {
        if (cell.size == 0)
            return tr("empty blob");
        const QString first = hex(std::string_view(cell.bytes).substr(0, firstBytes));
        return cell.size > firstBytes
                   ? tr("%1 … blob of %2").arg(first, HumanText::bytes(cell.size))
                   : first;
    }
    case Cell::Type::Text: break;
    }
    QString text = textOf(cell);
    for (QChar& each : text) {
        if (each == u'\n' || each == u'\r')
            each = QChar(0x21b5);
        else if (each.unicode() < 0x20)
            each = u' ';
    }
    return cell.isCut() ? text + u'…' : text;
}

QString ValueText::whole(const Cell& cell)
{
    if (cell.type == Cell::Type::Text)
        return textOf(cell);
    if (cell.type != Cell::Type::Blob)
        return line(cell);
    QString text;
    const std::string_view bytes = cell.bytes;
    for (std::size_t at = 0; at < bytes.size(); at += lineBytes)
        text += hexLine(at, bytes.substr(at, lineBytes));
    return text;
}

QString ValueText::kind(const Cell& cell)
{
    switch (cell.type) {
    case Cell::Type::Null: return tr("no value");
    case Cell::Type::Integer: return tr("integer");
    case Cell::Type::Real: return tr("real number");
    case Cell::Type::Text: return tr("text, %1").arg(HumanText::bytes(cell.size));
    case Cell::Type::Blob: return tr("blob, %1").arg(HumanText::bytes(cell.size));
    }
    return {};
}

bool ValueText::isTold(const Cell& cell)
{
    return cell.type == Cell::Type::Null || cell.type == Cell::Type::Blob;
}

} // namespace walkeeper::ui
