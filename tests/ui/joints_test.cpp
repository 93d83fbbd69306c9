#include "ui/timeline/joints.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

namespace {

Timestamp at(int second)
{
    return Timestamp(std::chrono::seconds(1'700'000'000 + second));
}

Generation generation(std::uint64_t id, int from, int to)
{
    Generation generation;
    generation.id = GenerationId(id);
    generation.snapshots = {{0, 100, at(from)}};
    generation.segments = {{{0, 0, 8}, 10, at(to)}};
    return generation;
}

/// The second begins 30 s after the first ends, the third while the second still goes on.
ReplicaContents threeGenerations()
{
    return makeReplicaContents(
        {}, {{generation(1, 0, 100), generation(2, 130, 300), generation(3, 250, 400)}, {}, {}});
}

} // namespace

class JointsTest : public QObject
{
    Q_OBJECT

private slots:
    void findsTheGenerationBefore();
    void saysWhyAGenerationBeganHere();
    void saysThatAReasonIsNotRecorded();
    void saysHowFarItIsFromTheOneBefore();
};

void JointsTest::findsTheGenerationBefore()
{
    const ReplicaContents contents = threeGenerations();

    QVERIFY(!generationBefore(contents, 0));
    QCOMPARE(generationBefore(contents, 1).value(), 0U);
    QCOMPARE(generationBefore(contents, 2).value(), 1U);
}

void JointsTest::saysWhyAGenerationBeganHere()
{
    const ReplicaContents contents = threeGenerations();
    const std::vector<GenerationStart> starts{
        {GenerationId(2), NewGenerationReason::ShadowMissing, at(130)}};
    const JointWords words(contents, starts);

    QCOMPARE(words.reason(1), QStringLiteral("the shadow WAL is missing"));
    QVERIFY(words.sentence(1).contains(QLatin1String("the shadow WAL is missing")));
    QCOMPARE(words.reason(0), QString());
    QCOMPARE(words.sentence(0), QStringLiteral("The history begins here."));
}

void JointsTest::saysThatAReasonIsNotRecorded()
{
    const ReplicaContents contents = threeGenerations();
    const JointWords words(contents, {});

    QVERIFY(words.reason(1).contains(QLatin1String("not recorded")));
    QVERIFY(words.sentence(1).contains(QLatin1String("not recorded in the replica")));
}

void JointsTest::saysHowFarItIsFromTheOneBefore()
{
    const ReplicaContents contents = threeGenerations();
    const JointWords words(contents, {});

    QVERIFY2(words.sentence(1).contains(QLatin1String("30 s earlier")),
             qPrintable(words.sentence(1)));
    QVERIFY2(words.sentence(2).contains(QLatin1String("goes on for a while")),
             qPrintable(words.sentence(2)));
}

} // namespace walkeeper::ui

using walkeeper::ui::JointsTest;
WALKEEPER_TEST(JointsTest)
#include "joints_test.moc"
