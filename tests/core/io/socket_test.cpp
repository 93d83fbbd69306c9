#include "core/io/socket.h"

#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <vector>

using namespace walkeeper;
using namespace walkeeper::test;

class SocketTest : public QObject
{
    Q_OBJECT

private slots:
    void whoNeverAcceptsHoldsNobodyUp();
};

void SocketTest::whoNeverAcceptsHoldsNobodyUp()
{
    const TestFolder folder;
    const Result<Socket> listener = Socket::listenLocal(folder / "socket");
    QVERIFY(listener);

    std::vector<Result<Socket>> connections;
    for (int i = 0; i < 20; ++i)
        connections.push_back(Socket::connectLocal(folder / "socket"));

    QVERIFY(connections.front());
    QVERIFY(!connections.back());
    QCOMPARE(connections.back().error().code, ErrorCode::Unavailable);
}

WALKEEPER_TEST(SocketTest)
#include "socket_test.moc"
