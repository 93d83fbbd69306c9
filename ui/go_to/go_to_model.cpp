#include "ui/go_to/go_to_model.h"

#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QPainter>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int drawingSize = 16;
constexpr int margin = 10;
constexpr int gap = 12;

} // namespace

void GoToModel::show(std::vector<GoToItem> items)
{
    beginResetModel();
    m_items = std::move(items);
    endResetModel();
}

const GoToItem& GoToModel::item(const QModelIndex& index) const
{
    return m_items[static_cast<std::size_t>(index.row())];
}

int GoToModel::enabledFrom(int row, int direction) const
{
    for (; row >= 0 && row < rowCount(); row += direction) {
        if (m_items[static_cast<std::size_t>(row)].isEnabled)
            return row;
    }
    return -1;
}

int GoToModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant GoToModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GoToItem& found = item(index);
    switch (role) {
    case Qt::DisplayRole: return found.text;
    case Qt::ToolTipRole: return found.detail;
    case Qt::AccessibleTextRole: {
        QStringList said{found.text, kindText(found.kind), found.detail, found.keys};
        said.removeAll({});
        return said.join(u", "_s);
    }
    case DetailRole: return found.detail;
    case KindRole: return kindText(found.kind);
    case KeysRole: return found.keys;
    case MarkRole: return static_cast<int>(found.icon);
    default: return {};
    }
}

Qt::ItemFlags GoToModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return item(index).isEnabled ? QAbstractListModel::flags(index) : Qt::ItemNeverHasChildren;
}

QString GoToModel::kindText(GoToKind kind)
{
    switch (kind) {
    case GoToKind::Database: return tr("Database");
    case GoToKind::Replica: return tr("Replica");
    case GoToKind::Moment: return tr("Moment");
    case GoToKind::Label: return tr("Label");
    case GoToKind::Action: return tr("Command");
    }
    return {};
}

void GoToDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Colours colours = Colours::of(QGuiApplication::palette());
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);

    painter->save();
    const bool isEnabled = index.flags() & Qt::ItemIsEnabled;
    const QColor quiet = isEnabled ? colours.muted : colours.faint;
    const QRect row = option.rect.adjusted(margin, 0, -margin, 0);
    const int lineHeight = option.fontMetrics.height();
    const QRect mark(row.left(), row.center().y() - drawingSize / 2 + 1, drawingSize, drawingSize);
    paintIcon(*painter, mark, static_cast<Icon>(index.data(GoToModel::MarkRole).toInt()), quiet);

    QRect line(row.left() + drawingSize + gap, row.center().y() - lineHeight,
               row.width() - drawingSize - gap, lineHeight);
    const auto paintLine = [&](const QString& left, const QString& right, const QColor& colour,
                               Qt::TextElideMode elide) {
        const int rightWidth = option.fontMetrics.horizontalAdvance(right);
        const int width = line.width() - (right.isEmpty() ? 0 : rightWidth + gap);
        painter->setPen(colour);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(left, elide, width));
        painter->setPen(quiet);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, right);
    };
    painter->setFont(option.font);
    paintLine(index.data().toString(), index.data(GoToModel::KindRole).toString(),
              isEnabled ? colours.text : colours.faint, Qt::ElideMiddle);
    line.translate(0, lineHeight + 2);
    paintLine(index.data(GoToModel::DetailRole).toString(),
              index.data(GoToModel::KeysRole).toString(), quiet, Qt::ElideRight);
    painter->restore();
}

QSize GoToDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(),
            2 * option.fontMetrics.height() + 2 * space};
}

} // namespace walkeeper::ui
