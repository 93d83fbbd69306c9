#pragma once

#include "core/base/cancellation.h"
#include "core/format/generations/position.h"
#include "core/io/file_system.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

/// Where a state came from that a restore has put into a database's place.
struct RestoredFrom {
    std::string replica; ///< as shown to people
    Position position;
    Timestamp time; ///< when that state was stored

    bool operator==(const RestoredFrom&) const = default;
};

/// What is written down before a database's file and another one change places.
struct ExchangeNote {
    Timestamp time;
    std::uint64_t leaving = 0;  ///< inode of the file that leaves the database's place
    std::uint64_t entering = 0; ///< of the one that takes it
    // Not set: nobody restored it, it is what the application made.
    std::optional<RestoredFrom> leavingFrom;
    std::optional<RestoredFrom> enteringFrom;

    bool operator==(const ExchangeNote&) const = default;
};

std::string noteText(const ExchangeNote& note);
/// errors  Corrupt; Unsupported: a later version wrote it
Result<ExchangeNote> parseNote(std::string_view text);

/// A state of a database that had to make room for another one, whole in one file.
///
///     app.db
///     app.db.safety-copy-20261123T072041Z/app.db      the state
///     app.db.safety-copy-20261123T072041Z/about.txt   its note
///
/// Nothing removes it but removeSafetyCopy().
struct SafetyCopy {
    std::filesystem::path folder;
    std::filesystem::path file;     ///< in it; opens like any database
    std::filesystem::path database; ///< whose state it is
    std::uint64_t bytes = 0;
    ExchangeNote note; ///< of how it came to be set aside
};

/// The file that a path leads to, as SQLite sees it: links are followed.
/// errors  NotFound; InvalidArgument: no regular file, or one with several names
Result<std::filesystem::path> databaseFile(const std::filesystem::path& path, FileSystem& files);

/// Newest first. What an exchange left that did not come to its end is not among them, nor is a
/// folder whose note cannot be read.
/// path  of the database
Result<std::vector<SafetyCopy>> listSafetyCopies(const std::filesystem::path& path,
                                                 FileSystem& files, const CancellationToken& token);

/// folder  of a safety copy
/// errors  NotFound: there is none
Result<SafetyCopy> readSafetyCopy(const std::filesystem::path& folder, FileSystem& files);

/// Deletes it for good.
/// errors  NotFound: there is none; Busy: somebody has it open
Result<void> removeSafetyCopy(const std::filesystem::path& folder, FileSystem& files);

// For those that make safety copies.

/// Makes a folder that was not there, beside the database.
Result<std::filesystem::path> makeSafetyFolder(const std::filesystem::path& database, Timestamp now,
                                               FileSystem& files);
/// The names of the note: while the exchange is under way, and afterwards.
inline constexpr std::string_view begunNoteName = "about.txt.new";
inline constexpr std::string_view noteName = "about.txt";

/// What an exchange has left, and what becomes of it.
enum class Leftover : std::uint8_t {
    None,    ///< nothing is under way
    Done,    ///< the files have changed places: the note only gets its name
    NotDone, ///< they have not: the safety copy is what it was before
    Unused,  ///< they have not, and the file was never in use: a restore that broke off
    Unclear, ///< a third file is there: nobody touches it
};
/// begun    the note of an exchange that was under way
/// hasNote  whether there is one of an exchange before it
/// file     inode of the file in the folder
Leftover judgeLeftover(const std::optional<ExchangeNote>& begun, bool hasNote, std::uint64_t file);

/// Completes or takes back what a program left when it ended in the middle of an exchange. Leaves
/// alone what another one is busy with.
Result<void> settleSafetyCopies(const std::filesystem::path& database, FileSystem& files,
                                const CancellationToken& token);

} // namespace walkeeper
