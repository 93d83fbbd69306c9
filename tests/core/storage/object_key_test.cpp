#include "core/storage/object_store.h"
#include "tests/support/test_main.h"

#include <string>

using namespace walkeeper;

class ObjectKeyTest : public QObject
{
    Q_OBJECT

private slots:
    void readsNames_data();
    void readsNames();
    void refusesWhatIsNoName_data();
    void refusesWhatIsNoName();
    void childrenGrowFromTheRoot();
    void orderIsByBytes();
};

void ObjectKeyTest::readsNames_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("name");
    const auto row = [](const char* text, const char* name) {
        QTest::newRow(text) << std::string(text) << std::string(name);
    };
    row("", "");
    row("one", "one");
    row("a/b/c.x", "c.x");
    row("...", "...");
    row("a/.hidden", ".hidden");
    row(" / ", " ");
    row("\xff/\x01", "\x01");
}

void ObjectKeyTest::readsNames()
{
    QFETCH(std::string, text);
    QFETCH(std::string, name);

    const auto key = ObjectKey::parse(text);

    QVERIFY(key);
    QCOMPARE(key->text(), text);
    QCOMPARE(std::string(key->name()), name);
    QCOMPARE(key->isRoot(), text.empty());
}

void ObjectKeyTest::refusesWhatIsNoName_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : {"/", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", "../a", "a/.."})
        QTest::newRow(text) << std::string(text);
    QTest::newRow("null") << std::string("a\0b", 3);
}

void ObjectKeyTest::refusesWhatIsNoName()
{
    QFETCH(std::string, text);

    const auto key = ObjectKey::parse(text);

    QVERIFY(!key);
    QCOMPARE(key.error().code, ErrorCode::InvalidArgument);
}

void ObjectKeyTest::childrenGrowFromTheRoot()
{
    const ObjectKey key = ObjectKey().child("a").child("b.c");

    QCOMPARE(key.text(), std::string("a/b.c"));
    QVERIFY(key == *ObjectKey::parse("a/b.c"));
}

void ObjectKeyTest::orderIsByBytes()
{
    const auto key = [](const char* text) { return *ObjectKey::parse(text); };

    QVERIFY(key("a-b") < key("a/b"));
    QVERIFY(key("a/b") < key("a0"));
    QVERIFY(key("z") < key("\xc3\xa9"));
    QVERIFY(ObjectKey() < key("a"));
}

WALKEEPER_TEST(ObjectKeyTest)
#include "object_key_test.moc"
