#include "core/base/bytes.h"
#include "tests/support/test_main.h"

#include <array>

using namespace walkeeper;

class BytesTest : public QObject
{
    Q_OBJECT

private slots:
    void bigEndianNumbersAreReadFromAnyAddress();
    void littleEndianNumbersAreRead();
    void whatIsStoredIsRead();
    void textIsSeenAsItsBytes();
};

namespace {

constexpr std::array sample = {std::byte(0xff), std::byte(0x12), std::byte(0x34),
                               std::byte(0x56), std::byte(0x9a), std::byte(0x00)};

} // namespace

void BytesTest::bigEndianNumbersAreReadFromAnyAddress()
{
    QCOMPARE(loadBig32(&sample[0]), 0xff123456u);
    QCOMPARE(loadBig32(&sample[1]), 0x1234569au);
    QCOMPARE(loadBig16(&sample[0]), std::uint16_t{0xff12});
    QCOMPARE(loadBig16(&sample[1]), std::uint16_t{0x1234});
}

void BytesTest::littleEndianNumbersAreRead()
{
    QCOMPARE(loadLittle32(&sample[0]), 0x563412ffu);
    QCOMPARE(loadLittle32(&sample[1]), 0x9a563412u);
}

void BytesTest::whatIsStoredIsRead()
{
    std::array<std::byte, 6> room{};

    storeBig32(&room[1], 0xfedcba98);

    QCOMPARE(loadBig32(&room[1]), 0xfedcba98u);
    QVERIFY(room[0] == std::byte(0) && room[1] == std::byte(0xfe) && room[5] == std::byte(0));
}

void BytesTest::textIsSeenAsItsBytes()
{
    const ByteView bytes = asBytes("a\xff");

    QCOMPARE(bytes.size(), std::size_t{2});
    QVERIFY(bytes[0] == std::byte('a') && bytes[1] == std::byte(0xff));
    QVERIFY(asBytes("").empty());
}

WALKEEPER_TEST(BytesTest)
#include "bytes_test.moc"
