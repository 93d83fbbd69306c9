#pragma once

#include "core/storage/object_store.h"

#include <string>
#include <string_view>
#include <vector>

namespace walkeeper::test {

// Short ways to a store for tests. Each ends the program with a message if the store fails.

using Names = std::vector<std::string>;

ObjectKey key(std::string_view text);
ObjectInfo putText(ObjectStore& store, std::string_view name, std::string_view content);
std::string readText(ObjectStore& store, std::string_view name, ByteRange range = {});
void removeAll(ObjectStore& store, const Names& names);

/// What a listing gives, in the order in which it came: "key size" for an object, "key/" for a
/// folder, "key!" for what cannot be looked at. Entries of one page are merged by key.
Names listed(ObjectStore& store, std::string_view folder, ListOptions::Depth depth);

} // namespace walkeeper::test
