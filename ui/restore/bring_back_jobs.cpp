#include "ui/restore/bring_back_jobs.h"

#include <algorithm>

namespace walkeeper::ui {

BringBackJobs::BringBackJobs(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    connect(&engine, &Engine::jobFinished, this, &BringBackJobs::takeEnd);
}

JobId BringBackJobs::start(const std::filesystem::path& database, const SafetyCopy& copy)
{
    const JobId job = m_engine.bringBack({database, copy.folder});
    if (!job.isValid())
        return job;
    m_running.push_back({job, database, copy});
    emit changed();
    return job;
}

void BringBackJobs::cancel(JobId job)
{
    m_engine.cancel(job);
}

void BringBackJobs::takeEnd(const JobOutcome& outcome)
{
    const auto* end = std::get_if<ReplaceEnd>(&outcome.end);
    const auto found =
        std::find_if(m_running.begin(), m_running.end(),
                     [&outcome](const BringBack& each) { return each.job == outcome.job; });
    if (!end || found == m_running.end())
        return;
    const BringBack what = std::move(*found);
    m_running.erase(found);
    emit changed();
    emit ended(what, *end);
}

} // namespace walkeeper::ui
