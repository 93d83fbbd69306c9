#pragma once

#include "core/engine/engine.h"

#include <QObject>
#include <QString>

#include <vector>

namespace walkeeper::ui {

/// Something that is written into a file.
struct Export {
    enum class Kind { Rows, Report };

    JobId job;
    Kind kind = Kind::Rows;
    QString name;    ///< of what is written, or what it is about, for people: "station"
    QString source;  ///< the replica's name
    QString replica; ///< its URL
    std::optional<Position> moment; ///< of the rows
    JobProgress progress;
};

/// Writes rows of moments and reports into files, and follows each to its end.
class ExportJobs final : public QObject
{
    Q_OBJECT

public:
    /// engine  outlives it
    explicit ExportJobs(Engine& engine, QObject* parent = nullptr);

    /// ended() comes once for it. Not valid while the program ends.
    /// what  its job and progress do not matter
    JobId start(ExportRequest rows, Export what);
    JobId start(SaveRequest file, Export what);
    void cancel(JobId job);
    const std::vector<Export>& running() const { return m_running; }

signals:
    /// Others run, or one has come further.
    void changed();
    void ended(const walkeeper::ui::Export& what, const walkeeper::ExportEnd& end);

private:
    JobId follow(JobId job, Export what);
    void takeProgress(JobId job, const JobProgress& progress);
    void takeEnd(const JobOutcome& outcome);

    Engine& m_engine;
    std::vector<Export> m_running;
};

} // namespace walkeeper::ui
