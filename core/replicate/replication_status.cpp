#include "core/replicate/replication_status.h"

namespace walkeeper {

std::string_view stateName(DatabaseState state)
{
    switch (state) {
    case DatabaseState::Starting: return "starting";
    case DatabaseState::Waiting: return "waiting";
    case DatabaseState::Following: return "following";
    case DatabaseState::Stuck: return "stuck";
    case DatabaseState::Failing: return "failing";
    case DatabaseState::Refused: return "refused";
    case DatabaseState::Stopped: return "stopped";
    }
    return "stopped";
}

} // namespace walkeeper
