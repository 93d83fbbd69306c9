#include "ui/tree/replica_tree_delegate.h"

#include "core/history/finding.h"
#include "ui/sources/health.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_sheet.h"
#include "ui/tree/replica_tree_model.h"

#include <QApplication>
#include <QPainter>

namespace walkeeper::ui {

namespace {

constexpr int iconSize = 16;
constexpr int gap = 7;

QColor markColour(Severity severity, const Colours& colours)
{
    switch (severity) {
    case Severity::Note: return colours.muted;
    case Severity::Warning: return colours.warning;
    case Severity::Damage: return colours.damage;
    }
    return colours.muted;
}

Icon markIcon(Severity severity)
{
    switch (severity) {
    case Severity::Note: return Icon::Note;
    case Severity::Warning: return Icon::Warning;
    case Severity::Damage: return Icon::Damage;
    }
    return Icon::Note;
}

bool isOfKind(const QModelIndex& index, NodeKind kind)
{
    return index.data(ReplicaTreeModel::KindRole).toInt() == static_cast<int>(kind);
}

QRect iconRect(const QRect& row, int left)
{
    return {left, row.center().y() - iconSize / 2 + 1, iconSize, iconSize};
}

} // namespace

void ReplicaTreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const Colours colours = Colours::of(QGuiApplication::palette());
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);

    painter->save();
    if (index.column() != ReplicaTreeModel::NameColumn) {
        painter->setPen(colours.muted);
        painter->drawText(option.rect.adjusted(0, 0, -gap, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data().toString());
        painter->restore();
        return;
    }
    QRect rest = option.rect.adjusted(2, 0, -gap, 0);
    const auto drawing = index.data(Qt::DecorationRole).value<QIcon>();
    drawing.paint(painter, iconRect(rest, rest.left()));
    rest.setLeft(rest.left() + iconSize + gap);

    const QVariant severity = index.data(ReplicaTreeModel::SeverityRole);
    if (severity.isValid()) {
        const auto worst = static_cast<Severity>(severity.toInt());
        paintIcon(*painter, iconRect(rest, rest.right() - iconSize), markIcon(worst),
                  markColour(worst, colours));
        rest.setRight(rest.right() - iconSize - gap);
    }

    const QVariant known = index.data(ReplicaTreeModel::HealthRole);
    if (known.isValid()) {
        const auto health = static_cast<Health>(known.toInt());
        const QString word = HealthText::word(health);
        painter->setPen(colourOf(health, colours));
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter, word);
        rest.setRight(rest.right() - option.fontMetrics.horizontalAdvance(word) - gap);
        if (!severity.isValid()) {
            paintIcon(*painter, iconRect(rest, rest.right() - iconSize), HealthText::icon(health),
                      colourOf(health, colours));
            rest.setRight(rest.right() - iconSize - gap);
        }
    }

    QFont font = option.font;
    font.setWeight(isOfKind(index, NodeKind::Replica) ? QFont::DemiBold : QFont::Normal);
    const QFontMetrics metrics(font);
    const bool isMessage = isOfKind(index, NodeKind::Message);
    const QString name = metrics.elidedText(
        index.data().toString(), isMessage ? Qt::ElideRight : Qt::ElideMiddle, rest.width());
    painter->setFont(font);
    painter->setPen(isMessage ? colours.muted : colours.text);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, name);

    rest.setLeft(rest.left() + metrics.horizontalAdvance(name) + gap + 3);
    const QString subtitle = index.data(ReplicaTreeModel::SubtitleRole).toString();
    if (rest.width() > 3 * gap && !subtitle.isEmpty()) {
        painter->setFont(option.font);
        painter->setPen(colours.muted);
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(subtitle, Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

QSize ReplicaTreeDelegate::sizeHint(const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const int height = option.fontMetrics.height() + 2 * space - 2;
    return {QStyledItemDelegate::sizeHint(option, index).width(), height};
}

} // namespace walkeeper::ui
