#include "core/io/digest.h"
#include "tests/support/test_main.h"

using namespace walkeeper;

class DigestTest : public QObject
{
    Q_OBJECT

private slots:
    void crcHasTheKnownValues();
    void crcDoesNotDependOnThePieces();
};

void DigestTest::crcHasTheKnownValues()
{
    Crc64 crc;
    QCOMPARE(crc.value(), std::uint64_t{0});

    // The check value of CRC-64/GO-ISO.
    crc.add(asBytes("123456789"));
    QCOMPARE(crc.value(), std::uint64_t{0xb90956c775a41001});
}

void DigestTest::crcDoesNotDependOnThePieces()
{
    Crc64 whole;
    Crc64 pieces;

    whole.add(asBytes("123456789"));
    pieces.add(asBytes("1234"));
    pieces.add(asBytes(""));
    pieces.add(asBytes("56789"));

    QCOMPARE(pieces.value(), whole.value());
}

WALKEEPER_TEST(DigestTest)
#include "digest_test.moc"
