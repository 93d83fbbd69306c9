#include "core/operations/control_messages.h"

#include "tests/core/operations/replication_reports.h"
#include "tests/support/test_main.h"

using namespace walkeeper;
using namespace walkeeper::test;

class ControlMessagesTest : public QObject
{
    Q_OBJECT

private slots:
    void requestsReadBackEqual();
    void reportsReadBackEqual();
    void failuresReadBackEqual();
    void anEmptyReportReadsBackEmpty();
    void refusesWhatIsNoRequest_data();
    void refusesWhatIsNoRequest();
    void survivesAnyCutAndAnyChangedByte();
};

namespace {

using What = ControlRequest::What;

} // namespace

void ControlMessagesTest::requestsReadBackEqual()
{
    for (const What what : {What::Status, What::Start, What::Stop, What::Pause, What::Sync,
                            What::Snapshot, What::Compare, What::Subscribe}) {
        const ControlRequest request{what, "/a \"b\"\n.db", "second"};

        const Result<ControlRequest> back = decodeRequest(encodeRequest(request));

        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY(*back == request);
    }
}

void ControlMessagesTest::reportsReadBackEqual()
{
    const ControlAnswer answer{{fullReport()}, {{"second", {5, true, 4096}}}};
    const std::string line = encodeAnswer(answer);

    const Result<ControlAnswer> back = decodeAnswer(line);

    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QVERIFY(line.find('\n') == std::string::npos);
    // Every field has a value of its own, so that one which was left out shows.
    QCOMPARE(encodeAnswer(*back), line);
    QVERIFY(back->reports.front().database.path == fullReport().database.path);
    QVERIFY(back->reports.front().database.error->error == fullReport().database.error->error);
    QVERIFY(back->reports.front().database.longestLock == fullReport().database.longestLock);
    QCOMPARE(back->reports.front().replicas.front().replicaObjects,
             fullReport().replicas.front().replicaObjects);
    QCOMPARE(back->snapshots.front().outcome.databaseBytes, std::uint64_t{4096});
}

void ControlMessagesTest::failuresReadBackEqual()
{
    const Error error{ErrorCode::Busy, "not \"now\""};

    const Result<ControlAnswer> back = decodeAnswer(encodeFailure(error));

    QVERIFY(!back);
    QVERIFY(back.error() == error);
}

void ControlMessagesTest::anEmptyReportReadsBackEmpty()
{
    ReplicationReport report;
    report.database.path = "/a.db";
    report.replicas.emplace_back().name = "file";

    const Result<ControlAnswer> back = decodeAnswer(encodeAnswer({{report}, {}}));

    QVERIFY(back);
    QVERIFY(!back->reports.front().database.position);
    QVERIFY(!back->reports.front().database.error);
    QVERIFY(!back->reports.front().replicas.front().lagBytes);
    QVERIFY(!back->reports.front().replicas.front().error());
}

void ControlMessagesTest::refusesWhatIsNoRequest_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const QByteArray& line, ErrorCode code) {
        QTest::newRow(name) << line << static_cast<int>(code);
    };
    row("nothing", "", ErrorCode::InvalidArgument);
    row("no JSON", "status", ErrorCode::InvalidArgument);
    row("a list", "[1]", ErrorCode::InvalidArgument);
    row("half", R"({"version":1,"request":"status")", ErrorCode::InvalidArgument);
    row("no version", R"({"request":"status"})", ErrorCode::Unsupported);
    row("a later version", R"({"version":2,"request":"status"})", ErrorCode::Unsupported);
    row("unknown", R"({"version":1,"request":"drop"})", ErrorCode::InvalidArgument);
    row("not a word", R"({"version":1,"request":{"a":1}})", ErrorCode::InvalidArgument);
    row("no database", R"({"version":1,"request":"sync"})", ErrorCode::InvalidArgument);
    row("deep", QByteArray(60'000, '['), ErrorCode::InvalidArgument);
    row("deep and whole",
        R"({"version":1,"request":"status","x":)" + QByteArray(30'000, '[') +
            QByteArray(30'000, ']') + "}",
        ErrorCode::InvalidArgument);
}

void ControlMessagesTest::refusesWhatIsNoRequest()
{
    QFETCH(QByteArray, line);
    QFETCH(int, code);

    const Result<ControlRequest> request = decodeRequest(line.toStdString());

    QVERIFY(!request);
    QCOMPARE(static_cast<int>(request.error().code), code);
}

void ControlMessagesTest::survivesAnyCutAndAnyChangedByte()
{
    const std::string line = encodeAnswer({{fullReport()}, {{"second", {5, true, 4096}}}});
    for (std::size_t i = 0; i < line.size(); ++i) {
        QVERIFY(!decodeAnswer(line.substr(0, i)));
        for (const char byte : {'\0', '"', '{', '9', '\xff'}) {
            std::string changed = line;
            changed[i] = byte;
            const Result<ControlAnswer> answer = decodeAnswer(changed);
            QVERIFY(!answer || answer->reports.size() <= 1);
        }
    }
}

WALKEEPER_TEST(ControlMessagesTest)
#include "control_messages_test.moc"
