#pragma once

#include "ui/workbench.h"

#include <QObject>
#include <QProcess>

#include <filesystem>

namespace walkeeper::app {

/// A database that an application of its own keeps changing, to show replication on.
///
/// Its folder holds the database, its replica and the configuration that names both; a second run
/// goes on with them.
class LiveDemo final : public QObject
{
    Q_OBJECT

public:
    explicit LiveDemo(std::filesystem::path folder, QObject* parent = nullptr);
    ~LiveDemo() override;

    std::filesystem::path configurationFile() const { return m_folder / "litestream.yml"; }
    DatabaseConfig database() const;

    /// Makes what is missing and starts the application.
    Result<void> start(FileSystem& files);
    /// Ends it; nothing is written afterwards.
    void stop();

    /// Commits since the start, as the application says.
    int commits() const { return m_commits; }

signals:
    void committed(int commits);

private:
    const std::filesystem::path m_folder;
    QProcess m_writer;
    int m_commits = 0;
};

/// What the headless tour says of a replicated demo: commits, what was stored of them, how far the
/// replica is behind.
QString demoFigures(int commits, const ui::WatchedDatabase& database, std::uint64_t longestLag);

} // namespace walkeeper::app
