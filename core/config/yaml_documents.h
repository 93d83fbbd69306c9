#pragma once

#include "core/base/result.h"

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <optional>
#include <string>

namespace walkeeper {

/// What a YAML text holds, as far as a configuration is concerned.
struct YamlDocuments {
    YAML::Node first;                      ///< null if there is none
    std::optional<std::size_t> secondLine; ///< where a second document begins, from 1
};

/// errors  InvalidArgument, "NAME:LINE: this is not valid YAML: ..."
Result<YamlDocuments> loadYaml(const std::string& text, const std::string& name);

} // namespace walkeeper
