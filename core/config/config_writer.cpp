#include "core/config/config_writer.h"

#include "core/config/config_text.h"
#include "core/config/yaml_documents.h"
#include "core/io/replace_file.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view newFileHead =
    "# Databases that Walkeeper replicates. Litestream 0.3 reads this file too.\n";

/// A scalar as YAML, quoted where a plain one could mean something else.
std::string quoted(const std::string& text)
{
    const bool isPlain =
        !text.empty() && text.front() == '/' && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '/' || c == '.' || c == '_' || c == '-';
        });
    if (isPlain)
        return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

Result<void> checkPath(const std::string& path, const ConfigOptions& options)
{
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(path.begin(), path.end(), isControl))
        return Error{ErrorCode::InvalidArgument,
                     "the name of " + path +
                         " has control characters, which a configuration "
                         "cannot hold"};
    if (options.expandEnvironment && path.find('$') != std::string::npos)
        return Error{ErrorCode::InvalidArgument,
                     path + " has a $ in its name, which a configuration takes for a variable"};
    return {};
}

/// The lines of one entry; `indent` spaces stand before its dash.
Result<std::string> entryOf(const DatabaseConfig& database, std::size_t indent,
                            const ConfigOptions& options)
{
    if (Result<void> sound = checkPath(database.path, options); !sound)
        return std::move(sound).error();
    const std::string margin(indent, ' ');
    std::string entry = margin + "- path: " + quoted(database.path) + "\n";
    if (!database.replicas.empty())
        entry += margin + "  replicas:\n";
    for (const ReplicaConfig& replica : database.replicas) {
        if (replica.url.scheme != "file")
            return Error{ErrorCode::Unsupported,
                         "only replicas in local folders can be entered into a configuration"};
        if (Result<void> sound = checkPath(replica.url.path, options); !sound)
            return std::move(sound).error();
        entry += margin + "    - path: " + quoted(replica.url.path) + "\n";
        if (!replica.configuredName.empty())
            entry += margin + "      name: " + quoted(replica.configuredName) + "\n";
    }
    return entry;
}

/// Where an entry goes: before which line (from 0), how far in, and whether `dbs` is new.
struct Place {
    std::size_t line = 0;
    std::size_t indent = 2;
    bool needsKey = false;
};

/// Nothing if the text is written in a way that is not understood.
std::optional<Place> placeFor(const std::vector<std::string>& lines, const YamlDocuments& yaml)
{
    if (yaml.secondLine)
        return std::nullopt;
    if (yaml.first.IsNull())
        return Place{lines.size(), 2, true};
    if (!yaml.first.IsMap() || yaml.first.Style() == YAML::EmitterStyle::Flow)
        return std::nullopt;
    std::optional<std::size_t> keyLine;
    std::size_t nextKey = lines.size();
    std::optional<YAML::Node> list;
    for (const auto& each : yaml.first) {
        const auto line = static_cast<std::size_t>(each.first.Mark().line);
        if (each.first.IsScalar() && each.first.Scalar() == "dbs") {
            keyLine = line;
            list.emplace(each.second);
        } else if (keyLine) {
            nextKey = std::min(nextKey, line);
        }
    }
    if (!keyLine)
        return Place{behindContent(lines, lines.size()), 2, true};
    Place place{behindContent(lines, nextKey), 2, false};
    if (list->IsNull())
        return place;
    if (!list->IsSequence() || list->size() == 0 || list->Style() == YAML::EmitterStyle::Flow)
        return std::nullopt;
    const auto first = static_cast<std::size_t>((*list)[0].Mark().line);
    const std::size_t dash = first < lines.size() ? lines[first].find('-') : std::string::npos;
    if (dash == std::string::npos || lines[first].find_first_not_of(' ') != dash)
        return std::nullopt;
    place.indent = dash;
    return place;
}

/// Whether the new text says what the old one said, and one database more.
bool saysTheSameAndMore(const Config& before, const Config& after,
                        const std::function<bool(const DatabaseConfig&)>& isMeant)
{
    Config rest = after;
    if (rest.databases.size() != before.databases.size() + 1)
        return false;
    const DatabaseConfig added = std::move(rest.databases.back());
    rest.databases.pop_back();
    return isMeant(added) && rest == before;
}

bool hasThePlaces(const DatabaseConfig& added, const DatabaseConfig& database)
{
    return added.path == database.path &&
           std::equal(added.replicas.begin(), added.replicas.end(), database.replicas.begin(),
                      database.replicas.end(),
                      [](const ReplicaConfig& one, const ReplicaConfig& two) {
                          return one.url == two.url && one.configuredName == two.configuredName;
                      });
}

/// In every setting; but keys of other stores are of no meaning for a folder.
bool isTheSame(DatabaseConfig added, DatabaseConfig database)
{
    for (DatabaseConfig* each : {&added, &database}) {
        each->line = 0;
        for (ReplicaConfig& replica : each->replicas) {
            replica.line = 0;
            if (replica.url.scheme == "file")
                replica.settings = {};
        }
    }
    return added == database;
}

Error byHand(const std::string& name, const std::string& entry)
{
    return {ErrorCode::Unsupported,
            name + " is written in a way that is not changed here; add this to its dbs by hand:\n" +
                entry};
}

std::optional<Place> placeIn(std::string_view text, const ConfigOptions& options)
{
    const Result<YamlDocuments> yaml = loadYaml(std::string(text), options.name);
    return yaml ? placeFor(linesOf(text), *yaml) : std::nullopt;
}

