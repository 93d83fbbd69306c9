#pragma once

#include "core/engine/engine.h"
#include "core/operations/demo_replica.h"
#include "ui/app_services.h"
#include "ui/main_window.h"

#include <QTemporaryDir>

#include <memory>

namespace walkeeper::ui {

/// Settings in memory.
class RememberedServices final : public AppServices
{
public:
    WindowState windowState() const override { return state; }
    void keepWindowState(const WindowState& kept) override { state = kept; }
    QStringList recentReplicas() const override { return recent; }
    void keepRecentReplicas(const QStringList& addresses) override { recent = addresses; }
    QString destinationFolder() const override { return folder; }
    void keepDestinationFolder(const QString& kept) override { folder = kept; }
    Appearance appearance() const override { return look; }
    void keepAppearance(Appearance kept) override { look = kept; }
    bool showsUtc() const override { return isUtc; }
    void keepShowsUtc(bool kept) override { isUtc = kept; }

    WindowState state;
    QStringList recent;
    QString folder;
    Appearance look = Appearance::Light;
    bool isUtc = false;
};

/// The demo replica, made once for a test class, and an engine to look at it with.
class WindowFixture
{
public:
    WindowFixture();

    const DemoReplica& demo() const { return m_demo; }
    QString address() const;
    QString filePath(const QString& name) const { return m_folder.filePath(name); }
    Engine& engine() { return *m_engine; }
    OperationContext context() { return {nativeFileSystem(), m_clock, m_stores}; }

    /// Another folder with the same replica, for a test that damages it.
    QString copyOfReplica(const QString& name) const;

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    StoreRegistry m_stores = standardRegistry();
    DemoReplica m_demo;
    std::unique_ptr<Engine> m_engine;
};

/// Lists a replica through the engine; null if that fails.
std::shared_ptr<const ReplicaContents> listed(Engine& engine, const QString& address);

} // namespace walkeeper::ui
