#pragma once

#include "core/replicate/replica_status.h"
#include "core/replicate/replication_status.h"

#include <vector>

namespace walkeeper {

/// A database with its replicas, as they stand.
struct ReplicationReport {
    DatabaseStatus database;
    std::vector<ReplicaStatus> replicas;
};

} // namespace walkeeper
