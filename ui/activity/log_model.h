#pragma once

#include "ui/activity/activity_log.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTimeZone>

namespace walkeeper::ui {

/// The log as rows, the newest first.
class LogModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TimeRole = Qt::UserRole, ///< QString
        SourceRole,              ///< QString
        SeverityRole,            ///< int of an ActivitySeverity
        IsLinkedRole,            ///< bool: activating it shows something
        IsSeenRole,              ///< bool
    };

    /// log  outlives the model
    LogModel(const ActivityLog& log, const QTimeZone& zone, QObject* parent = nullptr);

    void setTimeZone(const QTimeZone& zone);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    /// Valid until the next change.
    const Activity& activity(const QModelIndex& index) const;

private:
    const ActivityLog& m_log;
    QTimeZone m_zone;
    int m_rows; ///< as the views know it
};

/// Which rows of the log are wanted.
struct LogFilter {
    QString text;                                    ///< anywhere in what a row says
    ActivitySeverity least = ActivitySeverity::Note; ///< and what is graver
    std::optional<QString> replica;                  ///< URL; not set: all that happened
    QString database;                                ///< whose replica that is; may be empty

    bool operator==(const LogFilter&) const = default;
};

/// Rows of the log that a filter lets through.
class LogFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit LogFilterModel(LogModel& log, QObject* parent = nullptr);

    const LogFilter& filter() const { return m_filter; }
    void setFilter(const LogFilter& filter);
    const Activity& activity(const QModelIndex& index) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    const LogModel& m_log;
    LogFilter m_filter;
};

/// Paints an activity on one line: mark, time, whose it is, what happened.
class LogDelegate final : public QStyledItemDelegate
{
public:
    enum class Source { Shown, Hidden };

    LogDelegate(Source source, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Source m_source;
};

} // namespace walkeeper::ui
