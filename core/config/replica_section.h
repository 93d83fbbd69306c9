#pragma once

#include "core/config/config_file.h"
#include "core/config/yaml_section.h"

namespace walkeeper {

/// Reads one entry of `replicas`. What is wrong goes to the journal.
///
/// source  Litestream 0.3.13: url, type, path, bucket and host, and which of them exclude
///         each other
ReplicaConfig readReplica(const YAML::Node& node, const ConfigOptions& options,
                          ConfigJournal& journal);

} // namespace walkeeper
