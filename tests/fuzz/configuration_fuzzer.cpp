// litestream.yml: any text is read or refused with a message of one line that names the place.

#include "core/config/config_file.h"
#include "core/config/duration_text.h"
#include "tests/fuzz/fuzz_input.h"

using namespace walkeeper;
using namespace walkeeper::fuzz;

namespace {

constexpr std::string_view fileName = "sample.yml";
constexpr std::string_view secretValue = "zXq9-secret-value-9qXz";

ConfigOptions sampleOptions()
{
    ConfigOptions options;
    options.variable = [](const std::string& name) -> std::optional<std::string> {
        if (name == "EMPTY")
            return "";
        if (name == "SECRET")
            return std::string(secretValue);
        if (name == "LIST")
            return "[a, b]";
        return std::nullopt;
    };
    options.home = "/home/somebody";
    options.folder = "/srv";
    options.name = fileName;
    return options;
}

void requireMessage(const std::string& message)
{
    require(message.starts_with(fileName), "a message begins with the file's name");
    require(message.find('\n') == std::string::npos, "a message is one line");
}

void checkConfig(std::string_view text)
{
    const auto parsed = parseConfig(text, sampleOptions());
    if (!parsed) {
        require(parsed.error().code == ErrorCode::InvalidArgument, "bad text is an argument");
        requireMessage(parsed.error().message);
        return;
    }
    for (const std::string& warning : parsed->warnings)
        requireMessage(warning);
    for (const DatabaseConfig& database : parsed->config.databases) {
        require(database.path.starts_with('/'), "a database's path is absolute");
        require(parsed->config.find(database.path) != nullptr, "a database is found by its path");
        for (const ReplicaConfig& replica : database.replicas) {
            require(!replica.name().empty(), "a replica has a name");
            require(replica.url.shown().find(secretValue) == std::string::npos ||
                        replica.url.user.find(secretValue) == std::string::npos,
                    "a user part is not shown");
        }
    }
    const auto again = parseConfig(text, sampleOptions());
    require(again && again->config == parsed->config, "the same text says the same");
}

void checkDuration(std::string_view text)
{
    const auto duration = parseDuration(text);
    if (!duration)
        return;
    const auto again = parseDuration(formatDuration(*duration));
    require(again && *again == *duration, "a duration reads back");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkConfig(text);
    checkDuration(text);
    return 0;
}
