#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <utility>

namespace walkeeper {

/// The proof that a file is open nowhere: in no process of any user, not even idle, as a bare
/// descriptor or mapped. While it is held, whoever opens the file waits.
///
/// A lease of the system. Locks tell less: a connection that SQLite keeps to a database without a
/// WAL holds none while it is idle. Hold it for moments only: the system takes it away after 45 s.
/// source  fcntl(2), "Leases"
class SoleUse
{
public:
    /// path     no link
    /// errors   Busy: somebody has it open; who, if this user may know;
    ///          PermissionDenied: it belongs to another user; Unsupported: the file system cannot
    ///          tell; NotFound
    static Result<SoleUse> acquire(const std::filesystem::path& path);

    SoleUse(SoleUse&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    SoleUse& operator=(SoleUse&&) = delete;
    ~SoleUse();

    /// Whether somebody waits to open the file, or the system has taken the lease away.
    bool isAwaited() const;

private:
    explicit SoleUse(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor;
};

} // namespace walkeeper
