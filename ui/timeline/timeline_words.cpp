#include "ui/timeline/timeline_words.h"

#include "ui/moment/moment_text.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

#include <algorithm>
#include <cmath>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// A tool tip speaks of this many pixels around the pointer.
constexpr double reach = 4;
constexpr int mostFindings = 3;

const CommitComb* combAt(const TimelinePicture& picture, double pixel)
{
    const auto found =
        std::find_if(picture.combs.begin(), picture.combs.end(), [pixel](const CommitComb& comb) {
            return pixel >= comb.left() - reach && pixel <= comb.right + reach;
        });
    return found == picture.combs.end() ? nullptr : &*found;
}

} // namespace

QString TimelineWords::at(double pixel) const
{
    if (!m_picture.contents || m_picture.contents->timeline.isEmpty())
        return {};
    const TimelineScale& scale = m_picture.scale;
    const TimeSpan span{scale.timeAt(pixel - reach), scale.timeAt(pixel + reach)};
    const CommitComb* comb = combAt(m_picture, pixel);
    const QStringList lines =
        comb ? tooth(*comb, pixel) + notes({span.to, span.to})
             : QStringList{timeWithZone(scale.timeAt(pixel))} + counts(pixel) + notes(span);
    return (labels(pixel) + lines).join(u'\n');
}

QString TimelineWords::moment() const
{
    if (!m_picture.moment)
        return {};
    const Moment& moment = *m_picture.moment;
    const MomentText text(moment, m_picture.zone);
    QStringList parts{text.date() + u", "_s + text.clock() + u' ' +
                      HumanText::zoneName(moment.time(), m_picture.zone)};
    if (moment.commit)
        parts << tr("Commit %1 of %2 in its segment.")
                     .arg(HumanText::number(moment.commit->number + 1),
                          HumanText::number(moment.commit->count));
    const std::uint32_t generation = moment.timelineEntry().generation;
    if (moment.contents->generations[generation].created == moment.time())
        parts << JointWords(*moment.contents, m_picture.starts).sentence(generation);
    return (parts << text.exactness()).join(u'\n');
}

QStringList TimelineWords::counts(double pixel) const
{
    const ReplicaContents& contents = *m_picture.contents;
    const TimelineScale& scale = m_picture.scale;
    const EntryRange range =
        entriesIn(contents.timeline, {scale.timeAt(pixel - reach), scale.timeAt(pixel + reach)});
    if (range.count() == 0)
        return {tr("Nothing stored here")};
    const TimelineTotals sum =
        totalsBefore(contents, range.last) - totalsBefore(contents, range.first);
    QStringList lines;
    const TimelineBin* bin = m_picture.bins.at(pixel);
    if (m_picture.bins.knowsCommits && bin && bin->commits > 0)
        lines << tr("%Ln commit(s)", nullptr, static_cast<int>(bin->commits));
    if (sum.segments > 0)
        lines << tr("%Ln segment(s) stored: %1", nullptr, static_cast<int>(sum.segments))
                     .arg(HumanText::bytes(sum.walBytes));
    if (sum.snapshots > 0)
        lines << tr("%Ln snapshot(s): %1", nullptr, static_cast<int>(sum.snapshots))
                     .arg(HumanText::bytes(sum.snapshotBytes));
    if (sum.segments > 0)
        lines << tr("The time is that of storing; the commits happened no later.");
    return lines;
}

QStringList TimelineWords::tooth(const CommitComb& comb, double pixel) const
{
    const std::uint32_t number = comb.commitOf(comb.nearestTooth(pixel));
    const Timestamp stored = m_picture.contents->timeline.entries()[comb.entry].time;
    return {tr("Commit %1 of %2 in this segment")
                .arg(HumanText::number(number + 1), HumanText::number(comb.commits)),
            tr("Stored at %1").arg(timeWithZone(stored)),
            tr("Their order is known, their times are not: none happened later.")};
}

QStringList TimelineWords::labels(double pixel) const
{
    QStringList lines;
    for (const LabelMark& mark : m_picture.labels) {
        if (std::abs(mark.pixel - pixel) > reach)
            continue;
        for (const QString& text : mark.texts)
            lines << tr("Label: %1").arg(text);
    }
    return lines;
}

/// Joints, checks and findings.
QStringList TimelineWords::notes(TimeSpan span) const
{
    QStringList lines;
    const ReplicaContents& contents = *m_picture.contents;
    for (std::uint32_t i = 0; i < contents.generations.size(); ++i) {
        const auto& created = contents.generations[i].created;
        if (created && *created >= span.from && *created <= span.to)
            lines << JointWords(contents, m_picture.starts).sentence(i);
    }
    if (m_picture.checked && m_picture.checked->span.from <= span.to &&
        m_picture.checked->span.to >= span.from)
        lines << m_picture.checked->words;
    if (!m_picture.findings)
        return lines;
    int findings = 0;
    for (const PlacedFinding& placed : *m_picture.findings) {
        if (!placed.to || *placed.to < span.from || *placed.from > span.to)
            continue;
        if (++findings > mostFindings) {
            lines << tr("and more; all of them are under Checks");
            break;
        }
        lines << ErrorText::title(placed.finding.kind);
    }
    return lines;
}

QString TimelineWords::timeWithZone(Timestamp time) const
{
    return u"%1 (%2)"_s.arg(HumanText::dateAndClock(time, m_picture.zone),
                            HumanText::zoneName(time, m_picture.zone));
}

} // namespace walkeeper::ui
