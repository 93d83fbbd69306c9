#pragma once

#include "core/timetravel/moment.h"

#include <memory>
#include <optional>
#include <string>

namespace walkeeper {

/// Lets SQLite read a moment as a database file. The file is read-only and never changes, so there
/// are no locks and no side files; temporary files go to the index's scratch file. Its bytes are
/// those of a restore, but for the two that say "WAL mode", or SQLite would look for a WAL.
///
/// Every object is a VFS of its own under a name of its own. For one thread at a time; it must
/// outlive the connections that it serves.
class MomentVfs
{
public:
    /// errors  Internal: SQLite does not take it
    static Result<std::unique_ptr<MomentVfs>> mount(std::unique_ptr<Moment> moment);
    ~MomentVfs();
    MomentVfs(const MomentVfs&) = delete;
    MomentVfs& operator=(const MomentVfs&) = delete;

    const std::string& name() const { return m_name; }
    /// The one database in it.
    static constexpr const char* fileName = "moment";

    Moment& moment() { return *m_moment; }
    const Moment& moment() const { return *m_moment; }

    /// For all that SQLite reads from now on.
    void setToken(const CancellationToken& token) { m_token = token; }
    /// What kept SQLite from reading or writing last; SQLite itself only has a number for it.
    std::optional<Error> takeError();

private:
    struct Registration;
    friend struct VfsCalls;

    explicit MomentVfs(std::unique_ptr<Moment> moment);

    std::unique_ptr<Moment> m_moment;
    CancellationToken m_token;
    std::optional<Error> m_error;
    std::string m_name;
    std::unique_ptr<Registration> m_registration;
};

} // namespace walkeeper
