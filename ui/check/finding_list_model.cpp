#include "ui/check/finding_list_model.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QPainter>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconSize = 18;

QString sentenceOf(const Finding& finding)
{
    QString text = ErrorText::sentence({ErrorCode::Corrupt, finding.text});
    if (text.isEmpty())
        text = ErrorText::title(finding.kind) + u'.';
    return text;
}

QColor colourOf(Severity severity, const Colours& colours)
{
    switch (severity) {
    case Severity::Note: return colours.muted;
    case Severity::Warning: return colours.warning;
    case Severity::Damage: return colours.damage;
    }
    return colours.muted;
}

Icon iconOf(Severity severity)
{
    switch (severity) {
    case Severity::Note: return Icon::Note;
    case Severity::Warning: return Icon::Warning;
    case Severity::Damage: return Icon::Damage;
    }
    return Icon::Note;
}

} // namespace

void FindingListModel::setFindings(Findings findings)
{
    if (findings == m_findings)
        return;
    beginResetModel();
    m_findings = std::move(findings);
    endResetModel();
}

int FindingListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_findings ? 0 : static_cast<int>(m_findings->size());
}

QVariant FindingListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PlacedFinding& placed = (*m_findings)[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return ErrorText::title(placed.finding.kind);
    case Qt::AccessibleTextRole:
        return ErrorText::name(placed.finding.severity) + u": "_s +
               ErrorText::title(placed.finding.kind) + u". "_s + sentenceOf(placed.finding);
    case Qt::ToolTipRole: return sentenceOf(placed.finding) + u'\n' + toQt(placed.finding.object);
    case SentenceRole: return sentenceOf(placed.finding);
    case ObjectRole: return toQt(placed.finding.object);
    case SeverityRole: return static_cast<int>(placed.finding.severity);
    case EntryRole: return placed.entry ? QVariant(*placed.entry) : QVariant();
    default: return {};
    }
}

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const Colours colours = Colours::of(QGuiApplication::palette());
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const auto severity = static_cast<Severity>(index.data(FindingListModel::SeverityRole).toInt());
    painter->save();
    QRect row = option.rect.adjusted(8, 5, -10, -5);
    paintIcon(*painter, QRect(row.left(), row.top() + 1, iconSize, iconSize), iconOf(severity),
              colourOf(severity, colours));
    row.setLeft(row.left() + iconSize + 10);

    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetrics boldMetrics(bold);
    const QString title = index.data().toString();
    painter->setFont(bold);
    painter->setPen(colours.text);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignTop, title);
    painter->setFont(option.font);
    painter->setPen(colours.muted);
    const QRect beside = row.adjusted(boldMetrics.horizontalAdvance(title) + 12, 0, 0, 0);
    painter->drawText(
        beside, Qt::AlignLeft | Qt::AlignTop,
        option.fontMetrics.elidedText(index.data(FindingListModel::ObjectRole).toString(),
                                      Qt::ElideLeft, beside.width()));
    painter->setPen(colours.text);
    const QRect below = row.adjusted(0, option.fontMetrics.height() + 2, 0, 0);
    painter->drawText(
        below, Qt::AlignLeft | Qt::AlignTop,
        option.fontMetrics.elidedText(index.data(FindingListModel::SentenceRole).toString(),
                                      Qt::ElideRight, below.width()));
    painter->restore();
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& /*index*/) const
{
    return {200, 2 * option.fontMetrics.height() + 14};
}

} // namespace walkeeper::ui
