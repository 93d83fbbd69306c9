#pragma once

#include "core/engine/engine.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// Names a watched database as long as the window lives; never given twice.
using WatchId = std::uint32_t;

/// Something that was asked of a replication.
enum class Deed { Protect, Start, Stop, Snapshot, Sync, Remove, Retention };

/// Another process that replicates.
struct OtherProcess {
    pid_t id = 0;
    QString program; ///< "walkeeper-cli"

    bool operator==(const OtherProcess&) const = default;
};

/// A database of the configuration, or one that another process replicates.
struct WatchedDatabase {
    WatchId id = 0;
    DatabaseConfig config;
    QString name;                            ///< the last part of its path
    std::optional<ReplicationReport> report; ///< while a replicator knows it
    std::optional<OtherProcess> process;     ///< whose report that is; not set: ours
    std::optional<OtherProcess> ended;       ///< that replicated it and is gone
    bool isConfigured = true;                ///< it has an entry in our configuration
    std::optional<Error> startError;         ///< why it is not, if that was tried
    std::optional<Deed> running;             ///< what was asked and has not ended
    /// When this was seen first: commits that a replica does not have yet.
    std::optional<Timestamp> behindSince;

    bool isReplicated() const { return report && report->database.state != DatabaseState::Stopped; }
    /// Whether asking for it could come to something.
    bool canStart() const { return !isReplicated() && !running && (isConfigured || process); }
    /// Whether its settings can be changed: they are ours, and no other process goes by them.
    bool canChange() const
    {
        return !running && isConfigured && !process && !config.replicas.empty();
    }
    bool canRemove() const { return !running && (isConfigured || !process); }
    /// Of all replicas that are known; not set while none is.
    std::optional<std::uint64_t> lagBytes() const;
};

/// What the configuration file is called, and how it is read.
struct Configuration {
    std::filesystem::path file; ///< empty: nothing can be entered
    ConfigOptions options;
    std::vector<DatabaseConfig> databases;
};

/// The databases of the configuration, in its order, and how their replication stands.
class WatchedDatabases final : public QObject
{
    Q_OBJECT

public:
    /// clock  outlives it
    WatchedDatabases(Engine& engine, const Clock& clock, QObject* parent = nullptr);

    /// Takes the list and starts all of it that no other process knows. Once.
    void take(Configuration configuration);
    const std::filesystem::path& configurationFile() const { return m_configuration.file; }
    const Configuration& configuration() const { return m_configuration; }

    const std::vector<WatchedDatabase>& all() const { return m_databases; }
    /// Null if there is none.
    const WatchedDatabase* find(WatchId id) const;
    const WatchedDatabase* findPath(const std::string& path) const;
    /// Which database's replica that is; nothing if nobody replicates to there now.
    std::optional<LiveReplica> liveReplica(const StoreUrl& url) const;

    /// Enters a database into the configuration and starts it. added() comes once it is entered;
    /// protecting fails without it.
    /// entry  its lines as they are to be written; empty: made from the database
    void protect(const DatabaseConfig& database, const std::string& entry = {});
    void start(WatchId id);
    void stop(WatchId id);
    void snapshotNow(WatchId id);
    void syncNow(WatchId id);
    /// Changes its entry, and replicates it by that from now on.
    void changeRetention(WatchId id, const ReplicaChange& change);
    /// Stops it and takes it out of the configuration; removed() comes when that is done.
    void remove(WatchId id);
    /// Starts here what processes that are gone have left.
    void takeOver();

signals:
    void added(walkeeper::ui::WatchId id);
    void aboutToRemove(walkeeper::ui::WatchId id);
    void removed(walkeeper::ui::WatchId id);
    /// Another process replicates databases of the list now.
    void attached(const walkeeper::ui::OtherProcess& process);
    /// It has gone; nobody replicates these any more.
    void detached(const walkeeper::ui::OtherProcess& process, const QStringList& databases);
    void changed(walkeeper::ui::WatchId id);
    /// What was asked is done.
    void succeeded(walkeeper::ui::WatchId id, walkeeper::ui::Deed deed,
                   const walkeeper::ReplicationDone& done);
    /// id  0 if it is a database that is not watched after all
    void failed(walkeeper::ui::WatchId id, walkeeper::ui::Deed deed, const walkeeper::Error& error);

private:
    struct Asked {
        Deed deed = Deed::Start;
        WatchId id = 0;
        DatabaseConfig database; ///< that is to be protected, or as it is set from now on
    };

    WatchId add(const DatabaseConfig& config);
    WatchedDatabase* findMutable(WatchId id);
    void ask(WatchedDatabase& database, Deed deed, JobId job);
    void erase(WatchId id);
    void takeState();
    void takeStrangers();
    bool isAtWorkElsewhere(const std::string& path) const;
    static bool takeReport(WatchedDatabase& database, const ReplicationReport* report,
                           const OtherReplicator* replicator);
    void takeEnd(const JobOutcome& outcome);
    void noteLag(WatchedDatabase& database) const;

    /// Words such as "for 12 s" grow old though nothing changes.
    void passTime();

    Engine& m_engine;
    const Clock& m_clock;
    QTimer m_second;
    Configuration m_configuration;
    std::vector<WatchedDatabase> m_databases;
    std::map<JobId, Asked> m_asked;
    /// Shown again only if somebody begins to replicate them; true once nobody did. What is told of
    /// them at first may be older than their removal.
    std::map<std::string, bool> m_removed;
    WatchId m_lastId = 0;
};

} // namespace walkeeper::ui
