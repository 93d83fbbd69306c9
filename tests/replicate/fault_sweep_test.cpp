#include "tests/replicate/fault_scenario.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <numeric>
#include <random>

using namespace walkeeper;
using namespace walkeeper::test;

namespace {

/// One way to fail, of which the n-th call can be picked.
struct FaultKind {
    std::string name;
    std::function<int(const FaultScenario&)> calls; ///< that could fail so
    std::function<EngineFault(int)> nth;
};

void addFileKinds(std::vector<FaultKind>& kinds)
{
    const std::pair<FileCall, const char*> calls[] = {
        {FileCall::OpenRead, "open"},
        {FileCall::CreateNew, "create"},
        {FileCall::Status, "look"},
        {FileCall::Entries, "list a folder"},
        {FileCall::CreateDirectories, "make folders"},
        {FileCall::RenameNew, "name"},
        {FileCall::RenameOver, "rename"},
        {FileCall::Remove, "delete"},
        {FileCall::SyncDirectory, "sync a folder"},
        {FileCall::Read, "read"},
        {FileCall::Write, "write"},
        {FileCall::Sync, "sync"},
        {FileCall::FileStatus, "size"},
    };
    for (const auto& [call, name] : calls)
        kinds.push_back({std::string("file: ") + name,
                         [call = call](const FaultScenario& all) { return all.calls(call); },
                         [call = call](int n) {
                             EngineFault fault;
                             fault.file = {.nth = n,
                                           .only = call,
                                           .error = {ErrorCode::Unavailable, "the planned fault"}};
                             return fault;
                         }});
    const auto writes = [](const FaultScenario& all) { return all.calls(FileCall::Write); };
    kinds.push_back({"file: short write, no space", writes, [](int n) {
                         EngineFault fault;
                         fault.file = {.nth = n, .only = FileCall::Write};
                         return fault;
                     }});
    kinds.push_back({"file: no space from there on", writes, [](int n) {
                         EngineFault fault;
                         fault.file = {.nth = n, .only = FileCall::Write, .andAllLater = true};
                         return fault;
                     }});
}

void addSqliteKinds(std::vector<FaultKind>& kinds)
{
    const std::pair<SqliteCall, const char*> calls[] = {
        {SqliteCall::Open, "open"},
        {SqliteCall::Access, "look"},
        {SqliteCall::Read, "read"},
        {SqliteCall::Write, "short write"},
        {SqliteCall::Truncate, "truncate"},
        {SqliteCall::Sync, "sync"},
        {SqliteCall::FileSize, "size"},
        {SqliteCall::Lock, "lock"},
        {SqliteCall::ShmMap, "map the index"},
        {SqliteCall::ShmLock, "lock the index"},
    };
    for (const auto& [call, name] : calls)
        kinds.push_back({std::string("sqlite: ") + name,
                         [call = call](const FaultScenario& all) { return all.calls(call); },
                         [call = call](int n) {
                             EngineFault fault;
                             fault.sqlite = {.nth = n, .call = call};
                             return fault;
                         }});
    kinds.push_back(
        {"sqlite: no space", [](const FaultScenario& all) { return all.calls(SqliteCall::Write); },
         [](int n) {
             EngineFault fault;
             fault.sqlite = {
                 .nth = n, .call = SqliteCall::Write, .noSpace = true, .writeHalf = false};
             return fault;
         }});
}

void addStoreKinds(std::vector<FaultKind>& kinds)
{
    const std::pair<StoreCall, const char*> calls[] = {
        {StoreCall::List, "list"},
        {StoreCall::Open, "open"},
        {StoreCall::Read, "read"},
        {StoreCall::Remove, "delete"},
    };
    for (const auto& [call, name] : calls)
        kinds.push_back({std::string("store: ") + name,
                         [call = call](const FaultScenario& all) { return all.calls(call); },
                         [call = call](int n) {
                             EngineFault fault;
                             fault.store = {.nth = n, .call = call};
                             return fault;
                         }});
    kinds.push_back({"store: away from there on",
                     [](const FaultScenario& all) { return all.calls(StoreCall::Put); },
                     [](int n) {
                         EngineFault fault;
                         fault.store = {.nth = n, .call = StoreCall::Put, .andAllLater = true};
                         return fault;
                     }});
    const std::pair<PutFault, const char*> puts[] = {
        {PutFault::AtOnce, "refuses an upload"},
        {PutFault::HalfWay, "an upload breaks off"},
        {PutFault::Afterwards, "an upload seems to fail"},
        {PutFault::Truncates, "keeps half an upload"},
        {PutFault::Empties, "keeps an empty object"},
        {PutFault::Stalls, "an upload stalls"},
    };
    for (const auto& [put, name] : puts)
        kinds.push_back({std::string("store: ") + name,
                         [](const FaultScenario& all) { return all.puts(); },
                         [put = put](int n) {
                             EngineFault fault;
                             fault.put = put;
                             fault.nthPut = n;
                             return fault;
                         }});
}

/// Shares a number of runs among the kinds: as even as their numbers of calls allow.
std::vector<int> shares(const std::vector<int>& calls, int runs)
{
    std::vector<int> shares(calls.size(), 0);
    for (bool isMore = true; isMore && runs > 0;) {
        isMore = false;
        for (std::size_t i = 0; i < calls.size() && runs > 0; ++i) {
            if (shares[i] < calls[i]) {
                ++shares[i];
                --runs;
                isMore = true;
            }
        }
    }
    return shares;
}

/// count of the numbers 1 .. calls, in order.
std::vector<int> sample(int calls, int count, std::mt19937& random)
{
    std::vector<int> all(static_cast<std::size_t>(calls));
    std::iota(all.begin(), all.end(), 1);
    std::vector<int> picked;
    std::ranges::sample(all, std::back_inserter(picked), count, random);
    return picked;
}

} // namespace

