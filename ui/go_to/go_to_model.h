#pragma once

#include "ui/go_to/go_to_match.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace walkeeper::ui {

/// What was found, one a row. What cannot be used now is there, but not enabled.
class GoToModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole, ///< QString
        KindRole,                  ///< QString: "Replica"
        KeysRole,                  ///< QString
        MarkRole,                  ///< int of an Icon
    };

    using QAbstractListModel::QAbstractListModel;

    void show(std::vector<GoToItem> items);
    const GoToItem& item(const QModelIndex& index) const;
    /// The first enabled row at or behind this one in a direction (+1, -1); -1 if there is none.
    int enabledFrom(int row, int direction) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    static QString kindText(GoToKind kind);

    std::vector<GoToItem> m_items;
};

/// Paints what was found: its drawing, its text over its detail, its kind over its key.
class GoToDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace walkeeper::ui
