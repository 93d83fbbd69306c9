#pragma once

#include "core/operations/operation_context.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>
#include <vector>

namespace walkeeper::test {

/// The demo's replica in a folder of its own, and the world that an operation needs.
class ReplicaFolder
{
public:
    ReplicaFolder();

    std::filesystem::path root() const { return m_root; }
    StoreUrl url() const;
    OperationContext context() { return context(nativeFileSystem()); }
    OperationContext context(FileSystem& files) { return {files, m_clock, m_stores}; }

    /// Segments of the newest generation, sorted.
    std::vector<std::filesystem::path> segments() const;
    /// Names in a folder beside the replica, which is made if it is missing.
    std::vector<std::string> namesIn(const std::string& folder) const;

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_root;
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
};

} // namespace walkeeper::test
