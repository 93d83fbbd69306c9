#include "app/cli/replicate_options.h"

#include "app/cli/command_words.h"
#include "app/cli/replica_choice.h"
#include "core/config/config_file.h"

#include <algorithm>
#include <utility>

namespace walkeeper::app {

namespace {

Error misuse(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message)};
}

/// Each its type, and a number from the second of one type on.
std::string freeName(const DatabaseConfig& database, const std::string& type)
{
    const auto ofType =
        std::count_if(database.replicas.begin(), database.replicas.end(),
                      [&](const ReplicaConfig& replica) { return replica.url.scheme == type; });
    return ofType == 0 ? std::string() : type + "-" + std::to_string(ofType + 1);
}

Result<DatabaseConfig> databaseOf(const ReplicateWords& words, const Environment& environment)
{
    ConfigOptions options;
    options.home = environment.home;
    Result<std::string> path = resolvePath(words.database, options);
    if (!path)
        return std::move(path).error();
    DatabaseConfig database;
    database.path = *std::move(path);
    for (const std::string& text : words.urls) {
        Result<StoreUrl> url = parseStoreUrl(text);
        if (!url)
            return std::move(url).error();
        ReplicaConfig replica;
        replica.configuredName = freeName(database, url->scheme);
        replica.url = *std::move(url);
        database.replicas.push_back(std::move(replica));
    }
    return database;
}

LogStyle styleOf(const LoggingConfig& logging)
{
    return logging.format == LoggingConfig::Format::Json ? LogStyle::Json : LogStyle::Text;
}

} // namespace

Result<ReplicateWords> parseReplicate(const Arguments& arguments)
{
    const std::vector<std::string>& others = arguments.others();
    ReplicateWords words;
    words.configPath = arguments.text("config");
    words.expandEnvironment = !arguments.has("no-expand-env");
    words.command = arguments.text("exec");
    if (others.empty())
        return words;
    words.database = others.front();
    words.urls.assign(others.begin() + 1, others.end());
    if (words.database.empty())
        return misuse("database path required");
    if (words.urls.empty())
        return misuse("must specify at least one replica URL for " + words.database);
    if (!words.configPath.empty())
        return misuse("cannot specify a replica URL and the -config flag");
    return words;
}

Result<ReplicateOptions> loadReplicate(const ReplicateWords& words, Environment& environment)
{
    ReplicateOptions options;
    if (words.database.empty()) {
        Result<Config> config = loadConfig(words.configPath, words.expandEnvironment, environment);
        if (!config)
            return std::move(config).error();
        options.config = *std::move(config);
        options.style = styleOf(options.config.logging);
        options.logsToError = options.config.logging.toStandardError;
    } else {
        Result<DatabaseConfig> database = databaseOf(words, environment);
        if (!database)
            return std::move(database).error();
        options.config.databases.push_back(*std::move(database));
    }
    const std::string& command = words.command.empty() ? options.config.command : words.command;
    if (command.empty())
        return options;
    Result<std::vector<std::string>> split = splitCommand(command);
    if (!split)
        return std::move(split).error();
    options.command = *std::move(split);
    return options;
}

std::vector<LogEvent::Field> describeReplica(const ReplicaConfig& replica)
{
    const std::string& type = replica.url.scheme;
    std::vector<LogEvent::Field> fields{
        {"name", replica.name()}, {"type", type}, {"sync-interval", replica.syncInterval}};
    if (type == "sftp") {
        fields.push_back({"host", replica.url.host});
        fields.push_back({"user", replica.settings.user});
    } else if (type != "file") {
        fields.push_back({"bucket", replica.url.host});
    }
    fields.push_back({"path", replica.url.path});
    if (type == "s3")
        fields.push_back({"region", replica.settings.region});
    if (type == "s3" || type == "abs")
        fields.push_back({"endpoint", replica.settings.endpoint});
    return fields;
}

} // namespace walkeeper::app
