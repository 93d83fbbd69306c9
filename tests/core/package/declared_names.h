#pragma once

#include <set>
#include <string>
#include <string_view>

namespace walkeeper::test {

/// What a header declares in our namespace for others to use: "Position", "Position::index".
///
/// Reads C++ as far as our own headers go: namespaces, classes with their access, enumerations,
/// functions, members. Comments, parameters, function bodies and default values are passed over.
std::set<std::string> declaredNames(std::string_view header);

} // namespace walkeeper::test
