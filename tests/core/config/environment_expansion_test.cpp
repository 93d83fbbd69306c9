#include "core/config/environment_expansion.h"

#include "tests/support/test_main.h"

using namespace walkeeper;

class EnvironmentExpansionTest : public QObject
{
    Q_OBJECT

private slots:
    void replacesAsTheReferenceDoes_data();
    void replacesAsTheReferenceDoes();
    void namesWhatIsNotSet();
    void isQuickOnManyOpenBraces();
};

namespace {

std::optional<std::string> lookup(const std::string& name)
{
    if (name == "HOME")
        return "/root";
    if (name == "A_1")
        return "x";
    if (name == "EMPTY")
        return "";
    if (name == "WITH_DOLLAR")
        return "$HOME";
    return std::nullopt;
}

} // namespace

void EnvironmentExpansionTest::replacesAsTheReferenceDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(expected);
    };
    row("nothing", "path: /a", "path: /a");
    row("empty", "", "");
    row("bare", "a $HOME/b", "a /root/b");
    row("in braces", "a ${HOME}b", "a /rootb");
    row("name ends at other characters", "$A_1-$A_1.", "x-x.");
    row("not set", "[$NOPE]", "[]");
    row("set to nothing", "[$EMPTY]", "[]");
    row("shell's default is a name", "[${HOME:-x}]", "[]");
    row("values are not replaced again", "$WITH_DOLLAR", "$HOME");
    row("dollar at the end", "cost$", "cost$");
    row("dollar before a blank", "5 $ ", "5 $ ");
    row("special characters are names", "[$$|$5|$?]", "[||]");
    row("special in braces", "[${$}]", "[]");
    row("empty braces", "[${}]", "[]");
    row("open brace", "[${HOME", "[HOME");
    row("lone open brace at the end", "[${", "[");
    row("in comments too", "# $HOME", "# /root");
}

void EnvironmentExpansionTest::replacesAsTheReferenceDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);

    QCOMPARE(QString::fromStdString(expandVariables(text.toStdString(), lookup).text), expected);
}

void EnvironmentExpansionTest::namesWhatIsNotSet()
{
    const auto expanded =
        expandVariables("a: $HOME\n# $COMMENT\nb: ${NOPE} $NOPE\n  # $IN\nc: $C # x\n", lookup);

    QCOMPARE(expanded.unset.size(), std::size_t{2});
    QCOMPARE(expanded.unset[0].name, std::string("NOPE"));
    QCOMPARE(expanded.unset[0].line, std::size_t{3});
    QCOMPARE(expanded.unset[1].name, std::string("C"));
    QCOMPARE(expanded.unset[1].line, std::size_t{5});
}

void EnvironmentExpansionTest::isQuickOnManyOpenBraces()
{
    std::string text;
    for (int i = 0; i < 500'000; ++i)
        text += "${";

    QVERIFY(expandVariables(text, lookup).text.empty());
}

WALKEEPER_TEST(EnvironmentExpansionTest)
#include "environment_expansion_test.moc"
