#pragma once

#include "core/base/secret.h"
#include "core/storage/store_url.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper {

// What a litestream.yml says, as values. Defaults are those of Litestream 0.3.13.

struct AgeConfig {
    std::vector<Secret> identities;      ///< needed to read
    std::vector<std::string> recipients; ///< needed to write

    bool isEmpty() const { return identities.empty() && recipients.empty(); }
    bool operator==(const AgeConfig&) const = default;
};

/// Keys that only some kinds of store know.
struct StoreSettings {
    std::string accessKeyId;            ///< s3; the file's global one if the replica has none
    Secret secretAccessKey;             ///< s3; likewise
    std::string region;                 ///< s3
    std::string endpoint;               ///< s3, abs
    std::optional<bool> forcePathStyle; ///< s3
    bool skipVerify = false;            ///< s3
    std::string accountName;            ///< abs
    Secret accountKey;                  ///< abs
    std::string user;                   ///< sftp
    Secret password;                    ///< sftp
    std::string keyPath;                ///< sftp

    bool operator==(const StoreSettings&) const = default;
};

struct ReplicaConfig {
    std::string configuredName; ///< empty if it has none
    /// Where it is: `url`, or what `type`, `path`, `bucket` and `host` say together. The scheme
    /// is the replica's type.
    StoreUrl url;
    StoreSettings settings;
    AgeConfig age;

    std::chrono::nanoseconds syncInterval = std::chrono::seconds(1);
    bool hasSyncInterval = false; ///< the file says so; then it holds for every kind of store
    std::chrono::nanoseconds retention = std::chrono::hours(24); ///< 0: kept for ever
    std::chrono::nanoseconds retentionCheckInterval = std::chrono::hours(1);
    std::chrono::nanoseconds snapshotInterval{};   ///< 0: off
    std::chrono::nanoseconds validationInterval{}; ///< 0: off
    std::size_t line = 0;                          ///< where it begins in the file, from 1

    /// The configured name, else the type.
    const std::string& name() const { return configuredName.empty() ? url.scheme : configuredName; }

    bool operator==(const ReplicaConfig&) const = default;
};

struct DatabaseConfig {
    std::string path;     ///< absolute
    std::string metaPath; ///< as written; empty: beside the database
    std::chrono::nanoseconds monitorInterval = std::chrono::seconds(1);
    std::chrono::nanoseconds checkpointInterval = std::chrono::minutes(1); ///< 0: off
    std::int64_t minCheckpointPages = 1000;
    std::int64_t maxCheckpointPages = 10'000; ///< 0: off
    std::int64_t truncatePages = 500'000;     ///< 0: off; a file has no key for it
    std::vector<ReplicaConfig> replicas;
    std::size_t line = 0; ///< where it begins in the file, from 1

    bool operator==(const DatabaseConfig&) const = default;
};

struct LoggingConfig {
    enum class Level : std::uint8_t { Debug, Info, Warning, Error };
    enum class Format : std::uint8_t { Text, Json };

    Level level = Level::Info;
    Format format = Format::Text;
    bool toStandardError = false;

    bool operator==(const LoggingConfig&) const = default;
};

struct Config {
    std::string address; ///< of the metrics, host:port; empty: none
    std::string command; ///< to be run beside the replication; empty: none
    LoggingConfig logging;
    std::vector<DatabaseConfig> databases;

    /// path  absolute, cleaned. Null if there is none.
    const DatabaseConfig* find(const std::string& path) const;

    bool operator==(const Config&) const = default;
};

} // namespace walkeeper
