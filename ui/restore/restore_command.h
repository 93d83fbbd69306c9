#pragma once

#include "core/operations/restore_request.h"

#include <QString>

namespace walkeeper::ui {

/// The command line that does the same, quoted for a POSIX shell.
QString restoreCommand(const RestoreRequest& request, bool isInPlace);

/// One word of a command line: as it is if nothing in it means anything to a shell.
QString shellQuoted(const QString& word);

} // namespace walkeeper::ui
