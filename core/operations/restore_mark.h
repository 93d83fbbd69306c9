#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/io/file_lock.h"
#include "core/io/file_system.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace walkeeper {

/// Says of a folder beside a database that a restore is at work in it: a file that is locked as
/// long as the restore's program lives. Without any note beside it, nothing in that folder has ever
/// been in use. Destroying it removes the file; a program that is killed leaves it behind.
class RestoreMark
{
public:
    static constexpr std::string_view fileName = "restoring.lock";

    static Result<RestoreMark> set(const std::filesystem::path& folder, FileSystem& files);
    /// Takes over what a killed program left; nothing if there is none.
    /// errors  Busy: a restore is at work
    static Result<std::optional<RestoreMark>> takeOver(const std::filesystem::path& folder,
                                                       FileSystem& files);

    RestoreMark(RestoreMark&& other) noexcept;
    RestoreMark& operator=(RestoreMark&&) = delete;
    ~RestoreMark();

private:
    RestoreMark(FileSystem& files, std::filesystem::path path, FileLock lock);

    FileSystem& m_files;
    std::filesystem::path m_path; ///< empty: moved away
    FileLock m_lock;              ///< held until the file is gone
};

/// Removes what a restore that broke off has made in its folder: the database without a name, or
/// with one. Nothing else.
///
/// folder  with no note, and whose mark the caller holds
/// name    of the database
Result<void> removeUnfinished(const std::filesystem::path& folder, const std::string& name,
                              FileSystem& files, const CancellationToken& token);

} // namespace walkeeper
