#pragma once

#include "core/base/time.h"
#include "core/history/finding.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper::app {

/// Lines on standard error, each beginning "walkeeper-cli: ".
void printError(std::ostream& err, std::string_view sentence);
void printWarning(std::ostream& err, std::string_view sentence);
/// Findings as warnings: all that are worth one, or the first few and how many more there are.
void printFindings(std::ostream& err, std::span<const Finding> findings);

/// Columns padded with blanks to their widest cell and two more; the last one is not padded.
class Table
{
public:
    /// Without a header if it is empty.
    explicit Table(std::vector<std::string> header);

    void addRow(std::vector<std::string> cells);
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

void printJson(std::ostream& out, const QJsonArray& json);
void printJson(std::ostream& out, const QJsonObject& json);

QString jsonText(std::string_view text);
/// RFC 3339 in UTC, with all digits of the second that are known.
QString jsonTime(Timestamp time);
/// Exact up to 2^53, as JSON numbers are.
QJsonValue jsonNumber(std::uint64_t number);
QJsonObject jsonFinding(const Finding& finding);
QJsonArray jsonFindings(std::span<const Finding> findings);

/// "9.4 kB", "1.2 GB": powers of 1000, for people.
std::string humanBytes(std::uint64_t bytes);
/// "1 page", "2 pages".
std::string counted(std::uint64_t count, std::string_view noun);

} // namespace walkeeper::app
