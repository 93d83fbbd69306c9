#include "core/base/secret.h"
#include "tests/support/test_main.h"

#include <ostream>
#include <type_traits>

using namespace walkeeper;

class SecretTest : public QObject
{
    Q_OBJECT

private slots:
    void cannotBeShownByAccident();
    void givesItsTextOnRequest();
    void movedFromIsEmpty();
    void copiesAreEqualAndApart();
};

namespace {

template <class T>
concept Streamable = requires(std::ostream& stream, const T& value)
{
    stream << value;
};

} // namespace

void SecretTest::cannotBeShownByAccident()
{
    QVERIFY(Streamable<std::string>);
    QVERIFY(!Streamable<Secret>);
    QVERIFY((!std::is_convertible_v<Secret, std::string>));
    QVERIFY((!std::is_convertible_v<Secret, std::string_view>));
    QVERIFY((!std::is_convertible_v<std::string, Secret>));
}

void SecretTest::givesItsTextOnRequest()
{
    const Secret secret(std::string("pass"));

    QVERIFY(secret.reveal() == "pass");
    QVERIFY(!secret.isEmpty());
    QVERIFY(Secret().isEmpty());
}

void SecretTest::movedFromIsEmpty()
{
    Secret first(std::string("short"));
    Secret second(std::string(100, 'x'));

    const Secret taken(std::move(first));
    first = std::move(second);

    QVERIFY(taken.reveal() == "short");
    QCOMPARE(first.reveal().size(), std::size_t{100});
    QVERIFY(second.isEmpty());
}

void SecretTest::copiesAreEqualAndApart()
{
    Secret first(std::string("one"));
    Secret second = first;
    QVERIFY(first == second);

    second = Secret(std::string("two"));
    const Secret& same = first;
    first = same;

    QVERIFY(first.reveal() == "one");
    QVERIFY(first != second);
}

WALKEEPER_TEST(SecretTest)
#include "secret_test.moc"
