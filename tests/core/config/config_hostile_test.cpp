#include "core/config/config_file.h"

#include "tests/support/test_main.h"

#include <QElapsedTimer>

using namespace walkeeper;

/// Texts that mean harm: each must end soon, as a configuration or with one sentence.
class ConfigHostileTest : public QObject
{
    Q_OBJECT

private slots:
    void endsSoon_data();
    void endsSoon();
    void refusesControlCharacters_data();
    void refusesControlCharacters();
    void refusesWhatIsTooLarge();
    void countsWhatAliasesMultiply();
    void survivesEveryPrefixOfAFile();
};

namespace {

QByteArray repeated(const char* text, int times)
{
    return QByteArray(text).repeated(times);
}

Result<ParsedConfig> parse(const QByteArray& text)
{
    ConfigOptions options;
    options.home = "/home/ann";
    options.folder = "/srv/dir";
    options.name = "t.yml";
    return parseConfig(std::string_view(text.constData(), static_cast<std::size_t>(text.size())),
                       options);
}

QByteArray laughingAliases()
{
    QByteArray text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        text += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [" + before +
                (", " + before).repeated(8) + "]\n";
    }
    return text + "dbs: *a29\n";
}

QByteArray laughingMerges()
{
    QByteArray text = "a0: &a0 {k: v}\n";
    for (int i = 1; i < 15; ++i) {
        const QByteArray before = "*a" + QByteArray::number(i - 1);
        text += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " {<<: [" + before +
                (", " + before).repeated(8) + "]}\n";
    }
    return text + "dbs:\n  - <<: *a14\n";
}

} // namespace

void ConfigHostileTest::endsSoon_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("deep flow lists") << repeated("[", 500'000);
    QTest::newRow("deep flow mappings") << repeated("{a: ", 200'000);
    QTest::newRow("deep unkeyed mappings") << repeated("{", 500'000);
    QTest::newRow("deep block lists") << repeated("- ", 400'000);
    QTest::newRow("deep keys") << repeated("? ", 400'000);
    QTest::newRow("many anchors") << "a: " + repeated("&x ", 300'000);
    QTest::newRow("many documents") << repeated("---\na\n", 100'000);
    QTest::newRow("many commas") << "[" + repeated(",", 500'000);
    QTest::newRow("many colons") << repeated(":", 500'000);
    QTest::newRow("many quotes") << repeated("'", 500'001);
    QTest::newRow("huge scalar") << "dbs:\n  - path: " + repeated("x", 1'000'000);
    QTest::newRow("huge quoted scalar") << "addr: \"" + repeated("\\x41", 250'000) + "\"";
    QTest::newRow("huge indent") << "a:\n" + repeated(" ", 900'000) + "b: c";
    QTest::newRow("one line many keys") << "{" + repeated("a: b, ", 150'000) + "}";
    QTest::newRow("many brackets closed") << repeated("[]", 400'000);
    QTest::newRow("tabs") << repeated("\t", 500'000);
    QTest::newRow("open variables") << repeated("${", 500'000);
    QTest::newRow("null bytes") << QByteArray(500'000, '\0');
    QTest::newRow("null bytes behind a key") << "x:\n" + QByteArray(50, '\0');
    QTest::newRow("comma that begins") << QByteArray(",m5");
    QTest::newRow("comma behind a mapping") << QByteArray("a: b\n, c\n");
    QTest::newRow("bracket out of place") << QByteArray("a: b\n]\n");
    QTest::newRow("comma behind a mark") << QByteArray("---\na\n---\n,\n");
    QTest::newRow("not UTF-8") << QByteArray(500'000, '\xff');
    QTest::newRow("UTF-16 mark") << QByteArray("\xff\xfe", 2) + QByteArray(400'001, 'a');
    QTest::newRow("alias bomb") << laughingAliases();
    QTest::newRow("merge bomb") << laughingMerges();
    QTest::newRow("mapping that merges itself")
        << QByteArray("dbs:\n  - &a\n    path: /x\n    <<: *a\n");
    QTest::newRow("list within itself") << QByteArray("dbs: &a\n  - *a\n");
    QTest::newRow("unknown alias") << QByteArray("dbs: *nobody\n");
    QTest::newRow("mapping as key") << QByteArray("{a: b}: c\n");
    QTest::newRow("tag") << QByteArray("dbs: !!python/object:x []\n");
    QTest::newRow("directive") << QByteArray("%YAML 9.9\n---\ndbs: []\n");
}

void ConfigHostileTest::endsSoon()
{
    QFETCH(QByteArray, text);
    QElapsedTimer timer;
    timer.start();

    const auto parsed = parse(text);

    QVERIFY2(timer.elapsed() < 30'000, qPrintable(QString::number(timer.elapsed())));
    if (!parsed) {
        QVERIFY(parsed.error().message.starts_with("t.yml"));
        QVERIFY(parsed.error().message.size() < 1000);
        QVERIFY(parsed.error().message.find('\n') == std::string::npos);
    }
}

void ConfigHostileTest::refusesControlCharacters_data()
{
    QTest::addColumn<char>("character");
    for (const int code : {0x00, 0x01, 0x04, 0x0c, 0x1b, 0x1f, 0x7f})
        QTest::addRow("0x%02x", code) << static_cast<char>(code);
}

void ConfigHostileTest::refusesControlCharacters()
{
    QFETCH(char, character);

    const auto parsed = parse("addr: a\r\n\tdbs:\n# " + QByteArray(1, character) + "\n");

    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    QVERIFY(parsed.error().message.starts_with("t.yml:3: there is a control character"));
}

void ConfigHostileTest::refusesWhatIsTooLarge()
{
    const auto parsed = parse(QByteArray(static_cast<qsizetype>(maxConfigBytes) + 1, '#'));

    QVERIFY(!parsed);
    QCOMPARE(parsed.error().message,
             std::string("t.yml is larger than 1024 KiB: that is no configuration file"));
}

void ConfigHostileTest::countsWhatAliasesMultiply()
{
    QByteArray text = "x: &r\n" + repeated("  - path: /r\n", 1000) + "dbs:\n" +
                      repeated("  - {path: /a, replicas: *r}\n", 1000);

    const auto parsed = parse(text);

    QVERIFY(!parsed);
    QVERIFY(parsed.error().message.ends_with("the file means more than 100000 entries"));
}

void ConfigHostileTest::survivesEveryPrefixOfAFile()
{
    const QByteArray text =
        "addr: \":9090\"\nlogging: {level: debug}\ndbs:\n  - path: \"~/a b\"\n"
        "    monitor-interval: 1h30m\n    replicas:\n      - url: s3://b.localhost:9000/p\n"
        "        age:\n          identities:\n            - |\n              # x\n"
        "              AGE-SECRET-KEY-1A\n      - <<: &m {type: sftp}\n        host: 'h'\n"
        "        user: $USER\n";
    std::size_t accepted = 0;
    for (qsizetype size = 0; size <= text.size(); ++size) {
        const auto parsed = parse(text.first(size));
        if (parsed)
            ++accepted;
        else
            QVERIFY(parsed.error().message.starts_with("t.yml"));
    }
    QVERIFY(accepted > 0);
}

WALKEEPER_TEST(ConfigHostileTest)
#include "config_hostile_test.moc"
