#pragma once

#include "core/base/result.h"

namespace walkeeper {

/// What a caller can do about a result code of SQLite, extended or not.
ErrorCode errorCodeOf(int sqliteCode);

} // namespace walkeeper
