#include "core/replicate/sync_decision.h"
#include "tests/support/test_main.h"

#include <set>

using namespace walkeeper;

namespace {

using Action = SyncDecision::Action;
using Reason = NewGenerationReason;

constexpr WalSalts oldLife{100, 7};
constexpr WalSalts newLife{101, 8};
constexpr WalChecksum sumOf5{5, 55};

ShadowFacts shadowOf5()
{
    return {.index = 3, .frames = 5, .salts = oldLife, .checksum = sumOf5};
}

WalIndexHeader indexOf5()
{
    WalIndexHeader index;
    index.pageSize = 4096;
    index.maxFrame = 5;
    index.salts = oldLife;
    index.checksum = sumOf5;
    return index;
}

constexpr PinNote noteOf5{3, 5};

SyncDecision newGeneration(Reason reason)
{
    return {Action::NewGeneration, reason};
}

ResumeFacts resumableFacts()
{
    return {shadowOf5(), true, true, 4096};
}

} // namespace

class SyncDecisionTest : public QObject
{
    Q_OBJECT

private slots:
    void doesNothingWhenAllIsCopied();
    void appendsWithinALife();
    void beginsNextWalAfterALegalReset();
    void waitsForTheFirstCommitOfANewLife();
    void refusesAResetAfterTheShadowHasGrown();
    void refusesAResetUnderThePinOfAnotherWal();
    void refusesAWalThatHoldsLessThanTheCopy();
    void refusesAWalThatEndsInAnotherFrame();
    void endsWhenNoIndexIsLeft();
    void saltsThatGrowByMoreThanOneAreNoReason();

    void goesOnAfterAStartWithinTheSameLife();
    void endsAfterAStartWhen_data();
    void endsAfterAStartWhen();
    void everyReasonHasItsWord();
};

void SyncDecisionTest::doesNothingWhenAllIsCopied()
{
    QVERIFY(decideSync(shadowOf5(), indexOf5(), noteOf5) == SyncDecision());
}

void SyncDecisionTest::appendsWithinALife()
{
    WalIndexHeader index = indexOf5();
    index.maxFrame = 6;

    QCOMPARE(decideSync(shadowOf5(), index, noteOf5).action, Action::Append);
}

void SyncDecisionTest::beginsNextWalAfterALegalReset()
{
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    index.maxFrame = 1;

    QCOMPARE(decideSync(shadowOf5(), index, noteOf5).action, Action::NextWal);
}

void SyncDecisionTest::waitsForTheFirstCommitOfANewLife()
{
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    index.maxFrame = 0;

    QVERIFY(decideSync(shadowOf5(), index, {3, 4}) == SyncDecision());
}

void SyncDecisionTest::refusesAResetAfterTheShadowHasGrown()
{
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    index.maxFrame = 1;

    QVERIFY(decideSync(shadowOf5(), index, {3, 4}) == newGeneration(Reason::MissedReset));
    // A start over a tail that was committed when the pin began, but not copied.
    QVERIFY(decideSync(shadowOf5(), index, {3, 6}) == newGeneration(Reason::MissedReset));
}

void SyncDecisionTest::refusesAResetUnderThePinOfAnotherWal()
{
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    index.maxFrame = 1;

    QVERIFY(decideSync(shadowOf5(), index, {2, 5}) == newGeneration(Reason::MissedReset));
}

void SyncDecisionTest::refusesAWalThatHoldsLessThanTheCopy()
{
    WalIndexHeader index = indexOf5();
    index.maxFrame = 4;

    QVERIFY(decideSync(shadowOf5(), index, noteOf5) == newGeneration(Reason::WalShrank));
}

void SyncDecisionTest::refusesAWalThatEndsInAnotherFrame()
{
    WalIndexHeader index = indexOf5();
    index.checksum = {6, 66};

    QVERIFY(decideSync(shadowOf5(), index, noteOf5) == newGeneration(Reason::WalOverwritten));
}

void SyncDecisionTest::endsWhenNoIndexIsLeft()
{
    ShadowFacts shadow = shadowOf5();
    shadow.index = maxWalIndex;
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    index.maxFrame = 1;

    QVERIFY(decideSync(shadow, index, {maxWalIndex, 5}) == newGeneration(Reason::IndexExhausted));
}

void SyncDecisionTest::saltsThatGrowByMoreThanOneAreNoReason()
{
    WalIndexHeader index = indexOf5();
    index.salts = {0x9e3779b9, 1};
    index.maxFrame = 2;

    QCOMPARE(decideSync(shadowOf5(), index, noteOf5).action, Action::NextWal);
}

void SyncDecisionTest::goesOnAfterAStartWithinTheSameLife()
{
    QVERIFY(!decideResume(resumableFacts(), indexOf5()));
    WalIndexHeader longer = indexOf5();
    longer.maxFrame = 50;
    QVERIFY(!decideResume(resumableFacts(), longer));
}

void SyncDecisionTest::endsAfterAStartWhen_data()
{
    QTest::addColumn<ResumeFacts>("facts");
    QTest::addColumn<WalIndexHeader>("index");
    QTest::addColumn<Reason>("reason");

    ResumeFacts facts = resumableFacts();
    facts.shadowPageSize = 512;
    QTest::newRow("page size") << facts << indexOf5() << Reason::PageSizeChanged;
    WalIndexHeader index = indexOf5();
    index.salts = newLife;
    QTest::newRow("other life") << resumableFacts() << index << Reason::WalChanged;
    index.pageSize = 0;
    index.maxFrame = 0;
    QTest::newRow("a WAL that was removed and made anew")
        << resumableFacts() << index << Reason::WalChanged;
    facts = resumableFacts();
    facts.sameHeader = false;
    QTest::newRow("other header") << facts << indexOf5() << Reason::WalChanged;
    index = indexOf5();
    index.maxFrame = 4;
    QTest::newRow("shorter") << resumableFacts() << index << Reason::WalShrank;
    facts = resumableFacts();
    facts.sameLastFrame = false;
    QTest::newRow("other last frame") << facts << indexOf5() << Reason::WalOverwritten;
}

void SyncDecisionTest::endsAfterAStartWhen()
{
    QFETCH(const ResumeFacts, facts);
    QFETCH(const WalIndexHeader, index);
    QFETCH(const Reason, reason);

    QVERIFY(decideResume(facts, index) == reason);
}

void SyncDecisionTest::everyReasonHasItsWord()
{
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < newGenerationReasons; ++i) {
        const auto reason = static_cast<Reason>(i);
        names.insert(reasonName(reason));
        QVERIFY(!reasonText(reason).empty());
    }
    QCOMPARE(names.size(), newGenerationReasons);
}

WALKEEPER_TEST(SyncDecisionTest)
#include "sync_decision_test.moc"
