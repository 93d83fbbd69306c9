#pragma once

#include "core/base/time.h"
#include "core/operations/safety_copy.h"

#include <filesystem>

namespace walkeeper {

/// A database's file and another one in a folder beside it that are to change places.
struct StateExchange {
    std::filesystem::path database; ///< as databaseFile() gives it
    std::filesystem::path folder;   ///< has a file of the database's name
    std::optional<RestoredFrom> leavingFrom;
    std::optional<RestoredFrom> enteringFrom;
};

/// Lets them change places in one step, once it is proven that nobody has either of them open.
/// Before that, what a WAL or a journal holds goes into the file that it belongs to. Afterwards
/// the folder is a safety copy. On an error, and wherever the program ends, the state of before
/// stands; or the new one, with that of before in the folder.
///
/// errors  Busy: somebody has one of them open; Corrupt: SQLite cannot read one of them, and there
///         is a WAL or a journal of it; Unsupported: the file system or the system lacks what it
///         takes; PermissionDenied, NoSpace
Result<SafetyCopy> exchangeStates(const StateExchange& exchange, FileSystem& files, Timestamp now);

} // namespace walkeeper
