// Measures restores and listings against the reference program and prints one table.
//
//     walkeeper-bench CLI DATA_FOLDER [CASE...]
//
// CLI is our command line program. Without a CASE all are run. Exit code 1 if a target is missed.

#include "tests/bench/measurement.h"
#include "tests/bench/workloads.h"
#include "tests/support/reference_program.h"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace fs = std::filesystem;
using namespace walkeeper;
using namespace walkeeper::bench;

namespace {

constexpr unsigned rounds = 5;
constexpr std::uint64_t memoryLimit = 64 << 20;

struct Setting {
    std::string cli;
    std::string reference;
    fs::path data;
};

/// One line of the table.
struct Row {
    std::string name;
    Figures ours;
    Figures theirs;
    std::string target;
    bool isMet = false;
};

double ratio(const Row& row)
{
    return row.theirs.median / row.ours.median;
}

Result<Row> contest(std::string name, const Contestant& ours, const Contestant& theirs)
{
    const Result<std::vector<Figures>> figures = measure({ours, theirs}, rounds);
    if (!figures)
        return figures.error();
    Row row;
    row.name = std::move(name);
    row.ours = figures->at(0);
    row.theirs = figures->at(1);
    return row;
}

/// A restore by us and by the reference; at least `times` as fast, in the memory limit.
Result<Row> restoreCase(const Setting& setting, const std::string& name, const fs::path& replica,
                        double times)
{
    const fs::path ours = setting.data / "ours" / "db";
    const fs::path theirs = setting.data / "theirs" / "db";
    const std::string url = "file://" + replica.string();
    Result<Row> row = contest(name, {{setting.cli, "restore", "-o", ours, url}, ours},
                              {{setting.reference, "restore", "-o", theirs, url}, theirs});
    if (!row)
        return row;
    const bool isSmall = row->ours.peakBytes <= memoryLimit;
    row->isMet = isSmall && ratio(*row) >= times;
    row->target =
        times > 1 ? ">= " + std::to_string(static_cast<int>(times)) + "x, <= 64 MiB" : "<= 64 MiB";
    return row;
}

Result<Row> manySmall(const Setting& setting)
{
    const auto replica = manySmallSegments(setting.data);
    return replica
               ? restoreCase(setting, "restore 5 MB, 2,000 WAL files, 4,500 segments", *replica, 30)
               : Result<Row>(replica.error());
}

Result<Row> frames(const Setting& setting)
{
    const auto replica = manyFrames(setting.data);
    return replica ? restoreCase(setting, "restore 116 MB, 1,900 segments, 1.1 GB of frames",
                                 *replica, 5)
                   : Result<Row>(replica.error());
}

Result<Row> oneSegment(const Setting& setting)
{
    const auto replica = oneLargeSegment(setting.data);
    return replica ? restoreCase(setting, "restore one segment of 2 GB", *replica, 0)
                   : Result<Row>(replica.error());
}

fs::path onlySnapshot(const fs::path& replica)
{
    for (const auto& entry : fs::recursive_directory_iterator(replica)) {
        if (entry.path().string().ends_with(".snapshot.lz4"))
            return entry.path();
    }
    return {};
}

Result<Row> snapshot(const Setting& setting)
{
    const auto replica = largeSnapshot(setting.data);
    if (!replica)
        return replica.error();
    const fs::path ours = setting.data / "ours" / "db";
    const fs::path theirs = setting.data / "theirs" / "db";
    Result<Row> row =
        contest("restore a snapshot of 1 GB (against lz4 -d and fsync)",
                {{setting.cli, "restore", "-o", ours, "file://" + replica->string()}, ours},
                {{"/bin/sh", "-c", "lz4 -d -q \"$1\" \"$2\" && sync \"$2\"", "sh",
                  onlySnapshot(*replica), theirs},
                 theirs});
    if (!row)
        return row;
    row->isMet = row->ours.median <= row->theirs.median * 1.3 && row->ours.peakBytes <= memoryLimit;
    row->target = "<= 1.3 times its time";
    return row;
}

Result<Row> listing(const Setting& setting)
{
    const auto replica = hundredThousandSegments(setting.data);
    if (!replica)
        return replica.error();
    const std::string quiet = "exec \"$0\" wal \"$1\" > /dev/null";
    const std::string url = "file://" + replica->string();
    Result<Row> row =
        contest("list 100,000 segments", {{"/bin/sh", "-c", quiet, setting.cli, url}, {}},
                {{"/bin/sh", "-c", quiet, setting.reference, url}, {}});
    if (!row)
        return row;
    row->isMet = row->ours.median < std::chrono::seconds(1);
    row->target = "< 1 s";
    return row;
}

struct Case {
    const char* name;
    Result<Row> (*run)(const Setting&);
};

constexpr Case cases[] = {
    {"many-small-segments", manySmall}, {"many-frames", frames}, {"one-large-segment", oneSegment},
    {"large-snapshot", snapshot},       {"listing", listing},
};

void print(const Row& row)
{
    std::printf("%-54s %9s %9s %6.1fx  %11s %11s  %-18s %s\n", row.name.c_str(),
                timeText(row.ours.median).c_str(), timeText(row.theirs.median).c_str(), ratio(row),
                memoryText(row.ours.peakBytes).c_str(), memoryText(row.theirs.peakBytes).c_str(),
                row.target.c_str(), row.isMet ? "met" : "MISSED");
    std::fflush(stdout);
}

int runCases(const Setting& setting, const std::vector<std::string>& chosen)
{
    std::printf("Medians of %u whole processes each, in turn. Peak: the largest resident set.\n\n",
                rounds);
    std::printf("%-54s %9s %9s %7s  %11s %11s  %s\n", "what", "walkeeper", "other", "ratio",
                "our peak", "other peak", "target");
    int failures = 0;
    for (const Case& one : cases) {
        if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), one.name) == chosen.end())
            continue;
        const Result<Row> row = one.run(setting);
        if (!row) {
            std::printf("%s: %s\n", one.name, row.error().message.c_str());
            ++failures;
            continue;
        }
        print(*row);
        failures += row->isMet ? 0 : 1;
    }
    std::printf("\nA process that does nothing peaks at %s.\n", memoryText(floorOfPeaks()).c_str());
    return failures == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: walkeeper-bench CLI DATA_FOLDER [CASE...]\n");
        return 2;
    }
    const Result<test::ReferenceProgram> reference = test::ReferenceProgram::find();
    if (!reference) {
        std::fprintf(stderr, "%s\n", reference.error().message.c_str());
        return 1;
    }
    return runCases({argv[1], reference->path(), fs::absolute(argv[2])}, {argv + 3, argv + argc});
}
