#include "ui/restore/restore_flow.h"

namespace walkeeper::ui {

RestoreFlow::RestoreFlow(Engine& engine, BringBackJobs& bringBacks, Moment moment, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_bringBacks(bringBacks),
      m_moment(std::move(moment))
{
    connect(&engine, &Engine::restorePlanned, this, &RestoreFlow::takePlan);
    connect(&engine, &Engine::destinationExamined, this,
            [this](JobId job, const DestinationAnswer& answer) {
                if (job == m_destination)
                    emit examined(answer);
            });
    connect(&engine, &Engine::jobFinished, this, &RestoreFlow::takeEnd);
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        if (job != m_job)
            return;
        m_progress = progress;
        emit progressed();
    });
    connect(&bringBacks, &BringBackJobs::ended, this, &RestoreFlow::takeBack);
    planAgain();
}

RestoreFlow::~RestoreFlow()
{
    m_engine.cancel(m_question);
    m_engine.cancel(m_destination);
    m_engine.cancel(m_job);
}

const RestoreReport& RestoreFlow::report() const
{
    return m_replaced ? *(**m_replaced).report : **m_end;
}

const ReplacedDatabase* RestoreFlow::replaced() const
{
    const ReplaceEnd& last = m_step == Step::BroughtBack ? m_returned : m_replaced;
    return last && *last ? &**last : nullptr;
}

const Error& RestoreFlow::error() const
{
    if (m_step == Step::Impossible)
        return m_plan->error();
    if (m_step == Step::NotBroughtBack)
        return m_returned->error();
    return m_replaced ? m_replaced->error() : m_end->error();
}

RestoreRequest RestoreFlow::requestFor(const RestoreChoice& choice) const
{
    RestoreRequest request;
    request.source = m_moment.contents->url;
    request.target = restoreTarget(m_moment);
    request.output = choice.output;
    request.check = choice.check;
    request.onBroken = choice.onBroken;
    return request;
}

void RestoreFlow::examine(const std::filesystem::path& path)
{
    m_engine.cancel(m_destination);
    m_destination = path.empty() ? JobId() : m_engine.examineDestination(path);
}

void RestoreFlow::start(const RestoreChoice& choice)
{
    if (isBusy())
        return;
    m_choice = choice;
    m_progress = {};
    m_end = nullptr;
    m_replaced = nullptr;
    RestoreRequest request = requestFor(choice);
    m_job = choice.isInPlace ? m_engine.restoreInPlace(std::move(request))
                             : m_engine.restore(std::move(request));
    setStep(Step::Running);
}

void RestoreFlow::cancel()
{
    m_engine.cancel(m_job);
    m_bringBacks.cancel(m_back);
}

void RestoreFlow::planAgain()
{
    m_question =
        m_engine.planRestore({m_moment.contents, restoreTarget(m_moment), PlanBasis::ListAgain});
    setStep(Step::Planning);
}

void RestoreFlow::bringBack()
{
    if (isBusy() || !m_replaced || !*m_replaced)
        return;
    m_progress = {};
    m_back = m_bringBacks.start(m_choice.output, (**m_replaced).before);
    if (m_back.isValid())
        setStep(Step::BringingBack);
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
    if (outcome.job != m_job || !m_job.isValid())
        return;
    if (const auto* end = std::get_if<RestoreEnd>(&outcome.end))
        m_end = *end;
    else if (const auto* replaced = std::get_if<ReplaceEnd>(&outcome.end))
        m_replaced = *replaced;
    else
        return;
    m_job = {};
    if (m_end ? bool(*m_end) : bool(*m_replaced))
        return setStep(Step::Restored);
    const Error& why = m_end ? m_end->error() : m_replaced->error();
    setStep(why.code == ErrorCode::Cancelled ? Step::Cancelled : Step::Failed);
}

void RestoreFlow::takeBack(const BringBack& what, const ReplaceEnd& end)
{
    if (what.job != m_back)
        return;
    m_back = {};
    m_returned = end;
    setStep(*end ? Step::BroughtBack : Step::NotBroughtBack);
}

} // namespace walkeeper::ui
