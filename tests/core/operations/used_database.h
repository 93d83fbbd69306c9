#pragma once

#include "core/operations/restore_in_place.h"
#include "tests/core/operations/replica_folder.h"
#include "tests/support/child_process.h"

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

using Names = std::vector<std::string>;

/// A database that an application uses, and a replica to restore it from.
class UsedDatabase
{
public:
    explicit UsedDatabase(const std::string& journalMode = "wal");

    bool isOk() const { return m_ok; }
    ReplicaFolder& folder() { return m_folder; }
    OperationContext context() { return m_folder.context(); }
    std::filesystem::path path() const { return m_folder.root() / "data" / "app.db"; }
    Names names() const { return m_folder.namesIn("data"); }

    RestoreRequest request() const;
    /// One commit that is only in the WAL, as a program leaves it that is killed.
    bool leaveWal() const;
    /// What could not be removed while the disk was lost.
    void removeRemains() const;

    Result<RestoredInPlace> restore() { return restore(m_folder.context()); }
    Result<RestoredInPlace> restore(const OperationContext& context);

private:
    ReplicaFolder m_folder;
    bool m_ok = false;
};

/// "before", "restored", or what is wrong with it.
std::string stateOf(const std::filesystem::path& database);

/// A program that has the database open in some way, until it is destroyed.
ChildProcess holder(const std::string& how, const std::filesystem::path& database);
/// Waits for it.
bool hasSaid(const ChildProcess& child, const std::string& text);
/// Whether it waits within the system for somebody to let go of a file.
bool waitsForALease(const ChildProcess& child);

} // namespace walkeeper::test

#define VERIFY_OK(expression)                                                                      \
    do {                                                                                           \
        const auto& outcome = (expression);                                                        \
        QVERIFY2(outcome, outcome ? "" : outcome.error().message.c_str());                         \
    } while (false)
