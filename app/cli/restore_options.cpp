#include "app/cli/restore_options.h"

#include <algorithm>
#include <charconv>

namespace walkeeper::app {

namespace {

constexpr std::int64_t mostThreads = 64;

Error misuse(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message)};
}

Result<WalIndex> parseIndex(const std::string& text)
{
    WalIndex index = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, index, 16);
    if (text.empty() || stop != end || failure != std::errc() || index > maxWalIndex)
        return misuse("invalid value \"" + text + "\" for flag -index: invalid hexadecimal format");
    return index;
}

Result<RestoreTarget> parseTarget(const Arguments& arguments)
{
    const Result<std::optional<GenerationId>> generation = parseGenerationFlag(arguments);
    if (!generation)
        return generation.error();
    RestoreTarget target{RestoreTarget::Latest{}, *generation};
    // An empty value is as good as none, for scripts that pass a variable on.
    const std::string timestamp = arguments.text("timestamp");
    const std::string positionText = arguments.text("position");
    const int given =
        arguments.has("index") + (timestamp.empty() ? 0 : 1) + (positionText.empty() ? 0 : 1);
    if (given > 1)
        return misuse("only one of -index, -timestamp and -position can be given");
    if (arguments.has("index")) {
        const Result<WalIndex> index = parseIndex(arguments.text("index"));
        if (!index)
            return index.error();
        target.what = RestoreTarget::AtIndex{*index};
    } else if (!timestamp.empty()) {
        const Result<Timestamp> time = parseTimestamp(timestamp);
        if (!time)
            return misuse("invalid -timestamp, must specify in ISO 8601 format "
                          "(e.g. 2000-01-01T00:00:00Z)");
        target.what = RestoreTarget::AtTime{*time};
    } else if (!positionText.empty()) {
        const Result<Position> position = Position::parse(positionText);
        if (!position)
            return misuse("invalid -position: " + position.error().message);
        if (target.generation && *target.generation != position->generation)
            return misuse("-generation and -position name two different generations");
        target.generation = position->generation;
        target.what = RestoreTarget::AtPosition{*position};
    }
    return target;
}

Result<IntegrityCheck> parseCheck(const Arguments& arguments)
{
    const std::string text = arguments.text("integrity-check");
    if (text.empty() || text == "none")
        return IntegrityCheck::None;
    if (text == "quick")
        return IntegrityCheck::Quick;
    if (text == "full")
        return IntegrityCheck::Full;
    return misuse("invalid value \"" + text +
                  "\" for flag -integrity-check: it is none, quick or full");
}

} // namespace

Result<unsigned> parseParallelism(const Arguments& arguments)
{
    if (!arguments.has("parallelism"))
        return 0U;
    const std::string text = arguments.text("parallelism");
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (text.empty() || stop != end || failure != std::errc())
        return misuse("invalid value \"" + text + "\" for flag -parallelism: not a whole number");
    return static_cast<unsigned>(std::clamp<std::int64_t>(value, 1, mostThreads));
}

Result<RestoreOptions> parseRestoreOptions(const Arguments& arguments)
{
    Result<SourceArgument> source = parseSource(arguments, "database path or replica URL required");
    if (!source)
        return std::move(source).error();
    const Result<RestoreTarget> target = parseTarget(arguments);
    if (!target)
        return target.error();
    const Result<IntegrityCheck> check = parseCheck(arguments);
    if (!check)
        return check.error();
    const Result<unsigned> parallelism = parseParallelism(arguments);
    if (!parallelism)
        return parallelism.error();

    RestoreOptions options;
    options.source = *std::move(source);
    options.output = arguments.text("o");
    options.target = *target;
    options.check = *check;
    options.onBroken =
        arguments.has("newest-reachable") ? BrokenChain::NewestReachable : BrokenChain::Refuse;
    options.parallelism = *parallelism;
    options.skipIfDatabaseExists = arguments.has("if-db-not-exists");
    options.succeedWithoutReplica = arguments.has("if-replica-exists");
    options.isPlanOnly = arguments.has("plan");
    options.isInPlace = arguments.has("in-place");
    options.isJson = arguments.has("json");
    if (options.isInPlace && options.skipIfDatabaseExists)
        return misuse("only one of -in-place and -if-db-not-exists can be given");
    if (options.source.url && options.output.empty() && !options.isPlanOnly)
        return misuse("output path required (-o PATH)");
    return options;
}

} // namespace walkeeper::app
