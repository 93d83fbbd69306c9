#include "app/cli/running_replicator.h"

#include "core/operations/control_socket.h"

namespace walkeeper::app {

Result<std::unique_ptr<ControlClient>> replicatorOf(const std::string& database,
                                                    const Environment& environment)
{
    auto client =
        findReplicatorOf(database, controlFolder(environment.variable), environment.token);
    if (client && *client == nullptr)
        return Error{ErrorCode::NotFound, "no running replicator of this user has " + database +
                                              "; start one with \"walkeeper-cli replicate\""};
    return client;
}

} // namespace walkeeper::app
