#include "app/cli/replica_choice.h"

#include "app/cli/output.h"
#include "app/cli/progress_line.h"
#include "core/config/config_file.h"
#include "core/operations/browse_replica.h"

#include <array>
#include <system_error>

namespace walkeeper::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* systemConfig = "/etc/litestream.yml";

/// Where the configuration is, and how sure we are that there is one.
struct ConfigPlace {
    std::string path;
    bool isSystemDefault = false; ///< nobody named it, and it may well be missing
};

ConfigPlace configPlace(const std::string& given, const Environment& environment)
{
    if (!given.empty())
        return {given};
    const auto fromVariable =
        environment.variable ? environment.variable("LITESTREAM_CONFIG") : std::nullopt;
    if (fromVariable && !fromVariable->empty())
        return {*fromVariable};
    if (!environment.home.empty()) {
        const fs::path own = environment.home / ".config/walkeeper/litestream.yml";
        std::error_code ignored;
        if (fs::exists(own, ignored))
            return {own.string()};
    }
    return {systemConfig, true};
}

ConfigOptions configOptions(bool expandEnvironment, const Environment& environment)
{
    ConfigOptions options;
    options.expandEnvironment = expandEnvironment;
    options.variable = environment.variable;
    options.home = environment.home;
    return options;
}

Result<ReplicaChoice> chooseFromConfig(const SourceArgument& source, Environment& environment)
{
    const ConfigPlace place = configPlace(source.configPath, environment);
    std::error_code ignored;
    if (place.isSystemDefault && !fs::exists(place.path, ignored))
        return Error{ErrorCode::NotFound,
                     source.text +
                         " is not a replica's folder, and there is no configuration "
                         "that could name it as a database (" +
                         place.path + " does not exist)"};
    const Result<Config> config =
        loadConfig(source.configPath, source.expandEnvironment, environment);
    if (!config)
        return config.error();
    const Result<std::string> path =
        resolvePath(source.text, configOptions(source.expandEnvironment, environment));
    if (!path)
        return path.error();
    const DatabaseConfig* database = config->find(*path);
    if (database == nullptr)
        return Error{ErrorCode::InvalidArgument, "database not found in config: " + *path};

    ReplicaChoice choice{*path, {}};
    for (const ReplicaConfig& replica : database->replicas) {
        if (source.replicaName.empty() || source.replicaName == replica.name())
            choice.replicas.push_back({replica.name(), replica.url, !replica.age.isEmpty()});
    }
    if (choice.replicas.empty() && !source.replicaName.empty())
        return Error{ErrorCode::NotFound, "replica \"" + source.replicaName +
                                              "\" not found for database \"" + *path + "\""};
    return choice;
}

bool beginsLikeAge(ByteView bytes)
{
    constexpr std::string_view mark = "age-encryption.org/v1";
    return bytes.size() >= mark.size() &&
           std::string_view(reinterpret_cast<const char*>(bytes.data()), mark.size()) == mark;
}

void printAlsoLtx(const ChosenReplica& chosen, Environment& environment)
{
    printWarning(environment.err, nameForPeople(chosen) +
                                      " also holds files in Litestream 0.5's layout, which this "
                                      "version cannot read yet; they may hold newer states");
}

Error encryptedError(const ChosenReplica& chosen)
{
    return {ErrorCode::Unsupported,
            nameForPeople(chosen) + " is encrypted with age, which this version cannot read"};
}

} // namespace

Result<SourceArgument> parseSource(const Arguments& arguments, std::string_view missing)
{
    const auto& others = arguments.others();
    if (others.empty() || others.front().empty())
        return Error{ErrorCode::InvalidArgument, std::string(missing)};
    if (others.size() > 1)
        return Error{ErrorCode::InvalidArgument, "too many arguments (flags come first)"};
    SourceArgument source{others.front(), std::nullopt, arguments.text("config"),
                          !arguments.has("no-expand-env"), arguments.text("replica")};
    if (!isStoreUrl(source.text))
        return source;
    if (!source.configPath.empty())
        return Error{ErrorCode::InvalidArgument,
                     "cannot specify a replica URL and the -config flag"};
    Result<StoreUrl> url = parseStoreUrl(source.text);
    if (!url)
        return std::move(url).error();
    source.url = *std::move(url);
    return source;
}

Result<std::optional<GenerationId>> parseGenerationFlag(const Arguments& arguments)
{
    const std::string text = arguments.text("generation");
    if (text.empty())
        return std::optional<GenerationId>();
    const Result<GenerationId> generation = GenerationId::parse(text);
    if (!generation)
        return Error{ErrorCode::InvalidArgument, "invalid value \"" + text +
                                                     "\" for flag -generation: a generation is "
                                                     "16 digits 0-9 and a-f"};
    return std::optional(*generation);
}

