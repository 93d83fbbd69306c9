#include "app/cli/output.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ostream>

namespace walkeeper::app {

namespace {

constexpr std::string_view program = "walkeeper-cli: ";
constexpr std::size_t mostFindings = 20;

/// One line, and nothing in it that a terminal would act on.
std::string printable(std::string_view text)
{
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return line;
}

/// Code points; those of our output are one column wide.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

void printDocument(std::ostream& out, const QJsonDocument& document)
{
    const QByteArray bytes = document.toJson(QJsonDocument::Indented);
    out.write(bytes.constData(), bytes.size());
}

std::string sentence(const Finding& finding)
{
    return finding.object.empty() ? finding.text : finding.object + ": " + finding.text;
}

} // namespace

void printError(std::ostream& err, std::string_view sentence)
{
    err << program << printable(sentence) << "\n";
}

void printWarning(std::ostream& err, std::string_view sentence)
{
    err << program << "warning: " << printable(sentence) << "\n";
}

void printFindings(std::ostream& err, std::span<const Finding> findings)
{
    std::size_t count = 0;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::Note)
            continue;
        if (++count <= mostFindings)
            printWarning(err, sentence(finding));
    }
    if (count > mostFindings)
        printWarning(err, "and " + std::to_string(count - mostFindings) +
                              " more findings; \"walkeeper-cli validate\" lists them all");
}

Table::Table(std::vector<std::string> header)
{
    if (!header.empty())
        m_rows.push_back(std::move(header));
}

void Table::addRow(std::vector<std::string> cells)
{
    m_rows.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const
{
    std::vector<std::size_t> widths;
    for (const auto& row : m_rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i + 1 < row.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    for (const auto& row : m_rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out << row[i];
            if (i + 1 < row.size())
                out << std::string(widths[i] - widthOf(row[i]) + 2, ' ');
        }
        out << "\n";
    }
}

void printJson(std::ostream& out, const QJsonArray& json)
{
    printDocument(out, QJsonDocument(json));
}

void printJson(std::ostream& out, const QJsonObject& json)
{
    printDocument(out, QJsonDocument(json));
}

QString jsonText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString jsonTime(Timestamp time)
{
    return jsonText(formatTimestampExact(time));
}

QJsonValue jsonNumber(std::uint64_t number)
{
    return QJsonValue(static_cast<qint64>(number));
}

QJsonObject jsonFinding(const Finding& finding)
{
    QJsonObject json{{QStringLiteral("severity"), jsonText(severityName(finding.severity))},
                     {QStringLiteral("kind"), jsonText(findingKindName(finding.kind))},
                     {QStringLiteral("object"), jsonText(finding.object)},
                     {QStringLiteral("text"), jsonText(finding.text)}};
    if (finding.at)
        json.insert(QStringLiteral("position"), jsonText(finding.at->text()));
    return json;
}

QJsonArray jsonFindings(std::span<const Finding> findings)
{
    QJsonArray json;
    for (const Finding& finding : findings)
        json.append(jsonFinding(finding));
    return json;
}

std::string humanBytes(std::uint64_t bytes)
{
    constexpr std::array<const char*, 6> units{"B", "kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1000)
        return std::to_string(bytes) + " B";
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 999.95 && unit + 1 < units.size(); ++unit)
        value /= 1000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s", value, units[unit]);
    return text.data();
}

std::string counted(std::uint64_t count, std::string_view noun)
{
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace walkeeper::app
