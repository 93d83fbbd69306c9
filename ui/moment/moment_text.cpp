#include "ui/moment/moment_text.h"

#include "ui/moment/commit_book.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

MomentText::MomentText(const Moment& moment, const QTimeZone& zone) : m_moment(moment), m_zone(zone)
{
}

QString MomentText::date() const
{
    return HumanText::date(m_moment.time(), m_zone);
}

QString MomentText::clock() const
{
    return HumanText::clock(m_moment.time(), m_zone);
}

QString MomentText::zones() const
{
    const QString zone = HumanText::zoneName(m_moment.time(), m_zone);
    if (zone == "UTC"_L1)
        return zone;
    return zone + u"   ·   "_s + HumanText::utc(m_moment.time());
}

QString MomentText::exactness() const
{
    if (m_moment.isSnapshot())
        return tr("A snapshot was stored at this time. A restore gives the newest state that was "
                  "stored by then.");
    if (!m_moment.commit)
        return tr("A WAL segment was stored at this time. Its commits happened no later.");
    const RestorePoint& point = m_moment.commit->point;
    if (!point.after)
        return tr("Stored at this time. The commit happened no later; when exactly is not kept.");
    if (*point.after >= point.time)
        return tr("Stored at this time, together with the segment before it. The commit happened "
                  "no later.");
    return tr("Stored at this time. The commit happened after %1 and no later.")
        .arg(toQt(*point.after).toTimeZone(m_zone).date() ==
                     toQt(point.time).toTimeZone(m_zone).date()
                 ? HumanText::clock(*point.after, m_zone)
                 : HumanText::dateAndClock(*point.after, m_zone));
}

QString MomentText::position() const
{
    const Position position =
        m_moment.commit ? m_moment.commit->point.position : startPosition(m_moment);
    return toQt(position.text()).section(u'/', 1);
}

QString MomentText::commit() const
{
    if (!m_moment.commit)
        return u"–"_s;
    const ChosenCommit& commit = *m_moment.commit;
    const QString pages = tr("%Ln page(s)", nullptr, static_cast<int>(commit.point.frames));
    if (commit.count == 1)
        return tr("%1 written").arg(pages);
    return tr("%1 of %2 in its segment; %3")
        .arg(HumanText::number(commit.number + 1), HumanText::number(commit.count), pages);
}

QString MomentText::database() const
{
    if (!m_moment.commit)
        return u"–"_s;
    const RestorePoint& point = m_moment.commit->point;
    return tr("%1: %2 of %3 bytes")
        .arg(HumanText::bytes(point.databaseBytes()),
             tr("%Ln page(s)", nullptr, static_cast<int>(point.databasePages)),
             HumanText::number(point.pageSize));
}

QString MomentText::object() const
{
    if (m_moment.isSnapshot())
        return tr("Snapshot %1, %2")
            .arg(m_moment.snapshot().index, 8, 16, '0'_L1)
            .arg(HumanText::bytes(m_moment.snapshot().storedBytes));
    return tr("WAL segment of %1").arg(HumanText::bytes(m_moment.segment().storedBytes));
}

QString MomentText::problem(const Moment& moment, const CommitBook& book)
{
    if (moment.isSnapshot() || moment.commit)
        return {};
    const TimelineEntry& entry = moment.timelineEntry();
    const auto* commits = book.commits(entry.generation, entry.part);
    if (!commits)
        return {};
    // Damage in a WAL file ends what can be read of it, so its reason may stand further up.
    const auto& segments = moment.generation().segments;
    for (std::uint32_t part = entry.part; segments[part].name.index == moment.segment().name.index;
         --part) {
        const std::vector<Finding> findings = book.findings(entry.generation, part);
        if (!findings.empty())
            return (part == entry.part ? tr("The commits of this segment cannot be read. %1")
                                       : tr("The WAL file is damaged before this segment. %1"))
                .arg(ErrorText::sentence({ErrorCode::Corrupt, findings.front().text}));
        if (part == 0)
            break;
    }
    return tr("No commit ends in this segment. A restore gives the state of the one before.");
}

QString MomentText::reading(const RestorePlan& plan)
{
    return tr("%1 in %2")
        .arg(HumanText::bytes(plan.storedBytes()),
             tr("%Ln object(s)", nullptr, static_cast<int>(plan.segments.size()) + 1));
}

QString MomentText::objects(const RestorePlan& plan)
{
    return tr("One snapshot and %1")
        .arg(tr("%Ln segment(s)", nullptr, static_cast<int>(plan.segments.size())));
}

} // namespace walkeeper::ui
