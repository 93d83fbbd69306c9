#include "ui/go_to/go_to_match.h"

#include "tests/support/test_main.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

GoToItem item(const QString& text, const QStringList& words = {})
{
    GoToItem item;
    item.text = text;
    item.words = words;
    return item;
}

QStringList textsFor(const QString& typed, const std::vector<GoToItem>& items)
{
    QStringList texts;
    for (const GoToItem& each : goToMatches(TypedWords(typed), items))
        texts << each.text;
    return texts;
}

} // namespace

class GoToMatchTest : public QObject
{
    Q_OBJECT

private slots:
    void wordsMustAllOccur_data();
    void wordsMustAllOccur();
    void theBestFitComesFirst();
    void nothingTypedFindsAllInTheirOrder();
    void whatFitsAlikeKeepsItsOrder();
};

void GoToMatchTest::wordsMustAllOccur_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<int>("distance"); // -1: no match
    QTest::newRow("nothing") << QString() << 0;
    QTest::newRow("blanks") << u"  "_s << 0;
    QTest::newRow("the beginning") << u"cust"_s << 0;
    QTest::newRow("in capitals") << u"CUST"_s << 0;
    QTest::newRow("the beginning of a word") << u"db"_s << 1;
    QTest::newRow("inside a word") << u"tomer"_s << 2;
    QTest::newRow("in the path") << u"/srv"_s << 3;
    QTest::newRow("in a tag") << u"prod"_s << 3;
    QTest::newRow("several, in any order") << u"prod cust"_s << 3;
    QTest::newRow("one of them does not occur") << u"cust nowhere"_s << -1;
    QTest::newRow("no expression") << u"cust.*"_s << -1;
}

void GoToMatchTest::wordsMustAllOccur()
{
    QFETCH(const QString, typed);
    QFETCH(const int, distance);
    const GoToItem customers = item(u"customers.db"_s, {u"/srv/shop"_s, u"production"_s});

    QCOMPARE(goToDistance(TypedWords(typed), customers).value_or(-1), distance);
    QCOMPARE(TypedWords(typed).areIn({u"customers.db"_s, u"/srv/shop"_s, u"production"_s}),
             distance >= 0);
}

void GoToMatchTest::theBestFitComesFirst()
{
    const std::vector<GoToItem> items = {item(u"x"_s, {u"about stores"_s}), item(u"bookstore"_s),
                                         item(u"my store"_s), item(u"Store now"_s)};

    QCOMPARE(textsFor(u"store"_s, items),
             (QStringList{u"Store now"_s, u"my store"_s, u"bookstore"_s, u"x"_s}));
    // A later word of the same text may begin with what is inside of an earlier one.
    QCOMPARE(goToDistance(TypedWords(u"store"_s), item(u"restored store"_s)), 1);
}

void GoToMatchTest::nothingTypedFindsAllInTheirOrder()
{
    QCOMPARE(textsFor({}, {item(u"b"_s), item(u"a"_s)}), (QStringList{u"b"_s, u"a"_s}));
}

void GoToMatchTest::whatFitsAlikeKeepsItsOrder()
{
    QCOMPARE(textsFor(u"app"_s, {item(u"app 2"_s), item(u"map"_s), item(u"app 1"_s)}),
             (QStringList{u"app 2"_s, u"app 1"_s}));
}

} // namespace walkeeper::ui

using walkeeper::ui::GoToMatchTest;
WALKEEPER_TEST(GoToMatchTest)
#include "go_to_match_test.moc"
