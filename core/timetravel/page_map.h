#pragma once

#include "core/timetravel/scratch_file.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace walkeeper {

/// Which frame holds each page of a moment. Pages are added once each, in any order; then finish(),
/// then find(). A bounded number of them is kept in memory, the rest as sorted runs in a scratch
/// file with every few hundredth page number in memory. For one thread at a time.
class PageMap
{
public:
    /// memory  bytes for pages that are not in the scratch file
    PageMap(ScratchFile& scratch, std::uint64_t memory);

    /// errors  NoSpace
    Result<void> add(std::uint32_t page, std::uint32_t frame);
    void finish();

    Result<std::optional<std::uint32_t>> find(std::uint32_t page) const;
    std::uint64_t size() const { return m_size; }

private:
    struct Entry {
        std::uint32_t page = 0;
        std::uint32_t frame = 0;
    };
    struct Run {
        ScratchBytes entries;
        std::vector<std::uint32_t> firstPages; ///< of each stretch of entries
        std::size_t count = 0;
    };

    Result<void> spill();
    static Result<std::optional<std::uint32_t>> findIn(const Run& run, std::uint32_t page);

    ScratchFile& m_scratch;
    const std::size_t m_limit;
    std::vector<Entry> m_entries; ///< sorted by finish()
    std::vector<Run> m_runs;
    std::uint64_t m_size = 0;
};

} // namespace walkeeper
