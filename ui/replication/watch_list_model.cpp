#include "ui/replication/watch_list_model.h"

#include "ui/replication/replication_text.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int markSize = 16;
constexpr int margin = 8;
constexpr int gap = 9;

} // namespace

WatchListModel::WatchListModel(const WatchedDatabases& databases, const SourceFacts& facts,
                               const Clock& clock, QObject* parent)
    : QAbstractListModel(parent),
      m_databases(databases),
      m_facts(facts),
      m_clock(clock)
{
    for (const WatchedDatabase& each : databases.all())
        m_rows.push_back(each.id);
    connect(&databases, &WatchedDatabases::added, this, &WatchListModel::add);
    connect(&databases, &WatchedDatabases::changed, this, &WatchListModel::change);
    connect(&databases, &WatchedDatabases::aboutToRemove, this, &WatchListModel::remove);
    connect(&facts, &SourceFacts::changed, this, [this] {
        if (!m_rows.empty())
            emit dataChanged(index(0), index(rowCount() - 1));
    });
}

int WatchListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant WatchListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const WatchedDatabase* database =
        m_databases.find(m_rows[static_cast<std::size_t>(index.row())]);
    if (!database)
        return {};
    const ReplicationText text(*database, m_clock.now(), m_zone);
    const auto line = [&] {
        const std::optional<Timestamp> newest = m_facts.newestOf(*database);
        return newest
                   ? tr("Newest %1 · %2").arg(HumanText::ago(m_clock.now() - *newest), text.line())
                   : text.line();
    };
    const auto health = [&] { return m_facts.healthOf(*database, m_clock.now()); };
    const auto tags = [&] { return m_facts.tagsOf(*database); };
    switch (role) {
    case Qt::DisplayRole: return database->name;
    case Qt::ToolTipRole:
        return QStringList{toQt(database->config.path), tr("Stored in %1").arg(text.places()),
                           text.keeper()}
            .join(u'\n')
            .trimmed();
    case Qt::AccessibleTextRole:
        return (QStringList{database->name, HealthText::word(health()), line()} + tags())
            .join(u", "_s);
    case StateRole: return HealthText::word(health());
    case LagRole: return line();
    case HealthRole: return static_cast<int>(health());
    case WatchRole: return database->id;
    case TagsRole: return tags().join(u", "_s);
    case SearchRole:
        return QStringList{database->name, toQt(database->config.path),
                           HealthText::word(health())} +
               tags();
    default: return {};
    }
}

QModelIndex WatchListModel::indexOf(WatchId id) const
{
    const auto found = std::find(m_rows.begin(), m_rows.end(), id);
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()));
}

void WatchListModel::add(WatchId id)
{
    const int row = static_cast<int>(m_rows.size());
    beginInsertRows({}, row, row);
    m_rows.push_back(id);
    endInsertRows();
}

void WatchListModel::remove(WatchId id)
{
    const int row = indexOf(id).row();
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
}

void WatchListModel::change(WatchId id)
{
    const QModelIndex row = indexOf(id);
    if (row.isValid())
        emit dataChanged(row, row);
}

void WatchDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    const Colours colours = Colours::of(QGuiApplication::palette());
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);

    painter->save();
    const QRect row = option.rect.adjusted(margin, 0, -margin, 0);
    const int lineHeight = option.fontMetrics.height();
    const int top = row.center().y() - lineHeight;
    const QRect mark(row.left(), top + (lineHeight - markSize) / 2, markSize, markSize);
    const auto health = static_cast<Health>(index.data(WatchListModel::HealthRole).toInt());
    const QColor colour = colourOf(health, colours);
    paintIcon(*painter, mark, HealthText::icon(health), colour);

    QRect line(row.left() + markSize + gap, top, row.width() - markSize - gap, lineHeight);
    const QString word = index.data(WatchListModel::StateRole).toString();
    const int wordWidth = option.fontMetrics.horizontalAdvance(word);
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(colours.text);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideMiddle,
                                                    line.width() - wordWidth - gap));
    painter->setFont(option.font);
    painter->setPen(colour);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, word);
    line.translate(0, lineHeight + 2);
    painter->setPen(colours.muted);
    const QString tags = option.fontMetrics.elidedText(
        index.data(WatchListModel::TagsRole).toString(), Qt::ElideRight, line.width() / 2);
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, tags);
    if (!tags.isEmpty())
        line.setRight(line.right() - option.fontMetrics.horizontalAdvance(tags) - gap);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data(WatchListModel::LagRole).toString(),
                                                    Qt::ElideRight, line.width()));
    painter->restore();
}

QSize WatchDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(),
            2 * option.fontMetrics.height() + 2 * space};
}

} // namespace walkeeper::ui
