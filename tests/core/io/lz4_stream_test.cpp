#include "core/io/lz4_stream.h"
#include "tests/support/give_up.h"
#include "tests/support/test_main.h"

#include <QProcess>

#include <lz4frame.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace walkeeper;

class Lz4StreamTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheToolWrites_data();
    void readsWhatTheToolWrites();
    void anyPiecesGiveTheSame();
    void acceptsAnEmptyBlockAtTheEnd();
    void skipsSkippableFrames();
    void oneObjectServesManyFrames();

    void everyTruncationIsCorrupt_data();
    void everyTruncationIsCorrupt();
    void noFlippedBitChangesTheContent_data();
    void noFlippedBitChangesTheContent();
    void nothingMayFollowTheFrame_data();
    void nothingMayFollowTheFrame();
    void refusesWhatIsNoFrame_data();
    void refusesWhatIsNoFrame();
    void refusesDictionaries();
    void wrongContentSizeIsCorrupt();
    void errorsOfTheSourcePass();

    void writesAsTheReference_data();
    void writesAsTheReference();
    void writesWhatTheToolReads();
    void writingPassesErrorsOfTheSource();
};

namespace {

using Bytes = std::string;
constexpr std::size_t blockSize = 4 * 1024 * 1024;

Bytes textOf(std::size_t size)
{
    Bytes text;
    for (unsigned line = 0; text.size() < size; ++line)
        text += "row " + std::to_string(line * 7919u % 1000u) + " of a small table\n";
    text.resize(size);
    return text;
}

Bytes noiseOf(std::size_t size)
{
    std::mt19937 random(1);
    Bytes noise(size, '\0');
    std::generate(noise.begin(), noise.end(), [&] { return static_cast<char>(random()); });
    return noise;
}

/// Runs the lz4 tool from standard input to standard output.
Bytes lz4(const QStringList& options, const Bytes& input)
{
    QProcess tool;
    tool.start(QStringLiteral("lz4"),
               QStringList{QStringLiteral("-q"), QStringLiteral("-c")} + options);
    tool.write(input.data(), static_cast<qint64>(input.size()));
    tool.closeWriteChannel();
    if (!tool.waitForFinished(60'000) || tool.exitCode() != 0)
        test::giveUp("the lz4 tool (package lz4) does not run: " +
                     tool.errorString().toStdString());
    return tool.readAllStandardOutput().toStdString();
}

/// A source in pieces of one size that may end in an error.
class PieceSource final : public ByteSource
{
public:
    PieceSource(const Bytes& bytes, std::size_t piece, std::optional<Error> error = {})
        : m_rest(asBytes(bytes)),
          m_piece(piece),
          m_error(std::move(error))
    {
    }
    Result<std::size_t> read(ByteSpan into) override
    {
        const std::size_t count = std::min({into.size(), m_piece, m_rest.size()});
        if (count == 0 && m_error)
            return *m_error;
        std::copy_n(m_rest.begin(), count, into.begin());
        m_rest = m_rest.subspan(count);
        return count;
    }

private:
    ByteView m_rest;
    std::size_t m_piece;
    std::optional<Error> m_error;
};

Result<Bytes> readAll(ByteSource& source, std::size_t piece = blockSize)
{
    Bytes all;
    std::vector<std::byte> buffer(piece);
    while (true) {
        const auto count = source.read(buffer);
        if (!count)
            return count.error();
        if (*count == 0)
            return all;
        all.append(reinterpret_cast<const char*>(buffer.data()), *count);
    }
}

Result<Bytes> unpack(const Bytes& object, std::size_t inPiece = SIZE_MAX,
                     std::size_t outPiece = blockSize)
{
    PieceSource source(object, inPiece);
    Lz4Decompressor decompressor;
    decompressor.reset(source);
    return readAll(decompressor, outPiece);
}

/// The same for thousands of small objects, without new buffers for each.
Result<Bytes> unpackWith(Lz4Decompressor& decompressor, const Bytes& object)
{
    PieceSource source(object, SIZE_MAX);
    decompressor.reset(source);
    return readAll(decompressor, 4096);
}

Result<Bytes> pack(const Bytes& content, std::size_t inPiece = SIZE_MAX,
                   std::size_t outPiece = blockSize)
{
    PieceSource source(content, inPiece);
    Lz4Compressor compressor(source);
    return readAll(compressor, outPiece);
}

Bytes packed(const Bytes& content)
{
    return *pack(content);
}

Bytes hex(const char* digits)
{
    return QByteArray::fromHex(digits).toStdString();
}

/// The frame with an empty stored block before its end mark, as the reference writes one after
/// exact multiples of 4 MiB.
Bytes withEmptyBlock(const Bytes& frame)
{
    return frame.substr(0, frame.size() - 8) + hex("00000080") + frame.substr(frame.size() - 8);
}

bool isCorrupt(const Result<Bytes>& result)
{
    return !result && result.error().code == ErrorCode::Corrupt && !result.error().message.empty();
}

} // namespace

void Lz4StreamTest::readsWhatTheToolWrites_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<std::size_t>("size");
    const std::vector<const char*> kinds = {"",
                                            "-B4",
                                            "-B5 -BI",
                                            "-B6 -BX",
                                            "-B7",
                                            "-B4 -BD",
                                            "-B5 -BD -BX",
                                            "--content-size",
                                            "-9 -BD",
                                            "--no-frame-crc",
                                            "-l",
                                            "-l -9",
                                            "-B4 -BD --content-size --no-frame-crc",
                                            "-B256",
                                            "--fast=9",
                                            "-12 -B7 -BX"};
    for (const char* kind : kinds) {
        const QStringList options =
            QString::fromLatin1(kind).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{65'537},
                                       blockSize, 2 * blockSize + 4567}) {
            if (options.contains(QStringLiteral("-12")) && size > 100'000)
                continue; // slow, and no other frame
            QTest::addRow("%s, %zu bytes", kind, size) << options << size;
        }
    }
}

void Lz4StreamTest::readsWhatTheToolWrites()
{
    QFETCH(QStringList, options);
    QFETCH(std::size_t, size);
    // Half text and half noise: packed and stored blocks.
    const Bytes content = textOf(size / 2) + noiseOf(size - size / 2);

    const auto unpacked = unpack(lz4(options, content));

    QVERIFY2(unpacked, unpacked ? "" : unpacked.error().message.c_str());
    QVERIFY(*unpacked == content);
}

void Lz4StreamTest::anyPiecesGiveTheSame()
{
    const Bytes content = textOf(30'000) + noiseOf(3'000);
    for (const Bytes& object :
         {packed(content), lz4({QStringLiteral("-BD"), QStringLiteral("-B4")}, content),
          lz4({QStringLiteral("-l")}, content)}) {
        for (const std::size_t in : {1u, 3u, 7u, 1000u, 100'000u}) {
            for (const std::size_t out : {1u, 5u, 4096u, 100'000u}) {
                const auto unpacked = unpack(object, in, out);
                QVERIFY(unpacked);
                QVERIFY(*unpacked == content);
            }
        }
    }
}

void Lz4StreamTest::acceptsAnEmptyBlockAtTheEnd()
{
    for (const std::size_t size : {std::size_t{0}, std::size_t{100}, blockSize}) {
        const Bytes content = textOf(size);
        const Bytes object = withEmptyBlock(packed(content));
        if (size == blockSize)
            QCOMPARE(object.substr(object.size() - 12, 8), hex("0000008000000000"));

        const auto unpacked = unpack(object);

        QVERIFY2(unpacked, unpacked ? "" : unpacked.error().message.c_str());
        QVERIFY(*unpacked == content);
    }
}

void Lz4StreamTest::skipsSkippableFrames()
{
    const Bytes frame = packed("content");
    const Bytes first = hex("502a4d1800000000");
    const Bytes second = hex("5f2a4d1803000000") + "abc";
    const Bytes large = hex("532a4d18e0930400") + noiseOf(300'000);

    QCOMPARE(*unpack(first + frame), Bytes("content"));
    QCOMPARE(*unpack(first + second + large + frame), Bytes("content"));
    QCOMPARE(*unpack(second + frame, 1, 1), Bytes("content"));
    QVERIFY(isCorrupt(unpack(second)));
    QVERIFY(isCorrupt(unpack(second.substr(0, 10))));
    QVERIFY(isCorrupt(unpack(hex("502a4d18ffffffff") + frame)));
}

void Lz4StreamTest::oneObjectServesManyFrames()
{
    const Bytes good = packed(textOf(5000));
    const Bytes linked = lz4({QStringLiteral("-BD"), QStringLiteral("-B4")}, textOf(200'000));
    Lz4Decompressor decompressor;
    const auto unpackNext = [&](const Bytes& object) {
        PieceSource source(object, 999);
        decompressor.reset(source);
        return readAll(decompressor, 10'000);
    };

    QVERIFY(*unpackNext(linked) == textOf(200'000));
    QVERIFY(!unpackNext(linked.substr(0, 900)));
    QVERIFY(*unpackNext(good) == textOf(5000));
    QVERIFY(!unpackNext("nonsense"));
    QVERIFY(!unpackNext(good + good));
    QVERIFY(*unpackNext(lz4({QStringLiteral("-l")}, textOf(5000))) == textOf(5000));
    QVERIFY(*unpackNext(linked) == textOf(200'000));
}

void Lz4StreamTest::everyTruncationIsCorrupt_data()
{
    QTest::addColumn<Bytes>("object");
    const Bytes content = textOf(700);
    QTest::newRow("ours") << packed(content);
    QTest::newRow("empty") << packed("");
    QTest::newRow("stored") << packed(noiseOf(200));
    QTest::newRow("empty block") << withEmptyBlock(packed(content));
    QTest::newRow("linked, block checksums")
        << lz4({QStringLiteral("-BD"), QStringLiteral("-BX"), QStringLiteral("-B4")}, content);
    QTest::newRow("no content checksum") << lz4({QStringLiteral("--no-frame-crc")}, content);
    QTest::newRow("content size") << lz4({QStringLiteral("--content-size")}, content);
}

void Lz4StreamTest::everyTruncationIsCorrupt()
{
    QFETCH(Bytes, object);
    QVERIFY(unpack(object));

    Lz4Decompressor decompressor;
    for (std::size_t size = 0; size < object.size(); ++size)
        QVERIFY2(isCorrupt(unpackWith(decompressor, object.substr(0, size))),
                 std::to_string(size).c_str());
}

void Lz4StreamTest::noFlippedBitChangesTheContent_data()
{
    QTest::addColumn<Bytes>("object");
    const Bytes content = textOf(500);
    QTest::newRow("ours") << packed(content);
    QTest::newRow("empty") << packed("");
    QTest::newRow("stored") << packed(noiseOf(100));
    QTest::newRow("empty block") << withEmptyBlock(packed(content));
    QTest::newRow("linked, block checksums")
        << lz4({QStringLiteral("-BD"), QStringLiteral("-BX"), QStringLiteral("-B4")}, content);
}

void Lz4StreamTest::noFlippedBitChangesTheContent()
{
    QFETCH(Bytes, object);
    const Bytes content = *unpack(object);
    Lz4Decompressor decompressor;

    for (std::size_t bit = 0; bit < object.size() * 8; ++bit) {
        Bytes damaged = object;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        const auto unpacked = unpackWith(decompressor, damaged);
        // A match may be moved to another place with the same bytes: then nothing is lost.
        if (unpacked && *unpacked == content)
            continue;
        // A flag may say that a dictionary is needed; that is the only other way to refuse.
        QVERIFY2(!unpacked && (unpacked.error().code == ErrorCode::Corrupt ||
                               unpacked.error().code == ErrorCode::Unsupported),
                 std::to_string(bit).c_str());
    }
}

void Lz4StreamTest::nothingMayFollowTheFrame_data()
{
    QTest::addColumn<Bytes>("tail");
    QTest::newRow("a second frame") << packed("second");
    QTest::newRow("an empty frame") << packed("");
    QTest::newRow("a skippable frame") << hex("502a4d1800000000");
    QTest::newRow("a null byte") << Bytes(1, '\0');
    QTest::newRow("noise") << noiseOf(1000);
}

void Lz4StreamTest::nothingMayFollowTheFrame()
{
    QFETCH(Bytes, tail);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, blockSize}) {
        const auto unpacked = unpack(packed("content") + tail, piece, piece);

        QVERIFY(isCorrupt(unpacked));
        QVERIFY(unpacked.error().message.find("after the end") != std::string::npos);
    }
}

void Lz4StreamTest::refusesWhatIsNoFrame_data()
{
    QTest::addColumn<Bytes>("object");
    QTest::addColumn<ErrorCode>("code");
    const auto corrupt = ErrorCode::Corrupt;
    QTest::newRow("nothing") << Bytes() << corrupt;
    QTest::newRow("text") << Bytes("hello, this is no frame") << corrupt;
    QTest::newRow("zeros") << Bytes(100, '\0') << corrupt;
    QTest::newRow("zstd") << hex("28b52ffd0458810000") << corrupt;
    QTest::newRow("only the magic number") << hex("04224d18") << corrupt;
    QTest::newRow("unknown version") << hex("04224d18247089") + Bytes(20, '\0') << corrupt;
    QTest::newRow("block beyond its limit")
        << hex("04224d186470b9ffffff7f") + Bytes(99, 'x') << corrupt;
    QTest::newRow("legacy, absurd block") << hex("02214c18ffffffff") + Bytes(99, 'x') << corrupt;
    QTest::newRow("legacy, empty block") << hex("02214c1800000000") + Bytes(99, 'x') << corrupt;
    QTest::newRow("legacy, cut short") << hex("02214c1820000000") + Bytes(5, 'x') << corrupt;
    QTest::newRow("legacy, half a size") << hex("02214c182000") << corrupt;
    QTest::newRow("age") << Bytes("age-encryption.org/v1\n-> X25519 ...") << ErrorCode::Unsupported;
}

void Lz4StreamTest::refusesWhatIsNoFrame()
{
    QFETCH(Bytes, object);
    QFETCH(ErrorCode, code);

    const auto unpacked = unpack(object);

    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().code, code);
    QVERIFY(!unpacked.error().message.empty());
    QVERIFY(unpacked.error().message.find('\n') == std::string::npos);
}

void Lz4StreamTest::refusesDictionaries()
{
    LZ4F_preferences_t preferences = {};
    preferences.frameInfo.dictID = 77;
    const Bytes content = textOf(1000);
    Bytes object(LZ4F_compressFrameBound(content.size(), &preferences), '\0');
    object.resize(LZ4F_compressFrame(object.data(), object.size(), content.data(), content.size(),
                                     &preferences));

    const auto unpacked = unpack(object);

    QVERIFY(!unpacked);
    QCOMPARE(unpacked.error().code, ErrorCode::Unsupported);
    QVERIFY(unpacked.error().message.find("dictionary") != std::string::npos);
}

void Lz4StreamTest::wrongContentSizeIsCorrupt()
{
    const Bytes content = textOf(1000);
    for (const unsigned long long size : {999ULL, 1001ULL, ~0ULL}) {
        LZ4F_preferences_t preferences = {};
        preferences.frameInfo.contentSize = size;
        LZ4F_cctx* context = nullptr;
        LZ4F_createCompressionContext(&context, LZ4F_VERSION);
        Bytes object(LZ4F_compressFrameBound(content.size(), &preferences), '\0');
        std::size_t used = LZ4F_compressBegin(context, object.data(), object.size(), &preferences);
        used += LZ4F_compressUpdate(context, object.data() + used, object.size() - used,
                                    content.data(), content.size(), nullptr);
        used += LZ4F_flush(context, object.data() + used, object.size() - used, nullptr);
        LZ4F_freeCompressionContext(context);
        object.resize(used);
        object += Bytes(4, '\0'); // the end mark; the library refuses to write it

        QVERIFY2(isCorrupt(unpack(object)), std::to_string(size).c_str());
    }
}

void Lz4StreamTest::errorsOfTheSourcePass()
{
    const Bytes object = packed(textOf(50'000));
    for (const std::size_t good :
         {std::size_t{0}, std::size_t{6}, std::size_t{100}, object.size()}) {
        const Bytes front = object.substr(0, good);
        PieceSource broken(front, 50, Error{ErrorCode::Unavailable, "the line is cut"});
        Lz4Decompressor decompressor;
        decompressor.reset(broken);

        const auto unpacked = readAll(decompressor, 1000);

        QVERIFY(!unpacked);
        QCOMPARE(unpacked.error().code, ErrorCode::Unavailable);
        QCOMPARE(unpacked.error().message, std::string("the line is cut"));
    }
}

void Lz4StreamTest::writesAsTheReference_data()
{
    QTest::addColumn<std::size_t>("size");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{32}, std::size_t{100'000}, blockSize - 1,
          blockSize, blockSize + 1, 2 * blockSize})
        QTest::addRow("%zu bytes", size) << size;
}

void Lz4StreamTest::writesAsTheReference()
{
    QFETCH(std::size_t, size);
    const Bytes content = textOf(size / 2) + noiseOf(size - size / 2);

    const auto object = pack(content);

    QVERIFY(object);
    QVERIFY(object->starts_with(hex("04224d186470b9")));
    QVERIFY(*unpack(*object) == content);
    QVERIFY(*pack(content, 1000, 77) == *object);
}

void Lz4StreamTest::writesWhatTheToolReads()
{
    for (const std::size_t size : {std::size_t{0}, std::size_t{5000}, 2 * blockSize}) {
        const Bytes content = textOf(size);

        QVERIFY(lz4({QStringLiteral("-d")}, packed(content)) == content);
    }
}

void Lz4StreamTest::writingPassesErrorsOfTheSource()
{
    const Bytes content = textOf(5000);
    PieceSource source(content, 1000, Error{ErrorCode::Unavailable, "the line is cut"});
    Lz4Compressor compressor(source);

    const auto object = readAll(compressor);

    QVERIFY(!object);
    QCOMPARE(object.error().message, std::string("the line is cut"));
}

WALKEEPER_TEST(Lz4StreamTest)
#include "lz4_stream_test.moc"
