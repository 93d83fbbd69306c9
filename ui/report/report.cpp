#include "ui/report/report.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTextDocument>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

class ReportText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::Report)
};

/// Rows of one table in a PDF; a few dozen pages.
constexpr std::size_t mostPdfRows = 1000;
constexpr int pdfDotsPerInch = 96;
constexpr int margin = 56;             ///< of a page, in those dots
constexpr int footHeight = 28;         ///< likewise
constexpr qsizetype textWidth = 100;   ///< of a line, in characters
constexpr qsizetype widestColumn = 40; ///< likewise

QString htmlOf(const Report::Table& table)
{
    QString html = u"<h3>"_s + table.title.toHtmlEscaped() + u"</h3>"_s;
    if (table.rows.empty())
        return html + u"<p>"_s + table.empty.toHtmlEscaped() + u"</p>"_s;
    const auto rowOf = [](const QStringList& cells, const QString& tag) {
        QString row = u"<tr>"_s;
        for (const QString& cell : cells)
            row += u"<%1 align=\"left\">%2</%1>"_s.arg(tag, cell.toHtmlEscaped());
        return row + u"</tr>"_s;
    };
    html += u"<table border=\"0\" cellspacing=\"0\" cellpadding=\"3\" width=\"100%\">"_s +
            rowOf(table.header, u"th"_s);
    for (std::size_t i = 0; i < std::min(table.rows.size(), mostPdfRows); ++i)
        html += rowOf(table.rows[i], u"td"_s);
    html += u"</table>"_s;
    if (table.rows.size() > mostPdfRows)
        html += u"<p>"_s +
                ReportText::tr("And %Ln more row(s): as text or JSON the report has all of them.",
                               nullptr, static_cast<int>(table.rows.size() - mostPdfRows)) +
                u"</p>"_s;
    return html;
}

/// Broken between words, the further lines under the first one's begin; a longer word stays whole.
/// used  characters that stand before it in its line
QString folded(const QString& text, qsizetype used = 0)
{
    QString lines;
    qsizetype column = used;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (column > used && column + 1 + word.size() > textWidth) {
            lines += u'\n' + QString(used, u' ');
            column = used;
        } else if (column > used) {
            lines += u' ';
            ++column;
        }
        lines += word;
        column += word.size();
    }
    return lines + u'\n';
}

/// A cell that is wider than its column has a line for itself.
QString rowOf(const QStringList& cells, const std::vector<qsizetype>& widths)
{
    QString row;
    qsizetype column = 0;
    for (qsizetype i = 0; i + 1 < cells.size(); ++i) {
        const qsizetype width = widths[static_cast<std::size_t>(i)];
        column += width + 2;
        if (cells[i].size() > width)
            row += cells[i] + u'\n' + QString(column, u' ');
        else
            row += cells[i].leftJustified(width + 2);
    }
    return row + folded(cells.back(), column);
}

QString textOf(const Report::Table& table)
{
    QString text = table.title + u'\n' + QString(table.title.size(), u'-') + u'\n';
    if (table.rows.empty())
        return text + folded(table.empty);
    std::vector<qsizetype> widths(static_cast<std::size_t>(table.header.size()));
    const auto measure = [&widths](const QStringList& row) {
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] =
                std::min(std::max(widths[i], row[static_cast<qsizetype>(i)].size()), widestColumn);
    };
    measure(table.header);
    std::ranges::for_each(table.rows, measure);
    text += rowOf(table.header, widths);
    for (const QStringList& row : table.rows)
        text += rowOf(row, widths);
    return text;
}

} // namespace

ReportFormat formatOf(const QString& path)
{
    if (path.endsWith(u".json"_s, Qt::CaseInsensitive))
        return ReportFormat::Json;
    return path.endsWith(u".pdf"_s, Qt::CaseInsensitive) ? ReportFormat::Pdf : ReportFormat::Text;
}

QByteArray textOf(const Report& report)
{
    QString text = report.title + u'\n' + QString(report.title.size(), u'=') + u"\n\n"_s +
                   folded(report.verdict) + u'\n';
    qsizetype width = 0;
    for (const Report::Fact& each : report.facts)
        width = std::max(width, each.label.size());
    for (const Report::Fact& each : report.facts)
        text += each.label.leftJustified(width + 2) + folded(each.value, width + 2);
    for (const Report::Table& each : report.tables)
        text += u'\n' + textOf(each);
    // Nothing stands at the end of a line, whatever is empty in a row.
    static const QRegularExpression ends(u" +$"_s, QRegularExpression::MultilineOption);
    return text.remove(ends).toUtf8();
}

QByteArray jsonOf(const Report& report)
{
    return QJsonDocument(report.json).toJson();
}

QString htmlOf(const Report& report)
{
    QString html =
        u"<h1>"_s + report.title.toHtmlEscaped() +
        u"</h1><h2><font color=\"%1\">"_s.arg(report.passed ? u"#1a6b45"_s : u"#a3262a"_s) +
        report.verdict.toHtmlEscaped() + u"</font></h2><table cellpadding=\"2\">"_s;
    for (const Report::Fact& each : report.facts)
        html += u"<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(each.label.toHtmlEscaped(),
                                                                     each.value.toHtmlEscaped());
    html += u"</table>"_s;
    for (const Report::Table& each : report.tables)
        html += htmlOf(each);
    return html;
}

QByteArray pdfOf(const Report& report)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({});
    writer.setResolution(pdfDotsPerInch);
    writer.setTitle(report.title);
    writer.setCreator(u"Walkeeper"_s);
    const QRectF page(0, 0, writer.width(), writer.height());
    const QSizeF content(page.width() - 2 * margin, page.height() - 2 * margin - footHeight);

    QTextDocument document;
    QFont font(u"sans-serif"_s);
    font.setPointSizeF(8.5);
    document.setDefaultFont(font);
    document.setDocumentMargin(0);
    document.documentLayout()->setPaintDevice(&writer);
    document.setHtml(htmlOf(report));
    document.setPageSize(content);

    QPainter painter(&writer);
    const int pages = document.pageCount();
    for (int i = 0; i < pages; ++i) {
        if (i > 0)
            writer.newPage();
        painter.save();
        painter.translate(margin, margin - i * content.height());
        document.drawContents(&painter,
                              {0, i * content.height(), content.width(), content.height()});
        painter.restore();
        painter.setFont(font);
        painter.drawText(QRectF(margin, page.height() - margin, content.width(), footHeight),
                         Qt::AlignRight, ReportText::tr("Page %1 of %2").arg(i + 1).arg(pages));
    }
    painter.end();
    return bytes;
}

QByteArray writtenAs(ReportFormat format, const Report& report)
{
    switch (format) {
    case ReportFormat::Text: return textOf(report);
    case ReportFormat::Json: return jsonOf(report);
    case ReportFormat::Pdf: break;
    }
    return pdfOf(report);
}

} // namespace walkeeper::ui
