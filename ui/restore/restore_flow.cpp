#include "ui/restore/restore_flow.h"

namespace walkeeper::ui {

RestoreFlow::RestoreFlow(Engine& engine, Moment moment, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_moment(std::move(moment))
{
    connect(&engine, &Engine::restorePlanned, this, &RestoreFlow::takePlan);
    connect(&engine, &Engine::jobFinished, this, &RestoreFlow::takeEnd);
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        if (job != m_job)
            return;
        m_progress = progress;
        emit progressed();
    });
    planAgain();
}

RestoreFlow::~RestoreFlow()
{
    m_engine.cancel(m_question);
    m_engine.cancel(m_job);
}

const Error& RestoreFlow::error() const
{
    return m_step == Step::Impossible ? m_plan->error() : m_end->error();
}

void RestoreFlow::start(const RestoreChoice& choice)
{
    m_choice = choice;
    RestoreRequest request;
    request.source = m_moment.contents->url;
    request.target = restoreTarget(m_moment);
    request.output = choice.output;
    request.check = choice.check;
    request.onBroken = choice.onBroken;
    m_progress = {};
    m_job = m_engine.restore(std::move(request));
    setStep(Step::Running);
}

void RestoreFlow::cancel()
{
    m_engine.cancel(m_job);
}

void RestoreFlow::planAgain()
{
    m_question =
        m_engine.planRestore({m_moment.contents, restoreTarget(m_moment), PlanBasis::ListAgain});
    setStep(Step::Planning);
}

void RestoreFlow::setStep(Step step)
{
    m_step = step;
    emit stepChanged();
}

void RestoreFlow::takePlan(JobId job, const PlanAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    m_plan = answer;
    setStep(*answer ? Step::Planned : Step::Impossible);
}

void RestoreFlow::takeEnd(const JobOutcome& outcome)
{
    const auto* end = std::get_if<RestoreEnd>(&outcome.end);
    if (outcome.job != m_job || !end)
        return;
    m_job = {};
    m_end = *end;
    if (*m_end)
        setStep(Step::Restored);
    else
        setStep(m_end->error().code == ErrorCode::Cancelled ? Step::Cancelled : Step::Failed);
}

} // namespace walkeeper::ui
