#pragma once

#include "core/operations/restore_request.h"
#include "core/replicate/database_monitor.h"
#include "core/replicate/replica_monitor.h"
#include "core/sqlite/connection.h"
#include "core/storage/local/file_store.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/faulty_store.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/manual_clock.h"
#include "tests/support/put_fault_store.h"
#include "tests/support/test_folder.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace walkeeper::test {

/// One planned fault somewhere below the engine.
struct EngineFault {
    FileFault file;
    SqliteFault sqlite;
    StoreFault store;
    PutFault put = PutFault::None;
    int nthPut = 0;
};

/// A database with its engine, led by hand and always the same way through everything that it does:
/// first commits, rotations, snapshots, retention, a stop and a start, a WAL that was reset
/// meanwhile. Somewhere on the way the fault strikes; then it goes on without.
///
/// Checks all along what must hold, and keeps the first thing that is wrong.
class FaultScenario
{
public:
    explicit FaultScenario(EngineFault fault);

    void run();

    const std::optional<std::string>& wrong() const { return m_wrong; }
    bool hasStruck() const;
    /// The fault was returned, or stood in a status.
    bool wasTold() const { return m_wasTold; }

    // How many calls there were before the end of all faults.
    int calls(FileCall call) const { return numberOf(m_fileCalls, call); }
    int calls(SqliteCall call) const { return m_vfs.calls(call); }
    int calls(StoreCall call) const { return numberOf(m_storeCalls, call); }
    int puts() const { return m_puts; }

private:
    template <class Call>
    static int numberOf(const std::map<Call, int>& calls, Call call)
    {
        const auto found = calls.find(call);
        return found == calls.end() ? 0 : found->second;
    }

    // The application.
    void createDatabase();
    void commit(int count = 1);
    void resetWal();
    /// The commit that a database file ends with, after a look at all that it should hold.
    Result<int> lastCommitIn(const std::filesystem::path& database);

    // The engine.
    void useEngine(const std::function<void()>& step);
    void makeEngine();
    void turn();
    void note(const Result<void>& outcome);
    void stop();
    void go(int commits, int rounds);

    // What must hold.
    void noteReported();
    void checkStruck();
    void checkHandled();
    void heal();
    void recover();
    void checkEnd();
    Result<int> restoredCommit(BrokenChain onBroken);
    void expect(bool holds, const std::string& what);
    bool isCurrent() const;

    const EngineFault m_fault;
    FaultyFileSystem m_quickFiles; ///< without faults
    const TestFolder m_folder;
    ManualClock m_clock;
    FaultyVfs m_vfs;
    FaultyFileSystem m_files;
    std::map<FileCall, int> m_fileCalls;
    std::map<StoreCall, int> m_storeCalls;
    FileStore m_folderStore;
    PutFaultStore m_puttingStore;
    FaultyStore m_store;
    DatabaseConfig m_config;
    std::optional<Connection> m_application;
    std::unique_ptr<DatabaseMonitor> m_monitor;
    std::unique_ptr<ReplicaMonitor> m_replica;
    CancellationSource m_cancel;

    int m_puts = 0;
    bool m_isHealed = false;
    bool m_hasStalled = false;
    bool m_wasChecked = false;
    bool m_wasHandled = false;
    bool m_wasTold = false;
    int m_commits = 0;
    std::map<std::string, int> m_commitsAt; ///< by position of the shadow WAL's end
    int m_reported = 0;                     ///< as being in the replica
    std::optional<std::string> m_wrong;
};

} // namespace walkeeper::test
