#include "core/operations/metrics_server.h"
#include "core/operations/metrics_text.h"

#include "tests/core/operations/replication_reports.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpSocket>

#include <memory>
#include <vector>

using namespace walkeeper;
using namespace walkeeper::test;

/// What Prometheus gets, and what others do who connect.
class MetricsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyMetricHasItsValue_data();
    void everyMetricHasItsValue();
    void everyMetricIsExplainedOnce();
    void readsAddresses_data();
    void readsAddresses();
    void refusesAddresses_data();
    void refusesAddresses();
    void answersNothingButGetMetrics_data();
    void answersNothingButGetMetrics();
    void slowClientsKeepNobodyOut();
    void closesWhileClientsAreConnected();
};

namespace {

QString page()
{
    return QString::fromStdString(metricsText({fullReport()}, {1.5, 2, 3, 4}));
}

quint16 portOf(const MetricsServer& server)
{
    return QString::fromStdString(server.url()).section(u':', 2).section(u'/', 0, 0).toUShort();
}

std::unique_ptr<MetricsServer> startServer()
{
    return *MetricsServer::start({"127.0.0.1", 0}, [] { return std::string("the text\n"); });
}

std::unique_ptr<QTcpSocket> connectTo(const MetricsServer& server)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), portOf(server));
    socket->waitForConnected();
    return socket;
}

QByteArray answerTo(const MetricsServer& server, const QByteArray& request)
{
    const auto socket = connectTo(server);
    socket->write(request);
    QByteArray answer;
    while (socket->waitForReadyRead(20'000))
        answer += socket->readAll();
    return answer;
}

} // namespace

void MetricsTest::everyMetricHasItsValue_data()
{
    QTest::addColumn<QString>("sample");
    const QString db = QStringLiteral(R"({db="/data/a \"b\"\\c.db"%1} )");
    const auto row = [&](const char* name, const char* labels, const char* value) {
        QTest::addRow("%s%s", name, labels) << QString::fromLatin1(name) +
                                                   db.arg(QString::fromLatin1(labels)) +
                                                   QString::fromLatin1(value);
    };
    const char* replica = R"(,name="second")";
    row("litestream_db_size", "", "11");
    row("litestream_wal_size", "", "12");
    row("litestream_shadow_wal_size", "", "13");
    row("litestream_shadow_wal_index", "", "3");
    row("litestream_total_wal_bytes", "", "18");
    row("litestream_sync_count", "", "15");
    row("litestream_sync_error_count", "", "16");
    row("litestream_sync_seconds", "", "1.7e-08");
    row("litestream_checkpoint_count", R"(,mode="PASSIVE")", "19");
    row("litestream_checkpoint_count", R"(,mode="RESTART")", "20");
    row("litestream_checkpoint_error_count", R"(,mode="PASSIVE")", "24");
    row("litestream_checkpoint_seconds", R"(,mode="PASSIVE")", "2.5e-08");
    row("litestream_replica_wal_bytes", replica, "36");
    row("litestream_replica_wal_index", replica, "2");
    row("litestream_replica_wal_offset", replica, "4152");
    row("walkeeper_db_state", R"(,state="failing")", "1");
    row("walkeeper_db_error", "", "1");
    row("walkeeper_db_write_lock_seconds", "", "2.7e-05");
    row("walkeeper_db_write_lock_max_seconds", "", "2.6e-05");
    row("walkeeper_db_write_lock_p99_seconds", "", "2.8e-05");
    row("walkeeper_db_generation_count", R"(,reason="missed-reset")", "14");
    row("walkeeper_replica_lag_bytes", replica, "31");
    row("walkeeper_replica_error", R"(,name="second",task="upload")", "1");
    row("walkeeper_replica_failure_count", replica, "37");
    row("walkeeper_replica_restorable", replica, "1");
}

void MetricsTest::everyMetricHasItsValue()
{
    QFETCH(QString, sample);

    const QString text = page();

    QVERIFY2(text.contains(u'\n' + sample + u'\n'), qPrintable(text));
}