Error alreadyThere(const DatabaseConfig& database, const ConfigOptions& options)
{
    return {ErrorCode::AlreadyExists,
            options.name + " has the database " + database.path + " already"};
}

std::string inserted(std::vector<std::string> lines, const Place& place, std::string entry)
{
    const bool hasCarriageReturns = !lines.empty() && lines.front().ends_with("\r\n");
    if (place.needsKey)
        entry = "dbs:\n" + entry;
    if (hasCarriageReturns) {
        for (std::size_t at = 0; (at = entry.find('\n', at)) != std::string::npos; at += 2)
            entry.insert(at, "\r");
    }
    if (place.line > 0 && !lines[place.line - 1].ends_with('\n'))
        lines[place.line - 1] += hasCarriageReturns ? "\r\n" : "\n";
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(place.line), std::move(entry));
    return joined(lines);
}

Result<std::string> fileWithout(const fs::path& file, const std::string& database,
                                ConfigOptions& options, FileSystem& files)
{
    options.name = file.string();
    const Result<std::string> text = readConfigText(file, files);
    return text ? withoutDatabase(*text, database, options) : text.error();
}

} // namespace

Result<std::string> withDatabase(std::string_view text, const DatabaseConfig& database,
                                 const ConfigOptions& options)
{
    const Result<ParsedConfig> before = parseConfig(text, options);
    if (!before)
        return before.error();
    if (before->config.find(database.path))
        return alreadyThere(database, options);
    const Result<std::string> plain = entryOf(database, 2, options);
    if (!plain)
        return plain.error();

    const auto place = placeIn(text, options);
    if (!place)
        return byHand(options.name, *plain);
    std::string changed =
        inserted(linesOf(text), *place, *entryOf(database, place->indent, options));
    const Result<ParsedConfig> after = parseConfig(changed, options);
    const auto isMeant = [&](const DatabaseConfig& added) { return hasThePlaces(added, database); };
    if (!after ||
        !saysTheSameAndMore(withoutLines(before->config), withoutLines(after->config), isMeant))
        return byHand(options.name, *plain);
    return changed;
}

Result<std::string> withEntry(std::string_view text, const DatabaseConfig& database,
                              std::string_view entry, const ConfigOptions& options)
{
    const Result<ParsedConfig> before = parseConfig(text, options);
    if (!before)
        return before.error();
    if (before->config.find(database.path))
        return alreadyThere(database, options);
    const auto place = placeIn(text, options);
    if (!place)
        return byHand(options.name, std::string(entry));
    std::string moved;
    for (const std::string& line : linesOf(entry))
        moved += line == "\n" ? line : std::string(place->indent, ' ') + line;
    std::string changed = inserted(linesOf(text), *place, moved);
    const Result<ParsedConfig> after = parseConfig(changed, options);
    const auto isMeant = [&](const DatabaseConfig& added) { return isTheSame(added, database); };
    if (!after ||
        !saysTheSameAndMore(withoutLines(before->config), withoutLines(after->config), isMeant))
        return byHand(options.name, std::string(entry));
    return changed;
}

Result<void> addToConfigFile(const fs::path& file, const DatabaseConfig& database,
                             ConfigOptions options, FileSystem& files, std::string_view entry)
{
    options.name = file.string();
    Result<std::string> text = readConfigText(file, files);
    if (!text && text.error().code != ErrorCode::NotFound)
        return std::move(text).error();
    const std::string before = text ? *text : std::string(newFileHead);
    const Result<std::string> changed = entry.empty() ? withDatabase(before, database, options)
                                                      : withEntry(before, database, entry, options);
    if (!changed)
        return changed.error();
    if (auto made = files.createDirectories(file.parent_path()); !made)
        return std::move(made).error();
    return replaceFile(file, *changed, files);
}

Result<std::string> withoutDatabase(std::string_view text, const std::string& database,
                                    const ConfigOptions& options)
{
    const Result<ParsedConfig> before = parseConfig(text, options);
    if (!before)
        return before.error();
    const auto& databases = before->config.databases;
    const DatabaseConfig* found = before->config.find(database);
    if (!found)
        return Error{ErrorCode::NotFound, options.name + " has no database " + database};
    Config rest = withoutLines(before->config);
    const auto place = found - databases.data();
    rest.databases.erase(rest.databases.begin() + place);

    const Error byHand{ErrorCode::Unsupported,
                       options.name + ":" + std::to_string(found->line) + ": the entry of " +
                           database +
                           " is written in a way that is not changed here; take it out by hand"};
    std::vector<std::string> lines = linesOf(text);
    const Result<YamlDocuments> yaml = loadYaml(std::string(text), options.name);
    const auto range =
        yaml ? linesOfEntry(lines, *yaml, static_cast<std::size_t>(place)) : std::nullopt;
    if (!range)
        return byHand;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(range->first),
                lines.begin() + static_cast<std::ptrdiff_t>(range->last));
    std::string changed = joined(lines);
    const Result<ParsedConfig> after = parseConfig(changed, options);
    if (!after || withoutLines(after->config) != rest || after->config.find(database))
        return byHand;
    return changed;
}

Result<void> removeFromConfigFile(const fs::path& file, const std::string& database,
                                  ConfigOptions options, FileSystem& files)
{
    const Result<std::string> changed = fileWithout(file, database, options, files);
    return changed ? replaceFile(file, *changed, files) : changed.error();
}

Result<void> checkRemovable(const fs::path& file, const std::string& database,
                            ConfigOptions options, FileSystem& files)
{
    const Result<std::string> changed = fileWithout(file, database, options, files);
    return changed ? Result<void>() : changed.error();
}

} // namespace walkeeper
