#include "tests/ui/window_fixture.h"

#include "tests/support/give_up.h"
#include "ui/text/conversion.h"

#include <QSignalSpy>

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
    QSignalSpy spy(&engine, &Engine::replicaListed);
    const JobId job = engine.listReplica(*parseStoreUrl(fromQt(address)));
    while (spy.isEmpty() || spy.last().at(0).value<JobId>() != job) {
        if (!spy.wait(30000))
            return nullptr;
    }
    const auto answer = spy.last().at(1).value<ReplicaAnswer>();
    return *answer ? std::shared_ptr<const ReplicaContents>(answer, &**answer) : nullptr;
}

} // namespace walkeeper::ui
