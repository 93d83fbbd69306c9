#include "core/io/byte_stream.h"
#include "tests/support/test_main.h"

#include <array>
#include <string>

using namespace walkeeper;

class ByteStreamTest : public QObject
{
    Q_OBJECT

private slots:
    void memoryIsGivenInPieces();
    void emptyMemoryEndsAtOnce();
};

void ByteStreamTest::memoryIsGivenInPieces()
{
    MemorySource source(asBytes("0123456789"));
    std::array<std::byte, 4> piece{};
    std::string seen;

    while (true) {
        const auto count = source.read(piece);
        QVERIFY(count);
        if (*count == 0)
            break;
        seen.append(reinterpret_cast<const char*>(piece.data()), *count);
        seen += '|';
    }

    QCOMPARE(seen, std::string("0123|4567|89|"));
    QCOMPARE(*source.read(piece), std::size_t{0});
}

void ByteStreamTest::emptyMemoryEndsAtOnce()
{
    MemorySource source({});
    std::array<std::byte, 4> piece{};

    QCOMPARE(*source.read(piece), std::size_t{0});
}

WALKEEPER_TEST(ByteStreamTest)
#include "byte_stream_test.moc"
