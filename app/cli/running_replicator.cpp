#include "app/cli/running_replicator.h"

#include "app/cli/output.h"
#include "core/operations/control_socket.h"
#include "core/operations/replication_pause.h"

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

CommandResult whileNotReplicated(const std::string& database, Environment& environment,
                                 const std::function<CommandResult()>& work)
{
    const Result<ReplicationPause> pause =
        pauseElsewhere(database, controlFolder(environment.variable), environment.token);
    if (!pause)
        return CommandResult::failed(pause.error());
    if (pause->notStored)
        printWarning(environment.err,
                     "the last commits of " + database +
                         " are not in every replica: " + pause->notStored->message);
    CommandResult result = work();
    if (const Result<void> resumed = pause->resume ? pause->resume() : Result<void>(); !resumed)
        printWarning(environment.err,
                     "the replication of " + database +
                         " could not be started again: " + resumed.error().message);
    return result;
}

} // namespace walkeeper::app
