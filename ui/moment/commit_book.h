#pragma once

#include "core/engine/engine.h"

#include <QObject>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace walkeeper::ui {

/// Segments of one generation by their places.
struct GenerationSegments {
    std::uint32_t generation = 0; ///< place in Replica::generations
    SegmentRange range;
};

/// The commits of the segments that somebody looked at, read through the engine a range at a time
/// and kept. Nothing is read that was not asked for.
class CommitBook final : public QObject
{
    Q_OBJECT

public:
    /// Why commits are wanted. A newer wish for the same reason replaces the one before, but for
    /// the tree's, where each expanded row wants its own.
    enum class Reason { Chosen, Visible, Listed, Expanded };

    explicit CommitBook(Engine& engine, QObject* parent = nullptr);

    /// Forgets everything and turns to another replica. May be null. To a newer listing of the same
    /// one, what is known goes along.
    void turnTo(std::shared_ptr<const ReplicaContents> contents);
    /// What it is turned to.
    const std::shared_ptr<const ReplicaContents>& contents() const { return m_contents; }

    /// Null if they are not known (yet). Commits of a segment that cannot be read are none.
    const std::vector<RestorePoint>* commits(std::uint32_t generation, std::uint32_t segment) const;
    /// Which commit of a segment ends there; nothing if none does, or they are not known (yet).
    std::optional<std::size_t> numberOf(std::uint32_t generation, std::uint32_t segment,
                                        const Position& end) const;
    /// What reading a segment found to be wrong with it.
    std::vector<Finding> findings(std::uint32_t generation, std::uint32_t segment) const;

    /// Reads what is not known yet of these ranges.
    void want(const std::vector<GenerationSegments>& ranges, Reason reason);
    bool isReading() const { return !m_wishes.empty(); }

signals:
    /// It is about other contents now.
    void turned();
    /// The commits of these segments are known from now on.
    void commitsRead(std::uint32_t generation, walkeeper::SegmentRange range);
    /// They could not be read; the reason concerns the store, not one segment.
    void readingFailed(std::uint32_t generation, walkeeper::SegmentRange range,
                       const walkeeper::Error& error);

private:
    struct Wish {
        std::uint32_t generation = 0;
        SegmentRange range;
        Reason reason = Reason::Chosen;
    };
    using Key = std::uint64_t;
    static Key keyOf(std::uint32_t generation, std::size_t segment);

    void take(JobId job, const CommitsAnswer& answer);
    void enter(const Wish& wish, const RestorePoints& read);
    SegmentRange unknownPart(std::uint32_t generation, SegmentRange range) const;
    void dropWishes(Reason reason);
    void carryOver(const ReplicaContents& older);

    Engine& m_engine;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::map<JobId, Wish> m_wishes; ///< asked and not answered
    std::unordered_map<Key, std::vector<RestorePoint>> m_commits;
    std::unordered_map<Key, std::vector<Finding>> m_findings;
    std::size_t m_points = 0; ///< in m_commits
};

} // namespace walkeeper::ui

Q_DECLARE_METATYPE(walkeeper::SegmentRange)
