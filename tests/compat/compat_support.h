#pragma once

#include "core/operations/restore_database.h"
#include "tests/support/reference_program.h"

#include <QTest>

#include <filesystem>
#include <string>

/// Fails the test with the error's text if a Result holds none.
#define VERIFY_RESULT(result)                                                                      \
    QVERIFY2(bool(result), (result) ? "" : (result).error().message.c_str())

namespace walkeeper::test {

/// Our restore, in process, on the real file system.
Result<RestoreReport> restoreOurs(const std::filesystem::path& replica,
                                  const std::filesystem::path& output,
                                  const RestoreTarget& target = {},
                                  BrokenChain onBroken = BrokenChain::Refuse,
                                  IntegrityCheck check = IntegrityCheck::None);

/// All that one listing tells about a replica.
Result<Replica> browseOurs(const std::filesystem::path& replica);

/// contentHash() of what our restore gives, in a scratch folder of its own.
Result<std::string> restoredContent(const std::filesystem::path& replica,
                                    const RestoreTarget& target = {});

/// Empty if both files are the same byte for byte; otherwise where they first differ.
std::string firstDifference(const std::filesystem::path& a, const std::filesystem::path& b);

/// A folder of its own, gone with the object.
class ScratchFolder
{
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
    /// Names of everything in it, sorted, joined by a blank.
    std::string content() const;

private:
    std::filesystem::path m_path;
};

} // namespace walkeeper::test
