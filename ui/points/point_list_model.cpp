#include "ui/points/point_list_model.h"

#include "ui/moment/continuation.h"
#include "ui/moment/moment.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"
#include "ui/theme/colours.h"
#include "ui/widgets/plain_table.h"

#include <QGuiApplication>

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// From so many pages on a commit is called large.
constexpr std::uint32_t manyPages = 1000;

} // namespace

PointListModel::PointListModel(const CommitBook& book, QObject* parent)
    : QAbstractTableModel(parent),
      m_book(book)
{
}

void PointListModel::setContents(std::shared_ptr<const ReplicaContents> contents)
{
    if (contents == m_contents)
        return;
    if (m_contents && contents && m_contents->url == contents->url)
        return rearrange(std::move(contents));
    beginResetModel();
    m_contents = std::move(contents);
    m_findings = nullptr;
    m_hasFinding.clear();
    count();
    endResetModel();
}

/// Rows move, come and go, and whoever holds on to one goes with it. As a change of the layout, for
/// rows may come at thousands of places at once.
void PointListModel::rearrange(std::shared_ptr<const ReplicaContents> contents)
{
    emit aboutToRearrange();
    emit layoutAboutToBeChanged();
    const QModelIndexList old = persistentIndexList();
    std::vector<Place> places;
    places.reserve(static_cast<std::size_t>(old.size()));
    for (const QModelIndex& each : old)
        places.push_back(placeOf(each.row()));
    const auto before = std::exchange(m_contents, std::move(contents));
    if (before != m_contents) {
        // They are placed in the older listing.
        m_findings = nullptr;
        m_hasFinding.clear();
    }
    count();
    QModelIndexList moved;
    for (qsizetype i = 0; i < old.size(); ++i) {
        const Place& place = places[static_cast<std::size_t>(i)];
        const auto entry = before == m_contents ? std::optional(place.entry)
                                                : entryIn(*m_contents, *before, place.entry);
        const std::uint32_t number = entry ? std::min(place.number, rowsOf(*entry) - 1) : 0;
        moved << (entry ? index(firstRowOf(*entry) + static_cast<int>(number), old[i].column())
                        : QModelIndex());
    }
    changePersistentIndexList(old, moved);
    emit layoutChanged();
    emit rearranged();
}

void PointListModel::setTimeZone(const QTimeZone& zone)
{
    m_zone = zone;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void PointListModel::setFindings(Findings findings)
{
    if (findings == m_findings)
        return;
    m_findings = std::move(findings);
    m_hasFinding.assign(m_before.size() - 1, 0);
    for (const PlacedFinding& each : m_findings ? *m_findings : std::vector<PlacedFinding>()) {
        if (each.entry && *each.entry < m_hasFinding.size())
            m_hasFinding[*each.entry] = 1;
    }
    if (rowCount() > 0)
        emit dataChanged(index(0, Remark), index(rowCount() - 1, Remark));
}

void PointListModel::commitsKnown()
{
    // Until the same listing is here, the book speaks of another one.
    if (!m_contents || m_book.contents() != m_contents)
        return;
    bool isAsBefore = true;
    for (std::uint32_t entry = 0; isAsBefore && entry + 1 < m_before.size(); ++entry)
        isAsBefore = m_before[entry + 1] - m_before[entry] == rowsOf(entry);
    if (isAsBefore) {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
        return;
    }
    rearrange(m_contents);
}

QModelIndex PointListModel::indexOf(std::uint32_t entry, std::optional<std::size_t> commit) const
{
    if (entry + 1 >= m_before.size())
        return {};
    const std::uint32_t rows = rowsOf(entry);
    const auto number = commit && *commit < rows ? rows - 1 - static_cast<std::uint32_t>(*commit)
                                                 : std::uint32_t{0};
    return index(firstRowOf(entry) + static_cast<int>(number), 0);
}

EntryRange PointListModel::entriesOf(int firstRow, int lastRow) const
{
    if (rowCount() == 0)
        return {};
    const int most = rowCount() - 1;
    return {placeOf(std::clamp(lastRow, 0, most)).entry,
            placeOf(std::clamp(firstRow, 0, most)).entry + 1};
}

int PointListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_before.back());
}

int PointListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PointListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return PlainTable::alignment(section == Pages || section == Database || section == Stored);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time: return tr("Stored at");
    case Position: return tr("Position");
    case Pages: return tr("Pages");
    case Database: return tr("Database");
    case Stored: return tr("Stored");
    case Remark: return tr("What is special");
    default: return {};
    }
}

QVariant PointListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || !m_contents)
        return {};
    const Place place = placeOf(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(place, index.column());
    case Qt::ToolTipRole: return toolTip(place);
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case Qt::AccessibleTextRole:
        return index.column() == Time ? tr("Restore point of %1").arg(text(place, Time))
                                      : text(place, index.column());
    case EntryRole: return place.entry;
    case CommitRole: {
        const auto* commits = commitsOf(place.entry);
        if (!commits || commits->empty())
            return {};
        return static_cast<uint>(commits->size() - 1 - place.number);
    }
    case Qt::ForegroundRole:
        // What is not known is said, not counted.
        return !pointOf(place) && index.column() == Pages
                   ? QVariant(Colours::of(QGuiApplication::palette()).muted)
                   : QVariant();
    default: return {};
    }
}

