#include "tests/bench/measurement.h"

#include "tests/support/child_process.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

namespace walkeeper::bench {

namespace {

void removeOutput(const std::filesystem::path& output)
{
    if (output.empty())
        return;
    std::filesystem::remove_all(output.parent_path());
    std::filesystem::create_directories(output.parent_path());
}

/// A child begins with the largest resident set that its parent had, so ours is brought down to
/// what it holds now.
void forgetOwnPeak()
{
    std::ofstream("/proc/self/clear_refs") << 5;
}

template <class... Values>
std::string formatted(const char* format, Values... values)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

} // namespace

Result<std::vector<Figures>> measure(const std::vector<Contestant>& contestants, unsigned rounds)
{
    std::vector<std::vector<double>> times(contestants.size());
    std::vector<Figures> figures(contestants.size());
    for (unsigned round = 0; round <= rounds; ++round) {
        for (std::size_t i = 0; i < contestants.size(); ++i) {
            removeOutput(contestants[i].output);
            sync();
            forgetOwnPeak();
            const test::ProcessResult run =
                test::runProcess(contestants[i].command, std::chrono::minutes(10));
            if (run.exitCode != 0)
                return Error{ErrorCode::Internal,
                             contestants[i].command.front() + ": " + run.text()};
            if (round > 0)
                times[i].push_back(std::chrono::duration<double, std::milli>(run.elapsed).count());
            figures[i].peakBytes = std::max(figures[i].peakBytes, run.peakBytes);
        }
    }
    for (std::size_t i = 0; i < contestants.size(); ++i) {
        removeOutput(contestants[i].output);
        std::sort(times[i].begin(), times[i].end());
        figures[i].median = decltype(figures[i].median)(times[i][times[i].size() / 2]);
    }
    return figures;
}

std::uint64_t floorOfPeaks()
{
    forgetOwnPeak();
    return test::runProcess({"/bin/true"}).peakBytes;
}

std::string timeText(std::chrono::duration<double, std::milli> time)
{
    return time.count() < 1000 ? formatted("%.0f ms", time.count())
                               : formatted("%.2f s", time.count() / 1000);
}

std::string memoryText(std::uint64_t bytes)
{
    return formatted("%.1f MiB", static_cast<double>(bytes) / (1 << 20));
}

} // namespace walkeeper::bench
