#pragma once

#include "core/base/cancellation.h"
#include "tests/support/manual_clock.h"
#include "tests/support/test_folder.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace walkeeper::test {

/// How one run of the command line ended.
struct CliRun {
    int exitCode = -1;
    std::string out;
    std::string err;

    /// `err` without what each of its lines begins with.
    QStringList messages() const;
    /// The rows of a table in `out`, split at blanks, with its header.
    std::vector<QStringList> rows() const;
    QJsonArray jsonArray() const;
    QJsonObject jsonObject() const;
    /// For messages of tests.
    const char* text() const;

private:
    mutable std::string m_text;
};

/// Sorted keys of an object, joined by blanks.
QString keysOf(const QJsonObject& object);

/// A folder, a clock that stands still and an environment, and the command line run in them, in
/// this process.
class CliWorld
{
public:
    CliRun run(std::vector<std::string> words) const;

    /// A demo database and replica of two generations; there after the first call.
    std::filesystem::path demoDatabase();
    std::filesystem::path demoReplica();
    /// Another copy of the demo's replica, times and all.
    std::filesystem::path copyOfDemo(const std::string& name) const;
    /// Writes litestream.yml.
    std::string config(const std::string& text) const;

    TestFolder folder;
    ManualClock clock;
    std::map<std::string, std::string> variables;
    CancellationToken token;
    bool showsProgress = false;

private:
    bool m_hasDemo = false;
};

/// The demo's generations; the second one is the newer.
inline constexpr const char* firstGeneration = "0e5f1a2b3c4d5e6f";
inline constexpr const char* secondGeneration = "8a7b6c5d4e3f2a1b";

} // namespace walkeeper::test
