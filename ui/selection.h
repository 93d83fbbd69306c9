#pragma once

#include "ui/moment/commit_book.h"
#include "ui/moment/moment.h"

#include <QObject>

#include <cstdint>
#include <optional>

namespace walkeeper::ui {

/// What is chosen: the one home of the moment that tree, timeline and details show.
class Selection final : public QObject
{
    Q_OBJECT

public:
    explicit Selection(CommitBook& book, QObject* parent = nullptr);

    const std::optional<Moment>& moment() const { return m_moment; }
    /// Whether the moment is the newest there is; later it will be another one.
    bool isNewest() const;

    /// Turns to another replica, or to a newer listing of the same one: then what was chosen stays
    /// chosen, but the newest moment becomes the one that is newest now. Otherwise the newest
    /// moment is chosen. Null chooses nothing.
    void turnTo(std::shared_ptr<const ReplicaContents> contents, bool keepTime);

    /// The newest state of an entry.
    void choose(std::uint32_t entry);
    void chooseCommit(std::uint32_t entry, std::size_t number);
    /// The newest state that was stored by then; the oldest if there is none.
    void chooseTime(Timestamp time);

    /// A commit by its end, or a snapshot by its place. False, and nothing is chosen, if it is not
    /// stored here (any more).
    bool choosePosition(const Position& position);

    /// One restore point on (+1) or back (-1). A segment whose commits are not known counts as one.
    void step(int direction);
    void stepSnapshot(int direction);
    void chooseFirst();
    void chooseLast();

signals:
    /// Also when its commit became known.
    void momentChanged();

private:
    void set(std::uint32_t entry, std::optional<std::size_t> number);
    std::optional<std::size_t> awaitedNumber(std::uint32_t entry) const;
    const std::vector<RestorePoint>* commitsOf(std::uint32_t entry) const;
    void refine();
    void wantCommits();

    CommitBook& m_book;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::optional<Moment> m_moment;
    std::optional<Position> m_awaited; ///< of the commit to choose once they are known
};

} // namespace walkeeper::ui
