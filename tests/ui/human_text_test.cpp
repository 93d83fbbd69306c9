#include "ui/text/human_text.h"

#include "tests/support/test_main.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"

namespace walkeeper::ui {

class HumanTextTest : public QObject
{
    Q_OBJECT

private slots:
    void saysDurations_data();
    void saysDurations();
    void saysTimesInTheirZone();
    void groupsLongNumbers();
    void makesSentencesOfErrors_data();
    void makesSentencesOfErrors();
    void hasWordsForEveryFinding();
    void keepsTextAndPathsAsTheyAre();
};

void HumanTextTest::saysDurations_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("words");
    QTest::newRow("none") << qint64{0} << QStringLiteral("less than a millisecond");
    QTest::newRow("milliseconds") << qint64{420} << QStringLiteral("420 ms");
    QTest::newRow("seconds") << qint64{4200} << QStringLiteral("4.2 s");
    QTest::newRow("more seconds") << qint64{42'500} << QStringLiteral("42 s");
    QTest::newRow("minutes") << qint64{125'000} << QStringLiteral("2 min 5 s");
    QTest::newRow("hours") << qint64{3'725'000} << QStringLiteral("1 h 2 min");
}

void HumanTextTest::saysDurations()
{
    QFETCH(qint64, milliseconds);
    QFETCH(QString, words);

    QCOMPARE(HumanText::duration(std::chrono::milliseconds(milliseconds)), words);
}

void HumanTextTest::saysTimesInTheirZone()
{
    const Timestamp time = *parseTimestamp("2026-07-01T12:00:00.25Z");
    const QTimeZone berlin("Europe/Berlin");

    QCOMPARE(HumanText::clock(time, berlin), QStringLiteral("14:00:00.250"));
    QCOMPARE(HumanText::zoneName(time, berlin), QStringLiteral("CEST, UTC+02:00"));
    QCOMPARE(HumanText::zoneName(time, QTimeZone::utc()), QStringLiteral("UTC"));
    QCOMPARE(HumanText::utc(time), QStringLiteral("2026-07-01 12:00:00.250 UTC"));
    QCOMPARE(HumanText::date(time, berlin), QStringLiteral("Wednesday, 1 July 2026"));
}

void HumanTextTest::groupsLongNumbers()
{
    QCOMPARE(HumanText::number(1234567), QStringLiteral("1,234,567"));
    QVERIFY(HumanText::bytes(4'200'000).startsWith(QStringLiteral("4.2")));
}

void HumanTextTest::makesSentencesOfErrors_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("words") << QStringLiteral("cannot read it") << QStringLiteral("Cannot read it.");
    QTest::newRow("a path") << QStringLiteral("/a/b: no such file")
                            << QStringLiteral("/a/b: no such file.");
    QTest::newRow("a sentence") << QStringLiteral("It is gone.") << QStringLiteral("It is gone.");
    QTest::newRow("an acronym") << QStringLiteral("WAL file 1 is missing")
                                << QStringLiteral("WAL file 1 is missing.");
    QTest::newRow("nothing") << QString() << QString();
}

void HumanTextTest::makesSentencesOfErrors()
{
    QFETCH(QString, message);
    QFETCH(QString, sentence);

    QCOMPARE(ErrorText::sentence({ErrorCode::Corrupt, message.toStdString()}), sentence);
}

void HumanTextTest::hasWordsForEveryFinding()
{
    for (int kind = 0; kind <= static_cast<int>(FindingKind::LtxLayout); ++kind)
        QVERIFY2(!ErrorText::title(static_cast<FindingKind>(kind)).isEmpty(),
                 qPrintable(QString::number(kind)));
}

void HumanTextTest::keepsTextAndPathsAsTheyAre()
{
    const QString text = QStringLiteral("Übung/数据 €");

    QCOMPARE(toQt(fromQt(text)), text);
    QCOMPARE(pathToQt(pathFromQt(text)), text);
}

} // namespace walkeeper::ui

using walkeeper::ui::HumanTextTest;
WALKEEPER_TEST(HumanTextTest)
#include "human_text_test.moc"
