#include "core/config/config_file.h"

#include "core/config/replica_section.h"
#include "core/config/yaml_documents.h"
#include "core/config/yaml_section.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using Zero = YamlSection::Zero;

Error configError(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message)};
}

Error tooLarge(const ConfigOptions& options)
{
    return configError(options.name + " is larger than " + std::to_string(maxConfigBytes / 1024) +
                       " KiB: that is no configuration file");
}

/// YAML allows no control characters; the YAML library takes some of them for the end of the text.
Result<void> checkCharacters(std::string_view text, const ConfigOptions& options)
{
    const auto isControl = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
               c == 0x7f;
    };
    const auto found = std::find_if(text.begin(), text.end(), isControl);
    if (found == text.end())
        return {};
    const auto line = std::count(text.begin(), found, '\n') + 1;
    return configError(options.name + ":" + std::to_string(line) +
                       ": there is a control character: a configuration is plain text in UTF-8");
}

LoggingConfig readLogging(const YAML::Node& node, ConfigJournal& journal)
{
    YamlSection section(node, "logging", journal);
    LoggingConfig logging;
    std::string level = section.text("level").value_or("info");
    std::transform(level.begin(), level.end(), level.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (level == "debug")
        logging.level = LoggingConfig::Level::Debug;
    else if (level == "warn" || level == "warning")
        logging.level = LoggingConfig::Level::Warning;
    else if (level == "error")
        logging.level = LoggingConfig::Level::Error;
    else if (level != "info" && !level.empty())
        section.warn("level", "the logging level is none of debug, info, warn and error; info is "
                              "used");
    const std::string type = section.text("type").value_or("");
    if (type == "json")
        logging.format = LoggingConfig::Format::Json;
    else if (type != "text" && !type.empty())
        section.fail("type", "the logging type must be text or json");
    logging.toStandardError = section.boolean("stderr").value_or(false);
    section.reportUnknown();
    return logging;
}

void warnOfEqualNames(const DatabaseConfig& database, ConfigJournal& journal)
{
    std::set<std::string> names;
    for (const ReplicaConfig& replica : database.replicas) {
        if (!names.insert(replica.name()).second)
            journal.warn(replica.line, "two replicas of " + database.path + " are called \"" +
                                           replica.name() +
                                           "\": give each a name of its own to tell them apart");
    }
}

DatabaseConfig readDatabase(const YAML::Node& node, const ConfigOptions& options,
                            ConfigJournal& journal)
{
    YamlSection section(node, "a database", journal);
    DatabaseConfig database;
    database.line = section.line();
    const std::string path = section.text("path").value_or("");
    const Result<std::string> resolved = resolvePath(path, options);
    if (path.empty())
        section.fail("path", "a database needs a path");
    else if (!resolved)
        section.fail("path", resolved.error().message);
    else
        database.path = *resolved;
    database.metaPath = section.text("meta-path").value_or("");

    database.monitorInterval =
        section.duration("monitor-interval", Zero::Refused).value_or(database.monitorInterval);
    database.checkpointInterval = section.duration("checkpoint-interval", Zero::Allowed)
                                      .value_or(database.checkpointInterval);
    database.minCheckpointPages = section.integer("min-checkpoint-page-count", Zero::Refused)
                                      .value_or(database.minCheckpointPages);
    database.maxCheckpointPages = section.integer("max-checkpoint-page-count", Zero::Allowed)
                                      .value_or(database.maxCheckpointPages);
    for (const YAML::Node& replica : section.list("replicas"))
        database.replicas.push_back(readReplica(replica, options, journal));
    section.reportUnknown();
    warnOfEqualNames(database, journal);
    return database;
}

void shareGlobalKeys(Config& config, const std::string& accessKeyId, const Secret& secretKey)
{
    for (DatabaseConfig& database : config.databases) {
        for (ReplicaConfig& replica : database.replicas) {
            if (replica.settings.accessKeyId.empty())
                replica.settings.accessKeyId = accessKeyId;
            if (replica.settings.secretAccessKey.isEmpty())
                replica.settings.secretAccessKey = secretKey;
        }
    }
}

Config readConfig(const YAML::Node& document, const ConfigOptions& options, ConfigJournal& journal)
{
    YamlSection section(document, "the configuration", journal);
    Config config;
    config.address = section.text("addr").value_or("");
    config.command = section.text("exec").value_or("");
    if (const auto logging = section.mapping("logging"))
        config.logging = readLogging(*logging, journal);

    std::set<std::string> paths;
    for (const YAML::Node& node : section.list("dbs")) {
        DatabaseConfig database = readDatabase(node, options, journal);
        if (!paths.insert(database.path).second)
            journal.warn(database.line, "the database " + database.path +
                                            " stands twice; look-ups find the first one");
        config.databases.push_back(std::move(database));
        if (journal.hasFailed())
            return config;
    }
    const std::string accessKeyId = section.text("access-key-id").value_or("");
    shareGlobalKeys(config, accessKeyId, section.secret("secret-access-key").value_or(Secret()));
    section.reportUnknown();
    return config;
}

void warnOfUnset(const ExpandedText& expanded, ConfigJournal& journal)
{
    for (const UnsetVariable& variable : expanded.unset)
        journal.warn(variable.line, "the environment variable " + variable.name +
                                        " is not set and was replaced by nothing "
                                        "(-no-expand-env leaves every $ as it is)");
}

/// Names are shown, so a line break in one must not begin a new line of output.
void checkPrintable(ExpandedText& expanded)
{
    for (UnsetVariable& variable : expanded.unset)
        std::replace_if(
            variable.name.begin(), variable.name.end(),
            [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
}

} // namespace

const DatabaseConfig* Config::find(const std::string& path) const
{
    const auto found = std::find_if(databases.begin(), databases.end(),
                                    [&](const auto& database) { return database.path == path; });
    return found == databases.end() ? nullptr : &*found;
}

Result<std::string> resolvePath(std::string_view text, const ConfigOptions& options)
{
    fs::path path = text;
    if (text == "~" || text.starts_with("~/")) {
        if (options.home.empty())
            return configError("the path " + std::string(text) +
                               " needs a home folder, and there is none");
        path = options.home / text.substr(std::min<std::size_t>(text.size(), 2));
    }
    if (path.is_relative()) {
        std::error_code failure;
        path = (options.folder.empty() ? fs::current_path(failure) : options.folder) / path;
        if (failure)
            return configError("cannot make the path " + std::string(text) +
                               " absolute: " + failure.message());
    }
    std::string clean = path.lexically_normal().string();
    while (clean.size() > 1 && clean.back() == '/')
        clean.pop_back();
    return clean;
}

Result<ParsedConfig> parseConfig(std::string_view text, const ConfigOptions& options)
{
    if (text.size() > maxConfigBytes)
        return tooLarge(options);
    ConfigJournal journal(options.name);
    std::string yaml(text);
    if (options.expandEnvironment) {
        ExpandedText expanded = expandVariables(text, options.variable);
        checkPrintable(expanded);
        warnOfUnset(expanded, journal);
        yaml = std::move(expanded.text);
    }
    if (yaml.size() > maxConfigBytes)
        return tooLarge(options);
    if (const Result<void> plain = checkCharacters(yaml, options); !plain)
        return plain.error();
    const Result<YamlDocuments> documents = loadYaml(yaml, options.name);
    if (!documents)
        return documents.error();

    ParsedConfig parsed;
    if (documents->secondLine)
        journal.warn(*documents->secondLine, "only the first YAML document counts");
    if (!documents->first.IsNull())
        parsed.config = readConfig(documents->first, options, journal);
    if (journal.hasFailed())
        return std::move(journal).error();
    parsed.warnings = journal.warnings();
    return parsed;
}

Result<ParsedConfig> readConfigFile(const fs::path& path, ConfigOptions options)
{
    options.name = path.string();
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found)
        return Error{ErrorCode::NotFound, "config file not found: " + path.string()};
    if (!fs::is_regular_file(status))
        return configError(path.string() + " is not a file that can be read");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{ErrorCode::PermissionDenied, "cannot open the config file " + path.string()};
    std::string text;
    text.resize(maxConfigBytes + 1);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad())
        return Error{ErrorCode::Unavailable, "cannot read the config file " + path.string()};
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parseConfig(text, options);
}

} // namespace walkeeper
