#include "ui/opened_replicas.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/text/conversion.h"

#include <QFile>
#include <QSignalSpy>

namespace walkeeper::ui {

class OpenedReplicasTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void aWriteUnderWayIsNoFindingOfAQuietLook();
    void aWriteThatStaysIsOne();

private:
    bool refresh();
    std::size_t unfinished() const;

    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<OpenedReplicas> m_replicas;
    ReplicaId m_id = 0;
    QString m_unfinished; ///< path of a file that a writer has not renamed yet
};

void OpenedReplicasTest::init()
{
    m_replicas.reset();
    m_fixture = std::make_unique<WindowFixture>();
    const QString folder = m_fixture->copyOfReplica(QStringLiteral("live"));
    m_replicas = std::make_unique<OpenedReplicas>(m_fixture->engine());
    m_id = m_replicas->open({.scheme = "file", .path = folder.toStdString()});
    QTRY_VERIFY_WITH_TIMEOUT(m_replicas->find(m_id)->state == LoadState::Loaded, 30'000);
    const auto& generation = m_replicas->find(m_id)->contents->replica.generations.front();
    m_unfinished =
        folder + u'/' +
        QString::fromStdString(walFolder(generation.id).child(".x.wal.lz4.1.tmp").text());
}

bool OpenedReplicasTest::refresh()
{
    QSignalSpy refreshed(m_replicas.get(), &OpenedReplicas::refreshed);
    m_replicas->refresh(m_id);
    return refreshed.wait(30'000);
}

std::size_t OpenedReplicasTest::unfinished() const
{
    const Findings& findings = m_replicas->find(m_id)->findings;
    std::size_t count = 0;
    for (const PlacedFinding& each : findings ? *findings : std::vector<PlacedFinding>())
        count += each.finding.object.ends_with(".tmp") ? 1u : 0u;
    return count;
}

void OpenedReplicasTest::aWriteUnderWayIsNoFindingOfAQuietLook()
{
    QFile file(m_unfinished);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(refresh());
    QCOMPARE(unfinished(), std::size_t{0});

    QVERIFY(file.remove());
    QVERIFY(refresh());
    QCOMPARE(unfinished(), std::size_t{0});
}

void OpenedReplicasTest::aWriteThatStaysIsOne()
{
    QFile file(m_unfinished);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(refresh());
    QVERIFY(refresh());
    QCOMPARE(unfinished(), std::size_t{1});
}

} // namespace walkeeper::ui

using walkeeper::ui::OpenedReplicasTest;
WALKEEPER_TEST(OpenedReplicasTest)
#include "opened_replicas_test.moc"
