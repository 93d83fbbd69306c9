#include "core/format/generations/position.h"
#include "tests/support/test_main.h"

using namespace walkeeper;

class PositionTest : public QObject
{
    Q_OBJECT

private slots:
    void generationsReadBack_data();
    void generationsReadBack();
    void refusesWhatIsNoGeneration_data();
    void refusesWhatIsNoGeneration();
    void positionsReadBack_data();
    void positionsReadBack();
    void refusesWhatIsNoPosition_data();
    void refusesWhatIsNoPosition();
};

void PositionTest::generationsReadBack_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::uint64_t>("value");
    QTest::newRow("seen") << std::string("5a5cde9eaf777893") << std::uint64_t{0x5a5cde9eaf777893};
    QTest::newRow("zeros") << std::string("0000000000000000") << std::uint64_t{0};
    QTest::newRow("largest") << std::string("ffffffffffffffff") << UINT64_MAX;
}

void PositionTest::generationsReadBack()
{
    QFETCH(std::string, text);
    QFETCH(std::uint64_t, value);

    const auto generation = GenerationId::parse(text);

    QVERIFY(generation);
    QVERIFY(*generation == GenerationId(value));
    QCOMPARE(generation->text(), text);
}

void PositionTest::refusesWhatIsNoGeneration_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : {"", "5a5cde9eaf77789", "5a5cde9eaf7778930", "5A5CDE9EAF777893",
                             "5a5cde9eaf77789g", " 5a5cde9eaf77789", "+5a5cde9eaf77789",
                             "-5a5cde9eaf77789", "0x5cde9eaf777893", "5a5cde9eaf777893/"})
        QTest::newRow(text) << std::string(text);
    QTest::newRow("null") << std::string("5a5cde9eaf77789\0", 16);
}

void PositionTest::refusesWhatIsNoGeneration()
{
    QFETCH(std::string, text);

    const auto generation = GenerationId::parse(text);

    QVERIFY(!generation);
    QCOMPARE(generation.error().code, ErrorCode::InvalidArgument);
}

void PositionTest::positionsReadBack_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Position>("expected");
    const GenerationId generation(0x5a5cde9eaf777893);
    QTest::newRow("seen") << std::string("5a5cde9eaf777893/00000000:16512")
                          << Position{generation, 0, 16512};
    QTest::newRow("start") << std::string("5a5cde9eaf777893/0000001f:0")
                           << Position{generation, 31, 0};
    QTest::newRow("over 4 GiB") << std::string("5a5cde9eaf777893/7fffffff:12884901888")
                                << Position{generation, maxWalIndex, 12'884'901'888};
}

void PositionTest::positionsReadBack()
{
    QFETCH(std::string, text);
    QFETCH(Position, expected);

    const auto position = Position::parse(text);

    QVERIFY(position);
    QVERIFY(*position == expected);
    QCOMPARE(expected.text(), text);
}

void PositionTest::refusesWhatIsNoPosition_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"", "5a5cde9eaf777893", "5a5cde9eaf777893/00000000",
          "5a5cde9eaf777893/00000000:", "5a5cde9eaf777893/0:16512", "5a5cde9eaf777893/00000000:-1",
          "5a5cde9eaf777893/00000000:+1", "5a5cde9eaf777893/00000000:0x10",
          "5a5cde9eaf777893/00000000: 1", "5a5cde9eaf777893/00000000:1 ",
          "5a5cde9eaf777893/00000000:18446744073709551616", "5a5cde9eaf777893/80000000:0",
          "5a5cde9eaf777893/0000000G:0", "5a5cde9eaf777893:00000000/0", "x/00000000:0",
          "/00000000:0", "5a5cde9eaf777893//00000000:0", "5a5cde9eaf777893/00000000:1:2"})
        QTest::newRow(text) << std::string(text);
}

void PositionTest::refusesWhatIsNoPosition()
{
    QFETCH(std::string, text);

    const auto position = Position::parse(text);

    QVERIFY(!position);
    QCOMPARE(position.error().code, ErrorCode::InvalidArgument);
    QVERIFY(position.error().message.find(text) != std::string::npos);
}

WALKEEPER_TEST(PositionTest)
#include "position_test.moc"
