#include "ui/moment/commit_book.h"

#include "ui/moment/continuation.h"

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

namespace {

/// More than this is not kept: 80 bytes each.
constexpr std::size_t mostPoints = 400'000;

/// The segment of `range` in which a commit ends.
std::size_t segmentOf(const Generation& generation, SegmentRange range, const Position& end)
{
    const auto begin = generation.segments.begin();
    const auto behind = std::partition_point(
        begin + static_cast<std::ptrdiff_t>(range.first),
        begin + static_cast<std::ptrdiff_t>(range.last), [&end](const StoredSegment& segment) {
            return segment.name.index < end.index ||
                   (segment.name.index == end.index && segment.name.offset < end.offset);
        });
    const auto place = static_cast<std::size_t>(behind - begin);
    return place > range.first ? place - 1 : range.first;
}

} // namespace

CommitBook::CommitBook(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    connect(&engine, &Engine::commitsRead, this, &CommitBook::take);
}

void CommitBook::turnTo(std::shared_ptr<const ReplicaContents> contents)
{
    for (const auto& [job, wish] : m_wishes)
        m_engine.cancel(job);
    m_wishes.clear();
    const std::shared_ptr<const ReplicaContents> older = std::exchange(m_contents, contents);
    if (older && m_contents && older->url == m_contents->url) {
        carryOver(*older);
    } else {
        m_commits.clear();
        m_findings.clear();
        m_points = 0;
    }
    emit turned();
}

const std::vector<RestorePoint>* CommitBook::commits(std::uint32_t generation,
                                                     std::uint32_t segment) const
{
    const auto found = m_commits.find(keyOf(generation, segment));
    return found == m_commits.end() ? nullptr : &found->second;
}

std::optional<std::size_t> CommitBook::numberOf(std::uint32_t generation, std::uint32_t segment,
                                                const Position& end) const
{
    const std::vector<RestorePoint>* all = commits(generation, segment);
    if (!all)
        return std::nullopt;
    const auto found = std::ranges::find(*all, end, &RestorePoint::position);
    if (found == all->end())
        return std::nullopt;
    return static_cast<std::size_t>(found - all->begin());
}

std::vector<Finding> CommitBook::findings(std::uint32_t generation, std::uint32_t segment) const
{
    const auto found = m_findings.find(keyOf(generation, segment));
    return found == m_findings.end() ? std::vector<Finding>() : found->second;
}

void CommitBook::want(const std::vector<GenerationSegments>& ranges, Reason reason)
{
    if (reason != Reason::Expanded)
        dropWishes(reason);
    if (!m_contents)
        return;
    for (const auto& [generation, wanted] : ranges) {
        const SegmentRange range = unknownPart(generation, wanted);
        if (range.first == range.last)
            continue;
        const JobId job = m_engine.readCommits({m_contents, generation, range});
        if (job.isValid())
            m_wishes[job] = {generation, range, reason};
    }
}

CommitBook::Key CommitBook::keyOf(std::uint32_t generation, std::size_t segment)
{
    return (Key{generation} << 32) | segment;
}

void CommitBook::take(JobId job, const CommitsAnswer& answer)
{
    const auto found = m_wishes.find(job);
    if (found == m_wishes.end())
        return; // replaced by a newer wish, or about another replica
    const Wish wish = found->second;
    m_wishes.erase(found);
    if (!*answer) {
        emit readingFailed(wish.generation, wish.range, answer->error());
        return;
    }
    enter(wish, **answer);
    emit commitsRead(wish.generation, wish.range);
}

void CommitBook::enter(const Wish& wish, const RestorePoints& read)
{
    if (m_points > mostPoints) {
        m_commits.clear();
        m_findings.clear();
        m_points = 0;
    }
    const Generation& generation = m_contents->replica.generations[wish.generation];
    for (std::size_t i = wish.range.first; i < wish.range.last; ++i) {
        m_commits[keyOf(wish.generation, i)].clear();
        m_findings.erase(keyOf(wish.generation, i));
    }
    for (const RestorePoint& point : read.points) {
        const std::size_t segment = segmentOf(generation, wish.range, point.position);
        m_commits[keyOf(wish.generation, segment)].push_back(point);
    }
    for (const PlacedFinding& placed : placeFindings(*m_contents, read.findings)) {
        if (!placed.entry)
            continue;
        const TimelineEntry& entry = m_contents->timeline.entries()[*placed.entry];
        if (entry.kind == TimelineEntry::Kind::Segment)
            m_findings[keyOf(entry.generation, entry.part)].push_back(placed.finding);
    }
    m_points += read.points.size();
}

void CommitBook::carryOver(const ReplicaContents& older)
{
    std::unordered_map<Key, std::vector<RestorePoint>> commits;
    std::unordered_map<Key, std::vector<Finding>> findings;
    m_points = 0;
    for (auto& [key, points] : m_commits) {
        const auto generation = static_cast<std::uint32_t>(key >> 32);
        const auto segment = static_cast<std::uint32_t>(key);
        const auto place = generationIn(*m_contents, older, generation);
        const auto part = place ? segmentIn(*m_contents, *place,
                                            older.replica.generations[generation].segments[segment])
                                : std::nullopt;
        if (!part)
            continue;
        m_points += points.size();
        commits[keyOf(*place, *part)] = std::move(points);
        if (const auto found = m_findings.find(key); found != m_findings.end())
            findings[keyOf(*place, *part)] = std::move(found->second);
    }
    m_commits = std::move(commits);
    m_findings = std::move(findings);
}

SegmentRange CommitBook::unknownPart(std::uint32_t generation, SegmentRange range) const
{
    // A wish may be of a listing that was just replaced.
    const auto& generations = m_contents->replica.generations;
    const std::size_t listed =
        generation < generations.size() ? generations[generation].segments.size() : 0;
    range = {std::min(range.first, listed), std::min(range.last, listed)};
    while (range.first < range.last && m_commits.contains(keyOf(generation, range.first)))
        ++range.first;
    while (range.first < range.last && m_commits.contains(keyOf(generation, range.last - 1)))
        --range.last;
    return range;
}

void CommitBook::dropWishes(Reason reason)
{
    std::erase_if(m_wishes, [&](const auto& each) {
        if (each.second.reason != reason)
            return false;
        m_engine.cancel(each.first);
        return true;
    });
}

} // namespace walkeeper::ui
