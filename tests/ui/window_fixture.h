#pragma once

#include "core/engine/engine.h"
#include "core/operations/demo_replica.h"
#include "ui/app_services.h"
#include "ui/main_window.h"

#include <QTemporaryDir>

#include <memory>

namespace walkeeper::ui {

/// A catalogue in memory. What it is given can be looked at; what it remembers is set beforehand.
class RememberedCatalogue final : public Catalogue
{
    Q_OBJECT

public:
    void load() override { emit remembered(std::make_shared<Remembered>(before)); }
    void keepReplica(const KnownReplica& replica) override { kept.replicas.push_back(replica); }
    void keepLabel(const MomentLabel& label) override { kept.labels.push_back(label); }
    void removeLabel(const MomentPlace& place) override { removed.push_back(place); }
    void keepCheck(const CheckResult& result) override { kept.checks.push_back(result); }
    void keepDrillSetting(const DrillSetting& setting) override
    {
        kept.drillSettings.push_back(setting);
    }
    void keepDrill(const DrillResult& result) override { kept.drills.push_back(result); }
    void keepActivity(const Activity& activity) override { kept.activity.push_back(activity); }
    void markSeen(const std::vector<std::int64_t>& activities) override
    {
        seen.insert(seen.end(), activities.begin(), activities.end());
    }

    Remembered before;
    Remembered kept; ///< in the order in which it was given
    std::vector<MomentPlace> removed;
    std::vector<std::int64_t> seen;
};

/// Settings in memory.
class RememberedServices final : public AppServices
{
public:
    WindowState windowState() const override { return state; }
    void keepWindowState(const WindowState& kept) override { state = kept; }
    QByteArray columns(const QString& table) const override { return widths.value(table); }
    void keepColumns(const QString& table, const QByteArray& kept) override
    {
        widths[table] = kept;
    }
    MomentLimits momentLimits() const override { return limits; }
    void keepMomentLimits(const MomentLimits& kept) override { limits = kept; }
    std::optional<double> restoreSpeed(const QString& store) const override
    {
        return speeds.contains(store) ? std::optional(speeds[store]) : std::nullopt;
    }
    void keepRestoreSpeed(const QString& store, double speed) override { speeds[store] = speed; }
    QString destinationFolder() const override { return folder; }
    void keepDestinationFolder(const QString& kept) override { folder = kept; }
    Appearance appearance() const override { return look; }
    void keepAppearance(Appearance kept) override { look = kept; }
    bool showsUtc() const override { return isUtc; }
    void keepShowsUtc(bool kept) override { isUtc = kept; }
    Catalogue& catalogue() override { return *memory; }

    WindowState state;
    std::unique_ptr<RememberedCatalogue> memory = std::make_unique<RememberedCatalogue>();
    QMap<QString, QByteArray> widths; ///< of columns, by table
    MomentLimits limits;
    QMap<QString, double> speeds; ///< of restores, by store
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