Result<ReplicaChoice> chooseReplicas(const SourceArgument& source, Environment& environment)
{
    if (source.url)
        return ReplicaChoice{std::nullopt, {{source.url->scheme, *source.url}}};
    const auto status = environment.operations.files.status(source.text);
    const bool isFolder = status && status->kind == FileKind::Directory;
    if (!isFolder || !source.configPath.empty())
        return chooseFromConfig(source, environment);
    Result<StoreUrl> url = parseStoreUrl(source.text);
    if (!url)
        return std::move(url).error();
    return ReplicaChoice{std::nullopt, {{url->scheme, *url}}};
}

Result<Config> loadConfig(const std::string& path, bool expandEnvironment, Environment& environment)
{
    Result<ParsedConfig> parsed = readConfigFile(configPlace(path, environment).path,
                                                 configOptions(expandEnvironment, environment));
    if (!parsed)
        return std::move(parsed).error();
    for (const std::string& warning : parsed->warnings)
        printWarning(environment.err, warning);
    return std::move(parsed->config);
}

Result<std::optional<Config>> loadConfigIfAny(const std::string& path, bool expandEnvironment,
                                              Environment& environment)
{
    const ConfigPlace place = configPlace(path, environment);
    std::error_code ignored;
    if (place.isSystemDefault && !fs::exists(place.path, ignored))
        return std::optional<Config>();
    Result<Config> config = loadConfig(path, expandEnvironment, environment);
    if (!config)
        return std::move(config).error();
    return std::optional(*std::move(config));
}

Result<std::string> databasePath(const std::string& text, const Environment& environment)
{
    return resolvePath(text, configOptions(true, environment));
}

Result<void> forEachReplica(const ReplicaChoice& choice, Environment& environment,
                            const std::function<Result<void>(const ChosenReplica&)>& use)
{
    std::size_t failures = 0;
    for (const ChosenReplica& chosen : choice.replicas) {
        Result<void> used = use(chosen);
        if (used)
            continue;
        if (used.error().code == ErrorCode::Cancelled || choice.replicas.size() == 1)
            return used;
        printWarning(environment.err, nameForPeople(chosen) + ": " + used.error().message);
        ++failures;
    }
    if (failures > 0 && failures == choice.replicas.size())
        return Error{ErrorCode::Unavailable,
                     "none of the " + std::to_string(failures) + " replicas could be read"};
    return {};
}

Result<Replica> listChosen(const ChosenReplica& chosen, Environment& environment)
{
    ProgressLine progress(environment.err, environment.showsProgress);
    Result<Replica> replica =
        browseReplica(chosen.url, environment.operations, environment.token,
                      [&](std::size_t objects) { progress.reportListed(objects); });
    progress.clear();
    if (!replica && replica.error().code == ErrorCode::NotFound) {
        printWarning(environment.err, replica.error().message);
        return Replica();
    }
    if (!replica)
        return replica;
    if (replica->generations.empty() && replica->ltx)
        return ltxOnlyError(chosen.url, *replica->ltx);
    if (replica->ltx)
        printAlsoLtx(chosen, environment);
    return replica;
}

void warnOfLtx(const ChosenReplica& chosen, Environment& environment)
{
    const auto store = environment.operations.stores.open(chosen.url);
    if (!store)
        return;
    bool isThere = false;
    const Result<void> listed = (*store)->list(
        ObjectKey().child("ltx"), {},
        [&](const ListPage& page) {
            isThere = isThere || !page.folders.empty() || !page.objects.empty();
        },
        environment.token);
    // What keeps it from being listed has nothing to do with the command that has just succeeded.
    if (listed && isThere)
        printAlsoLtx(chosen, environment);
}

Result<void> refuseEncrypted(const ChosenReplica& chosen)
{
    if (chosen.hasAgeKeys)
        return encryptedError(chosen);
    return {};
}

Result<void> refuseEncrypted(const ChosenReplica& chosen, const ObjectKey& sample,
                             Environment& environment)
{
    if (chosen.hasAgeKeys)
        return encryptedError(chosen);
    auto store = environment.operations.stores.open(chosen.url);
    if (!store)
        return std::move(store).error();
    std::array<std::byte, 32> head{};
    auto source = (*store)->open(sample, {0, head.size()}, environment.token);
    // Whatever else keeps it from being read is said by who needs it.
    if (!source)
        return {};
    std::size_t filled = 0;
    while (filled < head.size()) {
        const Result<std::size_t> size = (*source)->read(ByteSpan(head).subspan(filled));
        if (!size || *size == 0)
            break;
        filled += *size;
    }
    if (beginsLikeAge(ByteView(head).first(filled)))
        return encryptedError(chosen);
    return {};
}

std::string nameForPeople(const ChosenReplica& chosen)
{
    return "replica " + chosen.name + " (" + chosen.url.shown() + ")";
}

} // namespace walkeeper::app
