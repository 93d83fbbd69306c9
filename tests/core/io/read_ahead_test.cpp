#include "core/io/read_ahead.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <vector>

using namespace walkeeper;

namespace {

constexpr std::size_t megabyte = std::size_t{1} << 20;

std::vector<std::byte> someBytes(std::size_t count)
{
    std::mt19937 random(1);
    std::vector<std::byte> bytes(count);
    for (std::byte& each : bytes)
        each = static_cast<std::byte>(random());
    return bytes;
}

/// Gives pieces of changing size, counts what it gave, and may fail in the end.
class UnevenSource final : public ByteSource
{
public:
    UnevenSource(ByteView bytes, bool fails) : m_rest(bytes), m_fails(fails) {}

    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_rest.empty() && m_fails)
            return Error{ErrorCode::Unavailable, "gone"};
        const std::size_t most = 1 + m_random() % (std::size_t{300} << 10);
        const std::size_t count = std::min({into.size(), m_rest.size(), most});
        std::copy_n(m_rest.begin(), count, into.begin());
        m_rest = m_rest.subspan(count);
        given += count;
        return count;
    }

    std::atomic<std::size_t> given = 0;

private:
    ByteView m_rest;
    const bool m_fails;
    std::mt19937 m_random{2};
};

/// All that comes until the end or an error, read in pieces of one size.
struct Received {
    std::vector<std::byte> bytes;
    Result<std::size_t> last = std::size_t{0};
};
Received drain(ByteSource& source, std::size_t pieceSize)
{
    Received received;
    std::vector<std::byte> piece(pieceSize);
    while ((received.last = source.read(piece)) && *received.last > 0)
        received.bytes.insert(received.bytes.end(), piece.begin(),
                              piece.begin() + static_cast<std::ptrdiff_t>(*received.last));
    return received;
}

} // namespace

class ReadAheadTest : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameBytes_data();
    void givesTheSameBytes();
    void anErrorComesWhereItBelongs();
    void readsNoFurtherThanItsBuffers();
    void mayBeLeftInTheMiddle();
};

void ReadAheadTest::givesTheSameBytes_data()
{
    QTest::addColumn<std::size_t>("size");
    QTest::addColumn<std::size_t>("piece");
    QTest::newRow("nothing") << std::size_t{0} << std::size_t{10};
    QTest::newRow("one byte") << std::size_t{1} << std::size_t{10};
    QTest::newRow("exactly a buffer") << megabyte << megabyte;
    QTest::newRow("many, in small pieces") << 5 * megabyte + 7 << std::size_t{4099};
    QTest::newRow("many, in large pieces") << 5 * megabyte + 7 << 4 * megabyte;
}

void ReadAheadTest::givesTheSameBytes()
{
    QFETCH(const std::size_t, size);
    QFETCH(const std::size_t, piece);
    const std::vector<std::byte> bytes = someBytes(size);
    UnevenSource source(bytes, false);
    ReadAhead ahead(source);

    const Received received = drain(ahead, piece);

    QVERIFY(received.last);
    QVERIFY(received.bytes == bytes);
    std::vector<std::byte> more(10);
    QCOMPARE(*ahead.read(more), std::size_t{0});
}

void ReadAheadTest::anErrorComesWhereItBelongs()
{
    const std::vector<std::byte> bytes = someBytes(3 * megabyte + 5);
    UnevenSource source(bytes, true);
    ReadAhead ahead(source);

    const Received received = drain(ahead, 10'000);

    QVERIFY(received.bytes == bytes);
    QCOMPARE(received.last.error().code, ErrorCode::Unavailable);
    std::vector<std::byte> more(10);
    QCOMPARE(ahead.read(more).error().code, ErrorCode::Unavailable);
}

void ReadAheadTest::readsNoFurtherThanItsBuffers()
{
    const std::vector<std::byte> bytes = someBytes(6 * megabyte);
    UnevenSource source(bytes, false);
    ReadAhead ahead(source);

    QTRY_COMPARE(source.given.load(), 2 * megabyte);
    QTest::qWait(50);
    QCOMPARE(source.given.load(), 2 * megabyte);
}

void ReadAheadTest::mayBeLeftInTheMiddle()
{
    const std::vector<std::byte> bytes = someBytes(6 * megabyte);
    for (std::size_t read = 0; read < 4; ++read) {
        UnevenSource source(bytes, false);
        ReadAhead ahead(source);
        std::vector<std::byte> piece(read * megabyte);
        QVERIFY(ahead.read(piece));
    }
}

WALKEEPER_TEST(ReadAheadTest)
#include "read_ahead_test.moc"
