#include "core/config/retention_writer.h"

#include "core/config/config_text.h"
#include "core/config/duration_text.h"
#include "core/config/yaml_documents.h"
#include "core/io/replace_file.h"

#include <algorithm>
#include <vector>

namespace walkeeper {

namespace {

using std::chrono::nanoseconds;

struct KeyChange {
    std::string key;
    std::string value;
};

/// Go's notation without what is zero at its end: "48h", not "48h0m0s".
std::string shortest(nanoseconds duration)
{
    std::string text = formatDuration(duration);
    if (text.ends_with("m0s"))
        text.resize(text.size() - 2);
    if (text.ends_with("h0m"))
        text.resize(text.size() - 2);
    return text;
}

std::vector<KeyChange> changesOf(const ReplicaChange& change, const ReplicaConfig& now)
{
    std::vector<KeyChange> changes;
    const auto add = [&](const char* key, const std::optional<nanoseconds>& wanted,
                         nanoseconds present) {
        if (wanted && *wanted != present)
            changes.push_back({key, shortest(*wanted)});
    };
    add("retention", change.retention, now.retention);
    add("retention-check-interval", change.retentionCheckInterval, now.retentionCheckInterval);
    add("snapshot-interval", change.snapshotInterval, now.snapshotInterval);
    return changes;
}

void apply(const ReplicaChange& change, ReplicaConfig& replica)
{
    replica.retention = change.retention.value_or(replica.retention);
    replica.retentionCheckInterval =
        change.retentionCheckInterval.value_or(replica.retentionCheckInterval);
    replica.snapshotInterval = change.snapshotInterval.value_or(replica.snapshotInterval);
}

/// Where a value stands in its line: [first, last).
struct Span {
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Of a scalar that begins at `first` and ends in this line; nothing if it is written in another
/// way.
std::optional<Span> valueIn(const std::string& line, std::size_t first)
{
    if (first >= line.size() || std::string_view("&*!|>{[").find(line[first]) != std::string::npos)
        return std::nullopt;
    const char quote = line[first];
    if (quote == '"' || quote == '\'') {
        const std::size_t end = line.find(quote, first + 1);
        return end == std::string::npos ? std::nullopt : std::optional(Span{first, end + 1});
    }
    std::size_t end = std::min(line.find(" #", first), line.find_last_not_of(" \t\r\n") + 1);
    while (end > first && (line[end - 1] == ' ' || line[end - 1] == '\t'))
        --end;
    return Span{first, end};
}

/// Changes the lines of one mapping. False if it is written in a way that is not understood.
bool patch(std::vector<std::string>& lines, const YAML::Node& mapping, const KeyChange& change)
{
    const auto lineOf = [](const YAML::Node& node) {
        return static_cast<std::size_t>(node.Mark().line);
    };
    const auto columnOf = [](const YAML::Node& node) {
        return static_cast<std::size_t>(node.Mark().column);
    };
    std::optional<std::size_t> behind; // a scalar that ends in its key's line
    for (const auto& each : mapping) {
        if (!each.first.IsScalar() || !each.second.IsScalar())
            continue;
        const std::size_t line = lineOf(each.second);
        if (each.first.Scalar() == change.key) {
            const auto span =
                line < lines.size() ? valueIn(lines[line], columnOf(each.second)) : std::nullopt;
            if (!span || line != lineOf(each.first))
                return false;
            lines[line].replace(span->first, span->last - span->first, change.value);
            return true;
        }
        if (!behind && line == lineOf(each.first) && line < lines.size() &&
            valueIn(lines[line], columnOf(each.second)))
            behind = line;
    }
    if (!behind)
        return false;
    std::string& above = lines[*behind];
    const std::string end = above.ends_with("\r\n") ? "\r\n" : "\n";
    if (!above.ends_with('\n'))
        above += end;
    const std::size_t indent = columnOf(mapping.begin()->first);
    above += std::string(indent, ' ') + change.key + ": " + change.value + end;
    return true;
}

/// The mapping of one replica; undefined if it stands elsewhere.
YAML::Node replicaNode(const YamlDocuments& yaml, std::size_t database, std::size_t replica)
{
    const YAML::Node undefined(YAML::NodeType::Undefined);
    if (yaml.secondLine || !yaml.first.IsMap())
        return undefined;
    const YAML::Node list = yaml.first["dbs"];
    if (!list.IsSequence() || database >= list.size() || !list[database].IsMap())
        return undefined;
    const YAML::Node replicas = list[database]["replicas"];
    if (!replicas.IsDefined() || !replicas.IsSequence() || replica >= replicas.size())
        return undefined;
    const YAML::Node node = replicas[replica];
    return node.IsMap() && node.size() > 0 && node.Style() != YAML::EmitterStyle::Flow ? node
                                                                                       : undefined;
}

Error byHand(const ConfigOptions& options, const ReplicaConfig& replica,
             const std::vector<KeyChange>& changes)
{
    std::string lines;
    for (const KeyChange& each : changes)
        lines += "\n    " + each.key + ": " + each.value;
    return {
        ErrorCode::Unsupported,
        options.name + ":" + std::to_string(replica.line) +
            ": this replica is written in a way that is not changed here; write by hand:" + lines};
}

} // namespace

Result<std::string> withReplicaChange(std::string_view text, const ReplicaChange& change,
                                      const ConfigOptions& options)
{
    const Result<ParsedConfig> before = parseConfig(text, options);
    if (!before)
        return before.error();
    const auto& databases = before->config.databases;
    const DatabaseConfig* found = before->config.find(change.database);
    if (!found || change.replica >= found->replicas.size())
        return Error{ErrorCode::NotFound,
                     options.name + " has no such replica of " + change.database};
    const auto place = static_cast<std::size_t>(found - databases.data());
    const ReplicaConfig& replica = found->replicas[change.replica];
    const std::vector<KeyChange> changes = changesOf(change, replica);

    std::string changed(text);
    for (const KeyChange& each : changes) {
        const Result<YamlDocuments> yaml = loadYaml(changed, options.name);
        std::vector<std::string> lines = linesOf(changed);
        const YAML::Node node = yaml ? replicaNode(*yaml, place, change.replica)
                                     : YAML::Node(YAML::NodeType::Undefined);
        if (!node.IsDefined() || !patch(lines, node, each))
            return byHand(options, replica, changes);
        changed = joined(lines);
    }
    Config wanted = withoutLines(before->config);
    apply(change, wanted.databases[place].replicas[change.replica]);
    const Result<ParsedConfig> after = parseConfig(changed, options);
    if (!after || withoutLines(after->config) != wanted)
        return byHand(options, replica, changes);
    return changed;
}

Result<void> changeInConfigFile(const std::filesystem::path& file, const ReplicaChange& change,
                                ConfigOptions options, FileSystem& files)
{
    options.name = file.string();
    const Result<std::string> text = readConfigText(file, files);
    if (!text)
        return text.error();
    const Result<std::string> changed = withReplicaChange(*text, change, options);
    if (!changed)
        return changed.error();
    return *changed == *text ? Result<void>() : replaceFile(file, *changed, files);
}

} // namespace walkeeper
