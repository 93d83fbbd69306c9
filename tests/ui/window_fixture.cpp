#include "tests/ui/window_fixture.h"

#include "tests/support/give_up.h"
#include "ui/text/conversion.h"

#include <QTest>

namespace walkeeper::ui {

WindowFixture::WindowFixture()
{
    auto demo = makeDemoReplica(pathFromQt(m_folder.filePath(QStringLiteral("demo"))), context());
    if (!demo)
        test::giveUp(demo.error().message);
    m_demo = *demo;
    m_engine = std::make_unique<Engine>(context());
}

QString WindowFixture::address() const
{
    return pathToQt(m_demo.replica);
}

QString WindowFixture::copyOfReplica(const QString& name) const
{
    const QString copy = m_folder.filePath(name);
    const std::filesystem::path target = pathFromQt(copy);
    std::filesystem::copy(m_demo.replica, target, std::filesystem::copy_options::recursive);
    // The times of the objects are part of a replica.
    for (const auto& each : std::filesystem::recursive_directory_iterator(m_demo.replica)) {
        if (each.is_regular_file())
            std::filesystem::last_write_time(
                target / std::filesystem::relative(each.path(), m_demo.replica),
                each.last_write_time());
    }
    return copy;
}

std::shared_ptr<const ReplicaContents> listed(Engine& engine, const QString& address)
{
    ReplicaAnswer answer;
    JobId job;
    // The window may list something at the same time.
    const QMetaObject::Connection connection = QObject::connect(
        &engine, &Engine::replicaListed, &engine, [&](JobId answered, const ReplicaAnswer& each) {
            if (answered == job)
                answer = each;
        });
    job = engine.listReplica(*parseStoreUrl(fromQt(address)));
    const bool isAnswered = QTest::qWaitFor([&answer] { return answer != nullptr; }, 30000);
    QObject::disconnect(connection);
    if (!isAnswered)
        return nullptr;
    return *answer ? std::shared_ptr<const ReplicaContents>(answer, &**answer) : nullptr;
}

} // namespace walkeeper::ui
