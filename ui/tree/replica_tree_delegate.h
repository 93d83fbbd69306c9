#pragma once

#include <QStyledItemDelegate>

namespace walkeeper::ui {

/// Paints a row of the tree: its name, the quieter words beside it, and a mark where something is
/// wrong.
class ReplicaTreeDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace walkeeper::ui
