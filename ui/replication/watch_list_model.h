#pragma once

#include "ui/replication/watched_databases.h"
#include "ui/sources/source_facts.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>
#include <QTimeZone>

namespace walkeeper::ui {

/// The watched databases, one a row.
class WatchListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole, ///< QString: one or two words
        LagRole,                  ///< QString
        HealthRole,               ///< int of a Health
        WatchRole,                ///< uint: WatchId
        TagsRole,                 ///< QString
        SearchRole,               ///< QStringList: what it is found by
    };

    /// All of them outlive the model.
    WatchListModel(const WatchedDatabases& databases, const SourceFacts& facts, const Clock& clock,
                   QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    /// Not valid if there is none.
    QModelIndex indexOf(WatchId id) const;

    /// For what is shown from now on.
    void setTimeZone(const QTimeZone& zone) { m_zone = zone; }

private:
    void add(WatchId id);
    void remove(WatchId id);
    void change(WatchId id);

    const WatchedDatabases& m_databases;
    const SourceFacts& m_facts;
    const Clock& m_clock;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    std::vector<WatchId> m_rows;
};

/// Paints a database: its name, and below it a mark and the state in words.
class WatchDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace walkeeper::ui
