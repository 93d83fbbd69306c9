#include "tests/compat/compat_support.h"

#include "core/operations/browse_replica.h"
#include "tests/support/give_up.h"
#include "tests/support/workload_database.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

namespace walkeeper::test {

namespace fs = std::filesystem;

namespace {

OperationContext realWorld()
{
    static const SystemClock clock;
    static const StoreRegistry stores = standardRegistry();
    return OperationContext{nativeFileSystem(), clock, stores};
}

} // namespace

Result<RestoreReport> restoreOurs(const fs::path& replica, const fs::path& output,
                                  const RestoreTarget& target, BrokenChain onBroken,
                                  IntegrityCheck check)
{
    const Result<StoreUrl> url = parseStoreUrl(replica.string());
    if (!url)
        return url.error();
    RestoreRequest request{.source = *url, .target = target, .output = output};
    request.onBroken = onBroken;
    request.check = check;
    NoProgress progress;
    return restoreDatabase(request, realWorld(), {}, progress);
}

Result<Replica> browseOurs(const fs::path& replica)
{
    const Result<StoreUrl> url = parseStoreUrl(replica.string());
    if (!url)
        return url.error();
    return browseReplica(*url, realWorld(), {});
}

Result<std::string> restoredContent(const fs::path& replica, const RestoreTarget& target)
{
    const ScratchFolder scratch;
    const Result<RestoreReport> report = restoreOurs(replica, scratch / "db", target);
    if (!report)
        return report.error();
    return contentHash(scratch / "db");
}

std::string firstDifference(const fs::path& a, const fs::path& b)
{
    std::ifstream first(a, std::ios::binary);
    std::ifstream second(b, std::ios::binary);
    if (!first || !second)
        return "cannot open " + (first ? b : a).string();
    std::vector<char> left(1 << 20);
    std::vector<char> right(1 << 20);
    for (std::uint64_t offset = 0;; offset += left.size()) {
        first.read(left.data(), static_cast<std::streamsize>(left.size()));
        second.read(right.data(), static_cast<std::streamsize>(right.size()));
        const auto leftEnd = left.begin() + first.gcount();
        const auto rightEnd = right.begin() + second.gcount();
        const auto place = std::mismatch(left.begin(), leftEnd, right.begin(), rightEnd);
        if (place.first != leftEnd || place.second != rightEnd) {
            const auto at = offset + static_cast<std::uint64_t>(place.first - left.begin());
            return a.string() + " and " + b.string() + " differ at byte " + std::to_string(at);
        }
        if (leftEnd != left.end())
            return {};
    }
}

ScratchFolder::ScratchFolder()
{
    std::string name = (fs::temp_directory_path() / "walkeeper-compat-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        giveUp("cannot make a folder like " + name);
    m_path = name;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code none;
    fs::remove_all(m_path, none);
}

std::string ScratchFolder::content() const
{
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(m_path))
        names.insert(entry.path().filename().string());
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : " ") + name;
    return text;
}

} // namespace walkeeper::test
