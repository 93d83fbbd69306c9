#include "core/config/config_import.h"

#include "core/config/config_text.h"
#include "core/config/config_writer.h"
#include "core/config/yaml_documents.h"

#include <algorithm>

namespace walkeeper {

namespace {

std::string kindName(const std::string& scheme)
{
    if (scheme == "s3")
        return "S3";
    if (scheme == "abs")
        return "Azure Blob Storage";
    if (scheme == "gs" || scheme == "gcs")
        return "Google Cloud Storage";
    if (scheme == "sftp")
        return "SFTP";
    return scheme;
}

/// Empty if all of them can be written to.
std::string unsupportedOf(const DatabaseConfig& database)
{
    if (database.replicas.empty())
        return "it has no replica";
    std::vector<std::string> kinds;
    for (const ReplicaConfig& replica : database.replicas) {
        const std::string kind = replica.url.scheme != "file" ? kindName(replica.url.scheme)
                                 : !replica.age.isEmpty()     ? "age encryption"
                                                              : std::string();
        if (!kind.empty() && std::ranges::find(kinds, kind) == kinds.end())
            kinds.push_back(kind);
    }
    std::string said;
    for (const std::string& kind : kinds)
        said += (said.empty() ? "" : ", ") + kind;
    return said.empty() ? said : "not supported yet: " + said;
}

bool hasSameReplicas(const DatabaseConfig& one, const DatabaseConfig& other)
{
    return std::ranges::equal(
        one.replicas, other.replicas, {},
        [](const ReplicaConfig& each) { return each.url.shown(); },
        [](const ReplicaConfig& each) { return each.url.shown(); });
}

const DatabaseConfig* writesTo(const std::vector<DatabaseConfig>& databases, const StoreUrl& url)
{
    for (const DatabaseConfig& each : databases) {
        if (std::ranges::any_of(each.replicas, [&](const auto& one) { return one.url == url; }))
            return &each;
    }
    return nullptr;
}

/// Why two databases would write to one place; empty if they would not.
std::string clashOf(const DatabaseConfig& database, const std::vector<DatabaseConfig>& others)
{
    for (const ReplicaConfig& replica : database.replicas) {
        const DatabaseConfig* other = writesTo(others, replica.url);
        if (other && other->path != database.path)
            return other->path + " is replicated to " + replica.url.shown() +
                   " already; two databases in one replica destroy each other's history";
    }
    return {};
}

/// The lines of an entry, moved to the left; nothing if it is written in a way that is not
/// understood.
std::optional<std::string> entryText(const std::vector<std::string>& lines,
                                     const YamlDocuments& yaml, std::size_t place)
{
    const auto range = linesOfEntry(lines, yaml, place);
    if (!range)
        return std::nullopt;
    const std::size_t indent = lines[range->first].find('-');
    std::string text;
    for (std::size_t i = range->first; i < range->last; ++i) {
        std::string line = lines[i];
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
            line.pop_back();
        const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
        text += line.substr(std::min(indent, begin)) + '\n';
    }
    return text;
}

class Planner
{
public:
    Planner(const Config& theirs, const Config& ours, std::string_view ourText,
            const ConfigOptions& ourOptions)
        : m_theirs(theirs),
          m_ours(ours),
          m_ourText(ourText),
          m_ourOptions(ourOptions)
    {
    }

    void judge(ImportCandidate& candidate, const std::optional<std::string>& entry) const
    {
        const DatabaseConfig& database = candidate.database;
        if (const DatabaseConfig* known = m_ours.find(database.path)) {
            const bool isSame = hasSameReplicas(*known, database);
            return set(candidate, isSame ? ImportState::AlreadyHere : ImportState::Conflict,
                       isSame ? "" : "it is in your list already, with other replicas");
        }
        if (!isFirst(database))
            return set(candidate, ImportState::Conflict, "it stands twice in this file");
        if (std::string why = unsupportedOf(database); !why.empty())
            return set(candidate, ImportState::Unsupported, why);
        for (const auto* others : {&m_ours.databases, &m_theirs.databases}) {
            if (std::string why = clashOf(database, *others); !why.empty())
                return set(candidate, ImportState::Conflict, why);
        }
        if (!entry)
            return set(candidate, ImportState::Unsupported, notMoved());
        const Result<std::string> tried = withEntry(m_ourText, database, *entry, m_ourOptions);
        if (!tried)
            return set(candidate, ImportState::Unsupported, notMoved());
        candidate.entry = *entry;
    }

private:
    static std::string notMoved()
    {
        return "copied as it stands, its entry would mean something else in your list (a relative "
               "path, an anchor, or a key that all databases share); add it by hand";
    }

    bool isFirst(const DatabaseConfig& database) const
    {
        const DatabaseConfig* first = m_theirs.find(database.path);
        return first && first->line == database.line;
    }

    static void set(ImportCandidate& candidate, ImportState state, std::string reason)
    {
        candidate.state = state;
        candidate.reason = std::move(reason);
    }

    const Config& m_theirs;
    const Config& m_ours;
    const std::string_view m_ourText;
    const ConfigOptions& m_ourOptions;
};

std::vector<std::string> otherKeys(const YamlDocuments& yaml)
{
    std::vector<std::string> keys;
    for (const auto& each : yaml.first) {
        if (each.first.IsScalar() && each.first.Scalar() != "dbs")
            keys.push_back(each.first.Scalar());
    }
    return keys;
}

} // namespace

bool looksLikeConfig(std::string_view text)
{
    if (text.size() > maxConfigBytes || text.find('\0') != std::string_view::npos ||
        text.find("dbs") == std::string_view::npos)
        return false;
    const Result<YamlDocuments> yaml = loadYaml(std::string(text), "file");
    return yaml && yaml->first.IsMap() && yaml->first["dbs"].IsDefined();
}

Result<ImportPlan> planImport(std::string_view theirs, const ConfigOptions& theirOptions,
                              std::string_view ours, const ConfigOptions& ourOptions)
{
    const Result<ParsedConfig> read = parseConfig(theirs, theirOptions);
    if (!read)
        return read.error();
    const Result<ParsedConfig> known = parseConfig(ours, ourOptions);
    if (!known)
        return known.error();
    if (read->config.databases.empty())
        return Error{ErrorCode::InvalidArgument, theirOptions.name + " names no database"};
    ImportPlan plan;
    plan.warnings = read->warnings;
    // As it is written: what stands behind the variables is nobody's business here.
    const Result<YamlDocuments> yaml = loadYaml(std::string(theirs), theirOptions.name);
    const std::vector<std::string> lines = linesOf(theirs);
    if (yaml && yaml->first.IsMap())
        plan.leftOut = otherKeys(*yaml);
    const Planner planner(read->config, known->config, ours, ourOptions);
    for (std::size_t i = 0; i < read->config.databases.size(); ++i) {
        ImportCandidate& candidate = plan.candidates.emplace_back();
        candidate.database = read->config.databases[i];
        planner.judge(candidate, yaml ? entryText(lines, *yaml, i) : std::nullopt);
    }
    return plan;
}

} // namespace walkeeper
