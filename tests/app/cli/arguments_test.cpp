#include "app/cli/arguments.h"

#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::app;

class ArgumentsTest : public QObject
{
    Q_OBJECT

private slots:
    void readsFlagsAsGoDoes_data();
    void readsFlagsAsGoDoes();
    void refusesWithGosWords_data();
    void refusesWithGosWords();
    void noticesTheWishForHelp_data();
    void noticesTheWishForHelp();
};

namespace {

constexpr Flag flags[] = {{"o", "PATH", ""}, {"replica", "NAME", ""}, {"json", "", ""}};

Result<Arguments> parse(const QString& line)
{
    std::vector<std::string> words;
    if (!line.isEmpty()) {
        for (const QString& word : line.split(u' '))
            words.push_back(word == QStringLiteral("''") ? "" : word.toStdString());
    }
    return Arguments::parse(flags, words);
}

/// "o=x replica= json | other words"
QString shown(const Arguments& arguments)
{
    QString text;
    for (const char* name : {"o", "replica", "json"}) {
        if (arguments.has(name))
            text += QString::fromLatin1(name) + u'=' +
                    QString::fromStdString(arguments.text(name)) + u' ';
    }
    text += u'|';
    for (const std::string& word : arguments.others())
        text += u' ' + QString::fromStdString(word);
    return text;
}

} // namespace

void ArgumentsTest::readsFlagsAsGoDoes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* line, const char* expected) {
        QTest::newRow(*line == '\0' ? "nothing" : line)
            << QString::fromLatin1(line) << QString::fromLatin1(expected);
    };
    row("", "|");
    row("a b", "| a b");
    row("-o x a", "o=x | a");
    row("--o x a", "o=x | a");
    row("-o=x a", "o=x | a");
    row("--o=x=y a", "o=x=y | a");
    row("-o= a", "o= | a");
    row("-o '' a", "o= | a");
    row("-o -json a", "o=-json | a");
    row("-o x -o y", "o=y |");
    row("-json a", "json=true | a");
    row("-json true", "json=true | true");
    row("-json=1 a", "json=true | a");
    row("-json=false a", "| a");
    row("-json -json=F", "|");
    row("a -json", "| a -json");
    row("- -json", "| - -json");
    row("-json -- -o x", "json=true | -o x");
    row("--", "|");
}

void ArgumentsTest::readsFlagsAsGoDoes()
{
    QFETCH(QString, line);
    QFETCH(QString, expected);

    const auto arguments = parse(line);

    QVERIFY2(arguments, arguments ? "" : arguments.error().message.c_str());
    QCOMPARE(shown(*arguments), expected);
}

void ArgumentsTest::refusesWithGosWords_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* line, const char* message) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(message);
    };
    row("-zz", "flag provided but not defined: -zz");
    row("--zz=5", "flag provided but not defined: -zz");
    row("-o", "flag needs an argument: -o");
    row("-json -o", "flag needs an argument: -o");
    row("---o x", "bad flag syntax: ---o");
    row("-=x", "bad flag syntax: -=x");
    row("--=x", "bad flag syntax: --=x");
    row("-json=maybe", "invalid boolean value \"maybe\" for -json");
    row("-json=", "invalid boolean value \"\" for -json");
}

void ArgumentsTest::refusesWithGosWords()
{
    QFETCH(QString, line);
    QFETCH(QString, message);

    const auto arguments = parse(line);

    QVERIFY(!arguments);
    QCOMPARE(QString::fromStdString(arguments.error().message), message);
}

void ArgumentsTest::noticesTheWishForHelp_data()
{
    QTest::addColumn<QString>("line");
    for (const char* line : {"-h", "--h", "-help", "--help", "-json -h", "-h -zz"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void ArgumentsTest::noticesTheWishForHelp()
{
    QFETCH(QString, line);

    const auto arguments = parse(line);

    QVERIFY(arguments);
    QVERIFY(arguments->wantsHelp());
}

WALKEEPER_TEST(ArgumentsTest)
#include "arguments_test.moc"