/// Whatever call fails below the engine, and at whatever moment: it goes on by itself, and nothing
/// is lost. 200 calls are picked at random; WALKEEPER_FULL=1 tries every one.
class FaultSweepTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void whateverFailsNothingIsLost_data();
    void whateverFailsNothingIsLost();

private:
    std::vector<FaultKind> m_kinds;
    std::vector<std::vector<int>> m_picked; ///< by kind
};

Q_DECLARE_METATYPE(std::vector<int>)

void FaultSweepTest::initTestCase()
{
    addFileKinds(m_kinds);
    addSqliteKinds(m_kinds);
    addStoreKinds(m_kinds);
    FaultScenario whole({});
    whole.run();
    QVERIFY2(!whole.wrong(), whole.wrong().value_or("").c_str());

    std::vector<int> calls;
    for (const FaultKind& kind : m_kinds)
        calls.push_back(kind.calls(whole));
    const int all = std::accumulate(calls.begin(), calls.end(), 0);
    const int runs = qEnvironmentVariableIsSet("WALKEEPER_FULL") ? all : 200;
    const unsigned seed =
        qEnvironmentVariableIsSet("WALKEEPER_SEED")
            ? static_cast<unsigned>(qEnvironmentVariableIntValue("WALKEEPER_SEED"))
            : std::random_device()();
    std::mt19937 random(seed);
    const std::vector<int> shared = shares(calls, runs);
    for (std::size_t i = 0; i < m_kinds.size(); ++i)
        m_picked.push_back(sample(calls[i], shared[i], random));
    qInfo("seed %u: %d of %d faults, in %zu kinds", seed, runs, all, m_kinds.size());
}

void FaultSweepTest::whateverFailsNothingIsLost_data()
{
    QTest::addColumn<std::size_t>("kind");
    for (std::size_t i = 0; i < m_kinds.size(); ++i)
        QTest::newRow(m_kinds[i].name.c_str()) << i;
}

void FaultSweepTest::whateverFailsNothingIsLost()
{
    QFETCH(const std::size_t, kind);
    int met = 0;
    int told = 0;
    for (const int n : m_picked[kind]) {
        FaultScenario scenario(m_kinds[kind].nth(n));
        scenario.run();
        met += scenario.hasStruck() ? 1 : 0;
        told += scenario.wasTold() ? 1 : 0;
        const std::string wrong = scenario.wrong().value_or("");
        QVERIFY2(wrong.empty(), ("call " + std::to_string(n) + ": " + wrong).c_str());
    }
    const auto tried = static_cast<int>(m_picked[kind].size());
    qInfo("%d tried, %d met, %d told", tried, met, told);
    // Times decide a little of what the engine does, but not much.
    QVERIFY(tried > 0);
    QVERIFY(met > 0);
    QVERIFY(met >= tried - tried / 10 - 1);
}

WALKEEPER_TEST(FaultSweepTest)
#include "fault_sweep_test.moc"
