#include "ui/export/export_jobs.h"

#include <algorithm>

namespace walkeeper::ui {

ExportJobs::ExportJobs(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    connect(&engine, &Engine::jobProgressed, this, &ExportJobs::takeProgress);
    connect(&engine, &Engine::jobFinished, this, &ExportJobs::takeEnd);
}

JobId ExportJobs::start(ExportRequest rows, Export what)
{
    return follow(m_engine.exportRows(std::move(rows)), std::move(what));
}

JobId ExportJobs::start(SaveRequest file, Export what)
{
    return follow(m_engine.saveFile(std::move(file)), std::move(what));
}

JobId ExportJobs::follow(JobId job, Export what)
{
    if (!job.isValid())
        return {};
    what.job = job;
    what.progress = {};
    m_running.push_back(std::move(what));
    emit changed();
    return job;
}

void ExportJobs::cancel(JobId job)
{
    m_engine.cancel(job);
}

void ExportJobs::takeProgress(JobId job, const JobProgress& progress)
{
    const auto found = std::ranges::find(m_running, job, &Export::job);
    if (found == m_running.end())
        return;
    found->progress = progress;
    emit changed();
}

void ExportJobs::takeEnd(const JobOutcome& outcome)
{
    const auto found = std::ranges::find(m_running, outcome.job, &Export::job);
    if (found == m_running.end())
        return;
    const Export what = std::move(*found);
    m_running.erase(found);
    emit changed();
    emit ended(what, std::get<ExportEnd>(outcome.end));
}

} // namespace walkeeper::ui
