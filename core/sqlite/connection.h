#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace walkeeper {

enum class OpenDatabase : std::uint8_t {
    /// Only read, take no lock, make no side file: for a file that nobody changes meanwhile.
    Unchanging,
    /// Read and write; created if it is missing.
    ReadWrite,
};

/// One connection to a database. For one thread at a time.
class Connection
{
public:
    static Result<Connection> open(const std::filesystem::path& path, OpenDatabase mode);

    using Row = std::vector<std::string>;

    /// Runs statements that give nothing.
    Result<void> execute(const std::string& sql);
    /// Runs one statement and gives its rows as text; NULL is empty.
    Result<std::vector<Row>> query(const std::string& sql);

    /// The whole database as this connection sees it, as the bytes of its file. For small ones.
    Result<std::vector<std::byte>> image();

    /// Asked now and then during long statements; true ends them with Cancelled.
    void setInterrupt(std::function<bool()> isCancelled);
    /// Leaves the WAL as it is when this connection is closed last.
    void keepWalOnClose();

private:
    struct Closer {
        void operator()(sqlite3* database) const;
    };
    struct Interrupt {
        std::function<bool()> isCancelled;
    };

    explicit Connection(sqlite3* database) : m_database(database) {}
    Error lastError(std::string_view doing) const;

    std::unique_ptr<Interrupt> m_interrupt; ///< outlives the connection that points to it
    std::unique_ptr<sqlite3, Closer> m_database;
};

} // namespace walkeeper
