#pragma once

#include "core/format/generations/segment_scanner.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace walkeeper {

/// A growing set of page numbers. Memory follows the pages that are in it, so that an absurd
/// number in a damaged file costs nothing.
class PageSet
{
public:
    /// True if the page was not in the set before.
    bool insert(std::uint32_t page);
    bool contains(std::uint32_t page) const;

private:
    static constexpr std::size_t pagesPerChunk = 1 << 15;
    using Chunk = std::vector<std::uint64_t>;

    std::vector<std::unique_ptr<Chunk>> m_chunks;
};

/// Decides which version of each page a database at a commit consists of. It is fed with the
/// segments from the newest to the oldest and never sees a page's content, so that a restore,
/// which writes pages, and a preview, which only notes where they are, ask the same questions.
///
/// The rules, which give the same file as SQLite checkpointing one WAL after the other:
/// - of a WAL file only the frames up to its last commit count;
/// - the newest version of a page wins;
/// - a page above the size of some newer WAL's last commit was cut off in between: its older
///   versions are gone, even if the database has grown over it again.
class PageSelection
{
public:
    /// The segments from now on belong to the next older WAL file. Also before the first one.
    void enterWal() { m_commitSeen = false; }

    struct Selected {
        std::vector<std::uint32_t> frames; ///< whose pages are part of the database, ascending
        std::uint32_t committed = 0;       ///< frames up to the WAL file's last commit
        /// Size of the database at that commit, if this segment holds it.
        std::optional<std::uint32_t> databasePages;
    };

    Selected select(const SegmentScan& segment);

    /// Whether the snapshot's version of a page is part of it. Only after all segments.
    bool wantsFromSnapshot(std::uint32_t page) const
    {
        return page <= m_limit && !m_taken.contains(page);
    }

    /// No page above it is part of the database. Only after all segments.
    std::uint32_t limit() const { return m_limit; }

    /// Size at the newest commit; not set if there was none: then the snapshot alone counts.
    std::optional<std::uint32_t> databasePages() const { return m_databasePages; }

private:
    PageSet m_taken;
    std::uint32_t m_limit = UINT32_MAX; ///< no page above it is part of the database
    std::optional<std::uint32_t> m_databasePages;
    bool m_commitSeen = false; ///< in the current WAL file
};

} // namespace walkeeper
