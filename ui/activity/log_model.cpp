#include "ui/activity/log_model.h"

#include "ui/activity/activity_text.h"
#include "ui/text/human_text.h"

#include <QApplication>
#include <QPainter>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int iconSize = 16;
constexpr int gap = 10;

bool isLinked(const Activity& activity)
{
    return activity.moment || !activity.object.isEmpty();
}

} // namespace

LogModel::LogModel(const ActivityLog& log, const QTimeZone& zone, QObject* parent)
    : QAbstractListModel(parent),
      m_log(log),
      m_zone(zone),
      m_rows(static_cast<int>(log.all().size()))
{
    connect(&log, &ActivityLog::added, this, [this] {
        beginInsertRows({}, 0, 0);
        ++m_rows;
        endInsertRows();
    });
    connect(&log, &ActivityLog::aboutToDrop, this,
            [this](int count) { beginRemoveRows({}, m_rows - count, m_rows - 1); });
    connect(&log, &ActivityLog::dropped, this, [this] {
        m_rows = static_cast<int>(m_log.all().size());
        endRemoveRows();
    });
    connect(&log, &ActivityLog::seenChanged, this, [this] {
        if (m_rows > 0)
            emit dataChanged(index(0), index(m_rows - 1), {IsSeenRole});
    });
    connect(&log, &ActivityLog::reset, this, [this] {
        beginResetModel();
        m_rows = static_cast<int>(m_log.all().size());
        endResetModel();
    });
}

void LogModel::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    if (m_rows > 0)
        emit dataChanged(index(0), index(m_rows - 1), {TimeRole, Qt::AccessibleTextRole});
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    const Activity& each = activity(index);
    const auto time = [&] { return HumanText::dateAndClock(each.time, m_zone); };
    switch (role) {
    case Qt::DisplayRole: return each.text;
    case Qt::AccessibleTextRole:
        return QStringList{ActivityText::name(each.severity), time(), each.source, each.text}.join(
            u", "_s);
    case Qt::ToolTipRole: {
        QStringList lines{ActivityText::name(each.severity) + u": "_s + each.text,
                          each.source + u", "_s + HumanText::utc(each.time)};
        if (isLinked(each))
            lines << tr("Press Enter or double-click to go there.");
        return lines.join(u'\n');
    }
    case TimeRole: return time();
    case SourceRole: return each.source;
    case SeverityRole: return static_cast<int>(each.severity);
    case IsLinkedRole: return isLinked(each);
    case IsSeenRole: return each.isSeen;
    default: return {};
    }
}

const Activity& LogModel::activity(const QModelIndex& index) const
{
    return m_log.all()[static_cast<std::size_t>(m_rows - 1 - index.row())];
}

LogFilterModel::LogFilterModel(LogModel& log, QObject* parent)
    : QSortFilterProxyModel(parent),
      m_log(log)
{
    setSourceModel(&log);
}

void LogFilterModel::setFilter(const LogFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

const Activity& LogFilterModel::activity(const QModelIndex& index) const
{
    return m_log.activity(mapToSource(index));
}

bool LogFilterModel::filterAcceptsRow(int row, const QModelIndex& /*parent*/) const
{
    const Activity& activity = m_log.activity(m_log.index(row));
    if (activity.severity < m_filter.least)
        return false;
    if (m_filter.replica) {
        // What concerns a database alone concerns each of its replicas.
        const bool isOurs = activity.replica.isEmpty() ? !activity.database.isEmpty() &&
                                                             activity.database == m_filter.database
                                                       : activity.replica == *m_filter.replica;
        if (!isOurs)
            return false;
    }
    return m_filter.text.isEmpty() || activity.text.contains(m_filter.text, Qt::CaseInsensitive) ||
           activity.source.contains(m_filter.text, Qt::CaseInsensitive) ||
           activity.object.contains(m_filter.text, Qt::CaseInsensitive) ||
           ActivityText::name(activity.severity).contains(m_filter.text, Qt::CaseInsensitive);
}

LogDelegate::LogDelegate(Source source, QObject* parent)
    : QStyledItemDelegate(parent),
      m_source(source)
{
}

void LogDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    const Colours colours = Colours::of(QGuiApplication::palette());
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const auto severity = static_cast<ActivitySeverity>(index.data(LogModel::SeverityRole).toInt());
    painter->save();
    QRect row = option.rect.adjusted(8, 0, -10, 0);
    const int middle = row.center().y() + 1;
    const auto mark = [&](int left, Icon drawing, const QColor& colour) {
        paintIcon(*painter, QRect(left, middle - iconSize / 2, iconSize, iconSize), drawing,
                  colour);
    };
    mark(row.left(), ActivityText::icon(severity), ActivityText::colour(severity, colours));
    row.setLeft(row.left() + iconSize + gap);
    if (index.data(LogModel::IsLinkedRole).toBool())
        mark(row.right() - iconSize, Icon::Next, colours.muted);
    row.setRight(row.right() - iconSize - gap);

    const auto word = [&](const QString& text, const QFont& font, const QColor& colour, int width) {
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(QRect(row.left(), row.top(), width, row.height()),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, width));
        row.setLeft(row.left() + width + gap);
    };
    // As wide as any, so that what follows stands in a column.
    word(index.data(LogModel::TimeRole).toString(), option.font, colours.muted,
         option.fontMetrics.horizontalAdvance(u"00 Mmm 0000, 00:00:00"_s));
    if (m_source == Source::Shown)
        word(index.data(LogModel::SourceRole).toString(), option.font, colours.text,
             std::min(option.fontMetrics.averageCharWidth() * 18, row.width() / 4));
    QFont font = option.font;
    if (!index.data(LogModel::IsSeenRole).toBool())
        font.setWeight(QFont::DemiBold);
    word(index.data().toString(), font, colours.text, row.width());
    painter->restore();
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, option.fontMetrics.height() + 10};
}

} // namespace walkeeper::ui
