#include "ui/restore/restore_command.h"

#include "tests/support/test_main.h"
#include "ui/text/conversion.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

class RestoreCommandTest : public QObject
{
    Q_OBJECT

private slots:
    void saysTheWantedState_data();
    void saysTheWantedState();
    void saysWhatElseWasChosen();
    void quotesWhatAShellWouldTakeApart_data();
    void quotesWhatAShellWouldTakeApart();

private:
    static RestoreRequest request()
    {
        RestoreRequest request;
        request.source = *parseStoreUrl("/var/backups/app");
        request.output = "/tmp/new.db";
        return request;
    }
};

void RestoreCommandTest::saysTheWantedState_data()
{
    QTest::addColumn<RestoreTarget>("target");
    QTest::addColumn<QString>("flags");
    const GenerationId generation = *GenerationId::parse("5a5cde9eaf777893");
    QTest::newRow("newest") << RestoreTarget{RestoreTarget::Latest{}, {}} << QString();
    QTest::newRow("time") << RestoreTarget{RestoreTarget::AtTime{
                                               *parseTimestamp("2026-11-22T12:00:00.123456789Z")},
                                           generation}
                          << u"-generation 5a5cde9eaf777893 "
                             "-timestamp 2026-11-22T12:00:00.123456789Z "_s;
    QTest::newRow("index") << RestoreTarget{RestoreTarget::AtIndex{31}, generation}
                           << u"-generation 5a5cde9eaf777893 -index 0000001f "_s;
    QTest::newRow("commit") << RestoreTarget{RestoreTarget::AtPosition{{generation, 31, 16512}},
                                             generation}
                            << u"-position 5a5cde9eaf777893/0000001f:16512 "_s;
}

void RestoreCommandTest::saysTheWantedState()
{
    QFETCH(const RestoreTarget, target);
    QFETCH(const QString, flags);
    RestoreRequest request = RestoreCommandTest::request();
    request.target = target;

    QCOMPARE(restoreCommand(request, false),
             u"walkeeper-cli restore -o /tmp/new.db "_s + flags + u"/var/backups/app"_s);
}

void RestoreCommandTest::saysWhatElseWasChosen()
{
    RestoreRequest request = RestoreCommandTest::request();
    request.check = IntegrityCheck::Full;
    request.onBroken = BrokenChain::NewestReachable;

    QCOMPARE(restoreCommand(request, true),
             u"walkeeper-cli restore -in-place -o /tmp/new.db -newest-reachable "
             "-integrity-check full /var/backups/app"_s);
}

void RestoreCommandTest::quotesWhatAShellWouldTakeApart_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("quoted");
    QTest::newRow("plain") << u"/srv/a-b_c.db"_s << u"/srv/a-b_c.db"_s;
    QTest::newRow("empty") << QString() << u"''"_s;
    QTest::newRow("space") << u"/my files/a"_s << u"'/my files/a'"_s;
    QTest::newRow("quote") << u"it's"_s << uR"('it'\''s')"_s;
    QTest::newRow("shell") << u"$(rm) `x` \\ \" ; & *"_s << u"'$(rm) `x` \\ \" ; & *'"_s;
    QTest::newRow("home") << u"~/a"_s << u"'~/a'"_s;
    QTest::newRow("umlaut") << u"/Bücher"_s << u"'/Bücher'"_s;
    QTest::newRow("line") << u"a\nb"_s << u"'a\nb'"_s;
}

void RestoreCommandTest::quotesWhatAShellWouldTakeApart()
{
    QFETCH(const QString, word);
    QFETCH(const QString, quoted);

    QCOMPARE(shellQuoted(word), quoted);
}

} // namespace walkeeper::ui

using walkeeper::ui::RestoreCommandTest;
WALKEEPER_TEST(RestoreCommandTest)
#include "restore_command_test.moc"
