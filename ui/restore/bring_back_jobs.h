#pragma once

#include "core/engine/engine.h"

#include <QObject>

#include <filesystem>
#include <vector>

namespace walkeeper::ui {

/// A safety copy that takes the place of its database again.
struct BringBack {
    JobId job;
    std::filesystem::path database; ///< as its replication knows it
    SafetyCopy copy;
};

/// Brings old states of databases back, and follows each to its end.
class BringBackJobs final : public QObject
{
    Q_OBJECT

public:
    /// engine  outlives it
    explicit BringBackJobs(Engine& engine, QObject* parent = nullptr);

    /// ended() comes once for it. Not valid while the program ends.
    JobId start(const std::filesystem::path& database, const SafetyCopy& copy);
    void cancel(JobId job);
    const std::vector<BringBack>& running() const { return m_running; }

signals:
    /// Others run now.
    void changed();
    void ended(const walkeeper::ui::BringBack& what, const walkeeper::ReplaceEnd& end);

private:
    void takeEnd(const JobOutcome& outcome);

    Engine& m_engine;
    std::vector<BringBack> m_running;
};

} // namespace walkeeper::ui
