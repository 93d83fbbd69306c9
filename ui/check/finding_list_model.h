#pragma once

#include "core/engine/replica_contents.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

namespace walkeeper::ui {

/// Findings as rows, in their order: the worst first.
class FindingListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        SentenceRole = Qt::UserRole, ///< QString
        ObjectRole,                  ///< QString: the key it concerns
        SeverityRole,                ///< int of a Severity
        EntryRole,                   ///< uint: timeline entry, or invalid
    };

    using QAbstractListModel::QAbstractListModel;

    void setFindings(Findings findings);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    Findings m_findings; ///< may be null
};

/// Paints a finding on two lines.
class FindingDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace walkeeper::ui
