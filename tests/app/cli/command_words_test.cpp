#include "app/cli/command_words.h"

#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::app;

class CommandWordsTest : public QObject
{
    Q_OBJECT

private slots:
    void splitsAsAShellDoes_data();
    void splitsAsAShellDoes();
    void refusesWhatIsNoCommand_data();
    void refusesWhatIsNoCommand();
};

void CommandWordsTest::splitsAsAShellDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* text, auto... words) {
        QTest::newRow(text) << QString::fromLatin1(text)
                            << QStringList{QString::fromLatin1(words)...};
    };
    row("program", "program");
    row("  a\tb \n c ", "a", "b", "c");
    row("a 'b c' \"d e\"", "a", "b c", "d e");
    row("a'b'\"c\"d", "abcd");
    row("a '' \"\"", "a", "", "");
    row("a\\ b", "a b");
    row("'a\\b'", "a\\b");
    row("\"a\\\"b\"", "a\"b");
    row("sh -c 'x; y | z > w & '", "sh", "-c", "x; y | z > w & ");
    row("echo \\; $HOME * ~", "echo", ";", "$HOME", "*", "~");
}

void CommandWordsTest::splitsAsAShellDoes()
{
    QFETCH(QString, text);
    QFETCH(QStringList, words);

    const Result<std::vector<std::string>> split = splitCommand(text.toStdString());

    QVERIFY2(split, split ? "" : split.error().message.c_str());
    QStringList got;
    for (const std::string& word : *split)
        got << QString::fromStdString(word);
    QCOMPARE(got, words);
}

void CommandWordsTest::refusesWhatIsNoCommand_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "  ", "a 'b", "a \"b", "a\\", "a;b", "a & b", "a|b", "a > b", "a<b"})
        QTest::newRow(*text == 0 ? "nothing" : text) << QString::fromLatin1(text);
}

void CommandWordsTest::refusesWhatIsNoCommand()
{
    QFETCH(QString, text);

    const Result<std::vector<std::string>> split = splitCommand(text.toStdString());

    QVERIFY(!split);
    QCOMPARE(split.error().code, ErrorCode::InvalidArgument);
}

WALKEEPER_TEST(CommandWordsTest)
#include "command_words_test.moc"