void MetricsTest::everyMetricIsExplainedOnce()
{
    QStringList explained;
    for (const QString& line : page().split(u'\n', Qt::SkipEmptyParts)) {
        if (line.startsWith(QStringLiteral("# TYPE ")))
            explained << line.section(u' ', 2, 2);
        else if (!line.startsWith(u'#'))
            QCOMPARE(line.section(u'{', 0, 0).section(u' ', 0, 0), explained.last());
    }
    QCOMPARE(explained.removeDuplicates(), 0);
}

void MetricsTest::readsAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("all interfaces") << ":9090"
                                    << "" << 9090;
    QTest::newRow("a name") << "localhost:1"
                            << "localhost" << 1;
    QTest::newRow("IPv4") << "127.0.0.1:65535"
                          << "127.0.0.1" << 65535;
    QTest::newRow("IPv6") << "[::1]:80"
                          << "::1" << 80;
}

void MetricsTest::readsAddresses()
{
    QFETCH(QString, text);
    QFETCH(QString, host);
    QFETCH(int, port);

    const Result<MetricsAddress> address = parseMetricsAddress(text.toStdString());

    QVERIFY(address);
    QVERIFY((*address == MetricsAddress{host.toStdString(), static_cast<std::uint16_t>(port)}));
}

void MetricsTest::refusesAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("lacksPort");
    for (const char* text : {"localhost", "localhost:", "[::1]", ":"})
        QTest::newRow(text) << text << true;
    for (const char* text : {"localhost:x", "localhost:65536", ":-1", "::1:80", "h:80 "})
        QTest::newRow(text) << text << false;
}

void MetricsTest::refusesAddresses()
{
    QFETCH(QString, text);
    QFETCH(bool, lacksPort);

    const Result<MetricsAddress> address = parseMetricsAddress(text.toStdString());

    QVERIFY(!address);
    const std::string missing =
        "must specify port for bind address: \"" + text.toStdString() + "\"";
    QCOMPARE(address.error().message == missing, lacksPort);
}

void MetricsTest::answersNothingButGetMetrics_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char* name, const QByteArray& request, const char* answer) {
        QTest::newRow(name) << request << QByteArray(answer);
    };
    row("metrics", "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n");
    row("a query", "GET /metrics?x=1 HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\n");
    row("another page", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n");
    row("another method", "POST /metrics HTTP/1.1\r\n\r\nbody",
        "HTTP/1.1 405 Method Not Allowed\r\n");
    row("no HTTP", "hello\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n");
    row("endless", "GET /metrics HTTP/1.1\r\n" + QByteArray(100'000, 'x'), "HTTP/1.1 431 ");
    row("zeros", QByteArray(100, '\0') + "\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n");
}

void MetricsTest::answersNothingButGetMetrics()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, answer);
    const auto server = startServer();

    const QByteArray got = answerTo(*server, request);

    QVERIFY2(got.startsWith(answer), got.constData());
    QCOMPARE(got.endsWith("\r\n\r\nthe text\n"), answer == "HTTP/1.1 200 OK\r\n");
}

void MetricsTest::slowClientsKeepNobodyOut()
{
    const auto server = startServer();
    std::vector<std::unique_ptr<QTcpSocket>> slow;
    for (int i = 0; i < 10; ++i) {
        slow.push_back(connectTo(*server));
        slow.back()->write("GET /met");
        slow.back()->flush();
    }

    const QByteArray got = answerTo(*server, "GET /metrics HTTP/1.1\r\n\r\n");

    QVERIFY(got.startsWith("HTTP/1.1 200 OK\r\n"));
    // They are not waited for for ever.
    QVERIFY(slow.front()->waitForDisconnected(30'000) ||
            slow.front()->state() == QTcpSocket::UnconnectedState);
}

void MetricsTest::closesWhileClientsAreConnected()
{
    auto server = startServer();
    const auto silent = connectTo(*server);
    QElapsedTimer time;
    time.start();

    server.reset();

    QVERIFY2(time.elapsed() < 4000, "the server waited for a client");
}

WALKEEPER_TEST(MetricsTest)
#include "metrics_test.moc"
