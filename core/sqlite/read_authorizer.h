#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace walkeeper {

/// What SQLite asks its authorizer; the texts are empty where it gives none.
struct ReadRequest {
    int action = 0; ///< SQLITE_READ and the like
    std::string_view first;
    std::string_view second;
};

/// Decides what a reading connection may do. What is not named here as harmless is refused, so
/// that what later versions of SQLite bring is too.
class ReadAuthorizer
{
public:
    /// An R-tree prepares the statements that would change its tables even when it is only read.
    /// They may be prepared, but never run: the connection runs nothing that writes.
    void allowPreparedChanges(std::string table) { m_changeable.insert(std::move(table)); }

    /// In words what is refused; nothing if it is allowed.
    std::optional<std::string> refusal(const ReadRequest& request) const;

private:
    std::set<std::string, std::less<>> m_changeable;
};

} // namespace walkeeper