void PointListModel::count()
{
    m_before.assign(1, 0);
    if (!m_contents)
        return;
    const auto entries = static_cast<std::uint32_t>(m_contents->timeline.entries().size());
    m_before.reserve(std::size_t{entries} + 1);
    for (std::uint32_t entry = 0; entry < entries; ++entry)
        m_before.push_back(m_before.back() + rowsOf(entry));
    m_hasFinding.resize(entries, 0);
}

/// The newest entry comes first.
int PointListModel::firstRowOf(std::uint32_t entry) const
{
    return static_cast<int>(m_before.back() - m_before[std::size_t{entry} + 1]);
}

PointListModel::Place PointListModel::placeOf(int row) const
{
    const std::uint32_t fromOldest = m_before.back() - 1 - static_cast<std::uint32_t>(row);
    const auto behind = std::upper_bound(m_before.begin(), m_before.end(), fromOldest);
    const auto entry = static_cast<std::uint32_t>(behind - m_before.begin() - 1);
    return {entry, m_before[std::size_t{entry} + 1] - 1 - fromOldest};
}

std::uint32_t PointListModel::rowsOf(std::uint32_t entry) const
{
    const auto* commits = commitsOf(entry);
    return commits ? std::max(static_cast<std::uint32_t>(commits->size()), 1u) : 1u;
}

const std::vector<RestorePoint>* PointListModel::commitsOf(std::uint32_t entry) const
{
    const TimelineEntry& at = m_contents->timeline.entries()[entry];
    // Until the book has turned to the same listing, it speaks of another one.
    if (at.kind == TimelineEntry::Kind::Snapshot || m_book.contents() != m_contents)
        return nullptr;
    return m_book.commits(at.generation, at.part);
}

const RestorePoint* PointListModel::pointOf(const Place& place) const
{
    const auto* commits = commitsOf(place.entry);
    return commits && place.number < commits->size()
               ? &(*commits)[commits->size() - 1 - place.number]
               : nullptr;
}

/// The commit before, if it is known.
const RestorePoint* PointListModel::pointBefore(const Place& place) const
{
    const auto* commits = commitsOf(place.entry);
    if (commits && place.number + 1 < commits->size())
        return &(*commits)[commits->size() - 2 - place.number];
    const TimelineEntry& at = m_contents->timeline.entries()[place.entry];
    for (std::uint32_t entry = place.entry; entry > 0; --entry) {
        const TimelineEntry& before = m_contents->timeline.entries()[entry - 1];
        if (before.kind == TimelineEntry::Kind::Snapshot)
            continue;
        const auto* earlier = commitsOf(entry - 1);
        return before.generation == at.generation && earlier && !earlier->empty() ? &earlier->back()
                                                                                  : nullptr;
    }
    return nullptr;
}

QString PointListModel::text(const Place& place, int column) const
{
    const Moment moment{m_contents, place.entry, {}};
    const RestorePoint* point = pointOf(place);
    const auto* commits = commitsOf(place.entry);
    switch (column) {
    case Time: return HumanText::dateAndClock(moment.time(), m_zone);
    case Position:
        return toQt((point ? point->position : startPosition(moment)).text()).section(u'/', 1);
    case Pages:
        if (point)
            return HumanText::number(point->frames);
        return commits || moment.isSnapshot() ? u"–"_s : u"…"_s;
    case Database: return point ? HumanText::bytes(point->databaseBytes()) : u"–"_s;
    case Stored: return HumanText::bytes(storedBytes(moment));
    case Remark: return remark(place);
    default: return {};
    }
}

QString PointListModel::remark(const Place& place) const
{
    QStringList said;
    const Moment moment{m_contents, place.entry, {}};
    const auto& entries = m_contents->timeline.entries();
    if (place.entry < m_hasFinding.size() && m_hasFinding[place.entry] != 0)
        said << tr("damage was found");
    if (place.entry + 1 == entries.size() && place.number == 0)
        said << tr("newest");
    if (moment.isSnapshot())
        said << tr("snapshot");
    const GenerationContents& generation =
        m_contents->generations[moment.timelineEntry().generation];
    if (generation.created == moment.time() &&
        (moment.isSnapshot() || moment.timelineEntry().part == 0) &&
        place.number + 1 == rowsOf(place.entry))
        said << tr("a generation begins");
    if (!moment.isSnapshot() && !pointOf(place))
        said << (commitsOf(place.entry) ? tr("no commit ends here") : tr("not read yet"));
    if (const RestorePoint* point = pointOf(place)) {
        const auto* commits = commitsOf(place.entry);
        if (commits->size() > 1)
            said << tr("commit %1 of %2")
                        .arg(HumanText::number(commits->size() - place.number),
                             HumanText::number(commits->size()));
        if (point->frames >= manyPages)
            said << tr("large transaction");
        const RestorePoint* before = pointBefore(place);
        if (before && point->databasePages < before->databasePages)
            said << tr("the database shrinks");
    }
    return said.join(u" · "_s);
}

QString PointListModel::toolTip(const Place& place) const
{
    const Moment moment{m_contents, place.entry, {}};
    return tr("%1, generation %2")
        .arg(HumanText::utc(moment.time()), toQt(moment.generation().id.text()));
}

} // namespace walkeeper::ui
