#include "core/operations/restore_database.h"
#include "tests/damage/chain_replica.h"
#include "tests/damage/scene.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <random>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;
using test::Scene;

/// What a restore of a damaged replica came to.
struct Outcome {
    std::optional<Error> refused;
    std::optional<int> state;      ///< of the chain
    std::string wrong;             ///< restored, but to a state that never was
    std::vector<std::string> left; ///< files beside the result
};

Outcome restoreInto(const fs::path& replica, const fs::path& folder, BrokenChain onBroken)
{
    fs::remove_all(folder);
    fs::create_directories(folder);
    RestoreRequest request;
    request.source = *parseStoreUrl(replica.string());
    request.output = folder / "restored.db";
    request.onBroken = onBroken;
    const SystemClock clock;
    const StoreRegistry stores = standardRegistry();
    NoProgress silent;

    Outcome outcome;
    const Result<RestoreReport> report =
        restoreDatabase(request, {nativeFileSystem(), clock, stores}, {}, silent);
    if (!report) {
        outcome.refused = report.error();
    } else if (const Result<int> state = test::chainState(request.output)) {
        outcome.state = *state;
    } else {
        outcome.wrong = state.error().message;
    }
    fs::remove(request.output);
    for (const auto& entry : fs::directory_iterator(folder))
        outcome.left.push_back(entry.path().filename());
    return outcome;
}

/// Damages one to three objects of a replica at random and says how.
std::string damage(const fs::path& root, std::mt19937& random)
{
    const auto pick = [&](std::uint64_t below) {
        return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(random);
    };
    std::string done;
    for (std::uint64_t count = 1 + pick(3); count > 0; --count) {
        const std::vector<fs::path> objects = test::objectsByTime(root);
        const fs::path object = objects[pick(objects.size())];
        const fs::path other = objects[pick(objects.size())];
        const std::uint64_t size = fs::file_size(object);
        switch (pick(6)) {
        case 0:
            Scene::flipBit(object, pick(size), static_cast<int>(pick(8)));
            done += "flip ";
            break;
        case 1:
            Scene::cut(object, pick(size));
            done += "cut ";
            break;
        case 2:
            fs::remove(object);
            done += "remove ";
            break;
        case 3:
            Scene::overwrite(object, Scene::read(other));
            done += "overwrite ";
            break;
        case 4: {
            std::vector<std::byte> bytes = Scene::read(object);
            const std::uint64_t begin = pick(size);
            for (std::uint64_t i = begin; i < std::min(size, begin + 512); ++i)
                bytes[i] = std::byte{0};
            Scene::overwrite(object, bytes);
            done += "zero ";
            break;
        }
        default: {
            std::vector<std::byte> bytes = Scene::read(object);
            bytes.insert(bytes.end(), 16, std::byte{7});
            Scene::overwrite(object, bytes);
            done += "append ";
        }
        }
        done += object.filename().string() + "; ";
    }
    return done;
}

int damageCount()
{
    return qEnvironmentVariableIsSet("WALKEEPER_FULL") ? 1500 : 120;
}

} // namespace

class RandomDamageTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void anyPrefixGivesAStateThatWas();
    void randomDamageIsNamedOrHarmless();
    void theNewestReachableStateIsAStateThatWas();
    void anObjectInThePlaceOfAnotherIsNoWayToADamagedState();
};

void RandomDamageTest::initTestCase()
{
    const Result<test::ChainReplica>& replica = test::chainReplica();
    QVERIFY2(replica, replica ? "" : replica.error().message.c_str());
}

void RandomDamageTest::anyPrefixGivesAStateThatWas()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    test::copyReplica(test::chainReplica()->root, root / "replica");
    std::vector<fs::path> objects = test::objectsByTime(root / "replica");
    int newest = test::chainReplica()->transactions;

    for (; !objects.empty(); objects.pop_back()) {
        const Outcome outcome = restoreInto(root / "replica", root / "target", BrokenChain::Refuse);

        QVERIFY2(outcome.wrong.empty(), (objects.back().string() + outcome.wrong).c_str());
        QVERIFY2(outcome.left.empty(), objects.back().c_str());
        QVERIFY(outcome.state || !outcome.refused->message.empty());
        if (outcome.state) {
            QVERIFY(*outcome.state <= newest);
            newest = *outcome.state;
        }
        fs::remove(objects.back());
    }
    QVERIFY(newest < test::chainReplica()->transactions / 4); // the first snapshot alone
}

void RandomDamageTest::randomDamageIsNamedOrHarmless()
{
    std::mt19937 random(20231114);
    int refused = 0;
    int harmless = 0;
    for (int i = 0; i < damageCount(); ++i) {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::copyReplica(test::chainReplica()->root, root / "replica");
        const std::string what = damage(root / "replica", random);

        const Outcome outcome = restoreInto(root / "replica", root / "target", BrokenChain::Refuse);

        QVERIFY2(outcome.wrong.empty(), (what + outcome.wrong).c_str());
        QVERIFY2(outcome.left.empty(), what.c_str());
        if (outcome.refused)
            QVERIFY2(outcome.refused->code != ErrorCode::Internal, what.c_str());
        ++(outcome.refused ? refused : harmless);
    }
    qInfo("%d damaged replicas: %d refused with a sentence, %d restored soundly", damageCount(),
          refused, harmless);
    QVERIFY(refused > 0 && harmless > 0);
}

void RandomDamageTest::theNewestReachableStateIsAStateThatWas()
{
    std::mt19937 random(77);
    for (int i = 0; i < damageCount() / 3; ++i) {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        test::copyReplica(test::chainReplica()->root, root / "replica");
        const std::string what = damage(root / "replica", random);

        const Outcome outcome =
            restoreInto(root / "replica", root / "target", BrokenChain::NewestReachable);

        QVERIFY2(outcome.wrong.empty(), (what + outcome.wrong).c_str());
        QVERIFY2(outcome.left.empty(), what.c_str());
        QVERIFY2(outcome.state || !outcome.refused->message.empty(), what.c_str());
    }
}

/// Whole and with every checksum right, but of another place.
void RandomDamageTest::anObjectInThePlaceOfAnotherIsNoWayToADamagedState()
{
    const fs::path& source = test::chainReplica()->root;
    const std::vector<fs::path> objects = test::objectsByTime(source);
    int restored = 0;
    for (const fs::path& target : objects) {
        if (target.filename() != "00000000_00000000.wal.lz4")
            continue;
        for (const fs::path& other : objects) {
            if (other == target)
                continue;
            const QTemporaryDir folder;
            const fs::path root = folder.path().toStdString();
            test::copyReplica(source, root / "replica");
            Scene::overwrite(root / "replica" / target.lexically_relative(source),
                             Scene::read(other));

            const Outcome outcome =
                restoreInto(root / "replica", root / "target", BrokenChain::NewestReachable);

            QVERIFY2(outcome.wrong.empty(), (other.string() + ": " + outcome.wrong).c_str());
            restored += outcome.state ? 1 : 0;
        }
    }
    QVERIFY(restored > 0);
}

} // namespace walkeeper

using walkeeper::RandomDamageTest;
WALKEEPER_TEST(RandomDamageTest)
#include "random_damage_test.moc"
