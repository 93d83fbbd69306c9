#include "ui/check/check_flow.h"

#include <algorithm>

namespace walkeeper::ui {

CheckFlow::CheckFlow(Engine& engine, OpenedReplicas& replicas, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_replicas(replicas)
{
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        const auto check = findJob(job);
        if (check == m_checks.end())
            return;
        check->second.progress = progress;
        emit changed(check->first);
    });
    connect(&engine, &Engine::jobFinished, this, &CheckFlow::finish);
    connect(&replicas, &OpenedReplicas::closed, this, [this](ReplicaId replica) {
        cancel(replica);
        m_checks.erase(replica);
    });
    connect(&replicas, &OpenedReplicas::changed, this, [this](ReplicaId replica) {
        if (!find(replica))
            return;
        // Looked at anew: what an older listing's check said may no longer be true. One that
        // only grows keeps what was found in it.
        const OpenedReplica* opened = m_replicas.find(replica);
        if (!opened || opened->state != LoadState::Loaded) {
            cancel(replica);
            m_checks.erase(replica);
        }
        emit changed(replica);
    });
}

const Check* CheckFlow::find(ReplicaId replica) const
{
    const auto found = m_checks.find(replica);
    return found == m_checks.end() ? nullptr : &found->second;
}

void CheckFlow::start(ReplicaId id, ValidationRung rung, std::optional<LiveReplica> live)
{
    const OpenedReplica* replica = m_replicas.find(id);
    if (!replica || !replica->contents)
        return;
    cancel(id);
    Check check;
    check.rung = rung;
    check.contents = replica->contents;
    check.job = m_engine.validate({replica->contents, rung, std::move(live)});
    m_checks[id] = check;
    emit changed(id);
}

void CheckFlow::cancel(ReplicaId replica)
{
    const Check* check = find(replica);
    if (check && check->isRunning())
        m_engine.cancel(check->job);
}

std::map<ReplicaId, Check>::iterator CheckFlow::findJob(JobId job)
{
    return std::find_if(m_checks.begin(), m_checks.end(), [job](const auto& each) {
        return each.second.isRunning() && each.second.job == job;
    });
}

void CheckFlow::finish(const JobOutcome& outcome)
{
    const auto found = findJob(outcome.job);
    const auto* end = std::get_if<CheckEnd>(&outcome.end);
    if (found == m_checks.end() || !end)
        return;
    const ReplicaId id = found->first;
    found->second.end = *end;
    found->second.ended = std::chrono::system_clock::now();
    if (**end || (*end)->error().code != ErrorCode::Cancelled)
        emit ended(id, found->second.rung, *end);
    if (!**end) {
        const Error error = (*end)->error();
        m_checks.erase(found);
        emit changed(id);
        if (error.code != ErrorCode::Cancelled)
            emit failed(id, error);
        return;
    }
    m_replicas.setFindings(id, (**end)->findings, found->second.contents);
    emit changed(id);
}

} // namespace walkeeper::ui
