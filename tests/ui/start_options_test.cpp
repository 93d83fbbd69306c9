#include "app/start_options.h"

#include "tests/support/test_main.h"

namespace walkeeper::app {

namespace {

ParsedStart parse(const QStringList& arguments)
{
    return parseStart(QStringList{QStringLiteral("walkeeper")} + arguments);
}

} // namespace

class StartOptionsTest : public QObject
{
    Q_OBJECT

private slots:
    void takesReplicasInOrder();
    void takesAScreenshotOfAMoment();
    void answersInsteadOfStarting_data();
    void answersInsteadOfStarting();
};

void StartOptionsTest::takesReplicasInOrder()
{
    const auto parsed = parse({QStringLiteral("/b"), QStringLiteral("file:///a")});

    QVERIFY(!parsed.answer);
    QCOMPARE(parsed.options.addresses,
             QStringList({QStringLiteral("/b"), QStringLiteral("file:///a")}));
    QVERIFY(!parsed.options.wantsScreenshot());
}

void StartOptionsTest::takesAScreenshotOfAMoment()
{
    const auto parsed =
        parse({QStringLiteral("--screenshot"), QStringLiteral("a.png"), QStringLiteral("--at"),
               QStringLiteral("2026-01-31T12:00:00Z"), QStringLiteral("--appearance"),
               QStringLiteral("dark"), QStringLiteral("/replica")});

    QVERIFY(!parsed.answer);
    QCOMPARE(parsed.options.screenshot, QStringLiteral("a.png"));
    QVERIFY(parsed.options.at == *parseTimestamp("2026-01-31T12:00:00Z"));
    QVERIFY(parsed.options.appearance == ui::Appearance::Dark);
}

void StartOptionsTest::answersInsteadOfStarting_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("word");
    QTest::newRow("help") << QStringList{QStringLiteral("--help")} << 0
                          << QStringLiteral("--screenshot");
    QTest::newRow("version") << QStringList{QStringLiteral("--version")} << 0
                             << QStringLiteral("walkeeper 0.");
    QTest::newRow("unknown option")
        << QStringList{QStringLiteral("--nonsense")} << 2 << QStringLiteral("nonsense");
    QTest::newRow("no time") << QStringList{QStringLiteral("--at"), QStringLiteral("noon")} << 2
                             << QStringLiteral("noon");
    QTest::newRow("no appearance")
        << QStringList{QStringLiteral("--appearance"), QStringLiteral("pink")} << 2
        << QStringLiteral("dark");
}

void StartOptionsTest::answersInsteadOfStarting()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, word);

    const auto parsed = parse(arguments);

    QVERIFY(parsed.answer);
    QCOMPARE(parsed.answer->exitCode, exitCode);
    QVERIFY2(parsed.answer->text.contains(word), qPrintable(parsed.answer->text));
}

} // namespace walkeeper::app

using walkeeper::app::StartOptionsTest;
WALKEEPER_TEST(StartOptionsTest)
#include "start_options_test.moc"
