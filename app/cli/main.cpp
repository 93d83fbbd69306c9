#include "app/cli/cli.h"
#include "app/cli/stop_signals.h"
#include "app/large_blocks.h"
#include "core/storage/store_registry.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <pwd.h>
#include <unistd.h>

namespace {

std::optional<std::string> environmentVariable(const std::string& name)
{
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::filesystem::path homeFolder()
{
    if (const auto home = environmentVariable("HOME"); home && !home->empty())
        return *home;
    const passwd* user = getpwuid(getuid());
    return user == nullptr || user->pw_dir == nullptr ? "" : user->pw_dir;
}

} // namespace

int main(int argc, char** argv)
{
    walkeeper::app::giveBackLargeBlocks();
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const walkeeper::SystemClock clock;
    const walkeeper::StoreRegistry stores = walkeeper::standardRegistry();
    walkeeper::app::StopSignals signals;
    walkeeper::app::Environment environment{{walkeeper::nativeFileSystem(), clock, stores},
                                            signals.token(),
                                            std::cout,
                                            std::cerr,
                                            isatty(STDERR_FILENO) == 1,
                                            environmentVariable,
                                            homeFolder(),
                                            &signals};
    return walkeeper::app::runCli(words, environment);
}
