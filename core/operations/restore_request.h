#pragma once

#include "core/history/restore_plan.h"
#include "core/sqlite/integrity.h"
#include "core/storage/store_url.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace walkeeper {

enum class BrokenChain : std::uint8_t {
    Refuse,          ///< say what is broken and what can be reached
    NewestReachable, ///< restore the newest state that can be reached instead
};

struct RestoreRequest {
    StoreUrl source;
    RestoreTarget target;
    std::filesystem::path output; ///< must not exist, nor its -wal, -shm and -journal
    IntegrityCheck check = IntegrityCheck::None;
    BrokenChain onBroken = BrokenChain::Refuse;
    unsigned parallelism = 0; ///< threads; 0 chooses
};

struct RestoreReport {
    RestorePlan plan;  ///< what was restored
    Position position; ///< end of the last commit in it; offset 0: the snapshot alone
    Timestamp time;    ///< of the part that holds it
    std::uint32_t pageSize = 0;
    std::uint64_t databaseBytes = 0;
    std::uint64_t pagesWritten = 0;
    std::vector<Finding> findings; ///< warnings; damage if the newest reachable state was taken
    std::chrono::milliseconds elapsed{};
};

} // namespace walkeeper
