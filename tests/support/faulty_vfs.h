#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

struct sqlite3_vfs;

namespace walkeeper::test {

/// What of SQLite's way to its files can be made to fail.
enum class SqliteCall : std::uint8_t {
    Open,
    Access,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    ShmMap,
    ShmLock,
};
inline constexpr std::size_t sqliteCalls = 10;

struct SqliteFault {
    int nth = 0; ///< which call of that kind fails, counted from 1; 0: none
    SqliteCall call = SqliteCall::Read;
    bool noSpace = false;  ///< a Write fails with SQLITE_FULL and not with an input/output error
    bool writeHalf = true; ///< a failing Write stores the first half of its bytes
    bool syncs = true;     ///< false: what is to be synced is not, for tests that cut no power
};

/// SQLite's default VFS with one planned fault, for every database that is opened by name while it
/// lives. Files that are open must be closed before it ends. Any thread, but for making and ending.
class FaultyVfs
{
public:
    explicit FaultyVfs(SqliteFault fault = {});
    ~FaultyVfs();
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;

    /// Calls count, and fail, only while it is armed: so applications of the test are spared.
    void setArmed(bool isArmed) { m_isArmed = isArmed; }
    bool hasFailed() const { return m_hasFailed; }
    int calls(SqliteCall call) const { return m_calls[static_cast<std::size_t>(call)]; }

    /// Run after each read while it is armed, for tests that do something in between. Disarm
    /// before other databases are used there.
    void setReadObserver(std::function<void(int bytes)> observer)
    {
        m_readObserver = std::move(observer);
    }

private:
    struct OpenFile;
    struct Methods;

    bool fails(SqliteCall call);

    const SqliteFault m_fault;
    sqlite3_vfs* const m_real;
    const std::unique_ptr<sqlite3_vfs> m_vfs;
    std::array<std::atomic<int>, sqliteCalls> m_calls{};
    std::atomic<bool> m_isArmed = false;
    std::atomic<bool> m_hasFailed = false;
    std::function<void(int)> m_readObserver;
};

} // namespace walkeeper::test
