#pragma once

#include "app/cli/replica_choice.h"
#include "core/operations/restore_database.h"

namespace walkeeper::app {

/// What the words behind "restore" ask for.
struct RestoreOptions {
    SourceArgument source;
    std::string output; ///< empty: where the database was
    RestoreTarget target;
    IntegrityCheck check = IntegrityCheck::None;
    BrokenChain onBroken = BrokenChain::Refuse;
    unsigned parallelism = 0;
    bool skipIfDatabaseExists = false;
    bool succeedWithoutReplica = false;
    bool isPlanOnly = false;
    bool isInPlace = false; ///< over the database that is there
    bool isJson = false;
};

/// errors  InvalidArgument: wrong usage
Result<RestoreOptions> parseRestoreOptions(const Arguments& arguments);

/// The threads that -parallelism asks for; less than 1 means 1, as in the reference.
/// errors  InvalidArgument
Result<unsigned> parseParallelism(const Arguments& arguments);

} // namespace walkeeper::app
