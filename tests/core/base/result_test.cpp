#include "core/base/result.h"
#include "tests/support/test_main.h"

#include <memory>
#include <set>

using namespace walkeeper;

class ResultTest : public QObject
{
    Q_OBJECT

private slots:
    void holdsAValueOrAnError();
    void carriesWhatCanOnlyBeMoved();
    void nothingIsAResultToo();
    void textIsAValueAndNoError();
    void layersPutTheirWorkBeforeTheMessage();
    void everyCodeHasItsOwnName();
};

void ResultTest::holdsAValueOrAnError()
{
    const Result<int> value = 7;
    const Result<int> failure = Error{ErrorCode::Busy, "later"};

    QVERIFY(value);
    QCOMPARE(*value, 7);
    QVERIFY(!failure);
    QCOMPARE(failure.error().code, ErrorCode::Busy);
    QCOMPARE(failure.error().message, std::string("later"));
}

void ResultTest::carriesWhatCanOnlyBeMoved()
{
    Result<std::unique_ptr<int>> result = std::make_unique<int>(5);

    const std::unique_ptr<int> taken = *std::move(result);

    QVERIFY(taken);
    QCOMPARE(*taken, 5);
}

void ResultTest::nothingIsAResultToo()
{
    const Result<void> done;
    Result<void> failure = Error{ErrorCode::NoSpace, "full"};

    QVERIFY(done);
    QVERIFY(!failure);
    const Error error = std::move(failure).error();
    QCOMPARE(error.message, std::string("full"));
}

void ResultTest::textIsAValueAndNoError()
{
    const Result<std::string> text = std::string("not an error");

    QVERIFY(text);
    QCOMPARE(text->size(), std::size_t{12});
}

void ResultTest::layersPutTheirWorkBeforeTheMessage()
{
    const Error error =
        Error{ErrorCode::NotFound, "no such file"}.during("read a").during("restore b");

    QCOMPARE(error.message, std::string("restore b: read a: no such file"));
    QCOMPARE(error.code, ErrorCode::NotFound);
}

void ResultTest::everyCodeHasItsOwnName()
{
    std::set<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        names.insert(errorCodeName(static_cast<ErrorCode>(code)));

    QCOMPARE(names.size(), std::size_t{12});
    QVERIFY(errorCodeName(ErrorCode::NotFound) == "not-found");
    QVERIFY(errorCodeName(ErrorCode::PermissionDenied) == "permission-denied");
    QVERIFY(errorCodeName(ErrorCode::Internal) == "internal");
}

WALKEEPER_TEST(ResultTest)
#include "result_test.moc"
