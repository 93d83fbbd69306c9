#include "ui/selection.h"

#include "ui/moment/continuation.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

/// So many segments on each side of the chosen one are read with it, if they are small.
constexpr std::size_t neighbours = 6;
constexpr std::uint64_t neighbourBytes = 2'000'000; ///< stored

/// The chosen segment and its neighbours in the same generation.
SegmentRange around(const Generation& generation, std::size_t chosen)
{
    SegmentRange range{chosen, chosen + 1};
    std::uint64_t bytes = 0;
    const auto isWorth = [&](std::size_t segment) {
        bytes += generation.segments[segment].storedBytes;
        return bytes <= neighbourBytes;
    };
    while (range.first > 0 && chosen - range.first < neighbours && isWorth(range.first - 1))
        --range.first;
    while (range.last < generation.segments.size() && range.last - chosen <= neighbours &&
           isWorth(range.last))
        ++range.last;
    return range;
}

bool isNewestOfAll(const Moment& moment)
{
    return moment.entry + std::size_t{1} == moment.contents->timeline.entries().size() &&
           (!moment.commit || moment.commit->number + 1 == moment.commit->count);
}

} // namespace

Selection::Selection(CommitBook& book, QObject* parent) : QObject(parent), m_book(book)
{
    connect(&book, &CommitBook::commitsRead, this, &Selection::refine);
}

void Selection::turnTo(std::shared_ptr<const ReplicaContents> contents, bool keepTime)
{
    const std::optional<Moment> before = keepTime ? m_moment : std::nullopt;
    m_contents = std::move(contents);
    m_moment.reset();
    m_book.turnTo(m_contents);
    if (!m_contents || m_contents->timeline.isEmpty())
        emit momentChanged();
    else if (!before || isNewestOfAll(*before))
        chooseLast();
    else if (const auto entry = entryIn(*m_contents, *before->contents, before->entry))
        set(*entry, before->commit ? std::optional(before->commit->number) : std::nullopt);
    else
        chooseTime(before->time());
}

bool Selection::isNewest() const
{
    return m_moment && isNewestOfAll(*m_moment);
}

void Selection::choose(std::uint32_t entry)
{
    set(entry, std::nullopt);
}

void Selection::chooseCommit(std::uint32_t entry, std::size_t number)
{
    set(entry, number);
}

void Selection::chooseTime(Timestamp time)
{
    if (!m_contents || m_contents->timeline.isEmpty())
        return;
    const Timeline& timeline = m_contents->timeline;
    const std::size_t place = timeline.atOrBefore(time);
    choose(place == timeline.entries().size() ? 0 : static_cast<std::uint32_t>(place));
}

bool Selection::choosePosition(const Position& position)
{
    const auto entry = m_contents ? entryAt(*m_contents, position) : std::nullopt;
    if (!entry)
        return false;
    m_awaited = position;
    set(*entry, awaitedNumber(*entry));
    return true;
}

void Selection::step(int direction)
{
    if (!m_moment)
        return;
    if (m_moment->commit) {
        const std::size_t number = m_moment->commit->number;
        if (direction > 0 && number + 1 < m_moment->commit->count)
            return set(m_moment->entry, number + 1);
        if (direction < 0 && number > 0)
            return set(m_moment->entry, number - 1);
    }
    const auto entries = m_contents->timeline.entries().size();
    if (direction > 0 && m_moment->entry + std::size_t{1} < entries) {
        const std::uint32_t next = m_moment->entry + 1;
        const auto* commits = commitsOf(next);
        return set(next,
                   commits && !commits->empty() ? std::optional<std::size_t>(0) : std::nullopt);
    }
    if (direction < 0 && m_moment->entry > 0)
        set(m_moment->entry - 1, std::nullopt);
}

void Selection::stepSnapshot(int direction)
{
    if (!m_moment)
        return;
    const auto& entries = m_contents->timeline.entries();
    for (std::int64_t i = std::int64_t{m_moment->entry} + direction;
         i >= 0 && i < static_cast<std::int64_t>(entries.size()); i += direction) {
        const auto place = static_cast<std::uint32_t>(i);
        if (entries[place].kind == TimelineEntry::Kind::Snapshot)
            return choose(place);
    }
}

void Selection::chooseFirst()
{
    if (m_contents && !m_contents->timeline.isEmpty())
        choose(0);
}

void Selection::chooseLast()
{
    if (m_contents && !m_contents->timeline.isEmpty())
        choose(static_cast<std::uint32_t>(m_contents->timeline.entries().size() - 1));
}

void Selection::set(std::uint32_t entry, std::optional<std::size_t> number)
{
    Moment moment{m_contents, entry, std::nullopt};
    const auto* commits = commitsOf(entry);
    if (commits && !commits->empty()) {
        const std::size_t last = commits->size() - 1;
        const std::size_t chosen = std::min(number.value_or(last), last);
        moment.commit = ChosenCommit{(*commits)[chosen], chosen, commits->size()};
    }
    const bool isNew = m_moment != moment;
    m_moment = std::move(moment);
    wantCommits();
    if (isNew)
        emit momentChanged();
}

const std::vector<RestorePoint>* Selection::commitsOf(std::uint32_t entry) const
{
    const TimelineEntry& each = m_contents->timeline.entries()[entry];
    if (each.kind == TimelineEntry::Kind::Snapshot)
        return nullptr;
    return m_book.commits(each.generation, each.part);
}

std::optional<std::size_t> Selection::awaitedNumber(std::uint32_t entry) const
{
    const TimelineEntry& each = m_contents->timeline.entries()[entry];
    if (!m_awaited || each.kind == TimelineEntry::Kind::Snapshot)
        return std::nullopt;
    return m_book.numberOf(each.generation, each.part, *m_awaited);
}

void Selection::refine()
{
    if (!m_moment || m_moment->commit || !commitsOf(m_moment->entry))
        return;
    set(m_moment->entry, awaitedNumber(m_moment->entry));
    if (!m_moment->commit)
        emit momentChanged(); // it is known now that no commit ends here
}

void Selection::wantCommits()
{
    if (m_moment->isSnapshot())
        return;
    const TimelineEntry& entry = m_moment->timelineEntry();
    m_book.want({{entry.generation, around(m_moment->generation(), entry.part)}},
                CommitBook::Reason::Chosen);
}

} // namespace walkeeper::ui
