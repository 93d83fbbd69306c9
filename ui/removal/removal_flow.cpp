#include "ui/removal/removal_flow.h"

#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

#include <algorithm>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

RemovalFlow::RemovalFlow(Engine& engine, WatchedDatabases& watched, const Labels& labels,
                         RemovalSubject subject, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_watched(watched),
      m_labels(labels),
      m_subject(std::move(subject))
{
    if (const WatchedDatabase* known = database())
        m_config = known->config;
    connect(&engine, &Engine::removalPlanned, this, &RemovalFlow::takePlan);
    connect(&engine, &Engine::localStateFound, this, &RemovalFlow::takeLocalState);
    connect(&engine, &Engine::jobFinished, this, &RemovalFlow::takeEnd);
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        if (job != m_job)
            return;
        m_progress = progress;
        emit progressed();
    });
    connect(&watched, &WatchedDatabases::removed, this, [this](WatchId id) {
        if (m_step != Step::Running || m_tasks.empty() || m_tasks.back() != Task::Forget ||
            id != m_subject.database)
            return;
        m_done << tr("%1 is out of the list of databases.").arg(m_subject.name);
        m_tasks.pop_back();
        next();
    });
    connect(&watched, &WatchedDatabases::failed, this,
            [this](WatchId id, Deed deed, const Error& error) {
                if (m_step == Step::Running && id == m_subject.database && deed == Deed::Remove)
                    fail(error);
            });
}

RemovalFlow::~RemovalFlow()
{
    m_engine.cancel(m_question);
    m_engine.cancel(m_job);
}

const WatchedDatabase* RemovalFlow::database() const
{
    return m_subject.database ? m_watched.find(*m_subject.database) : nullptr;
}

bool RemovalFlow::forgets() const
{
    return m_subject.database && m_choice.kind <= RemovalKind::Replica;
}

const RemovalOutlook* RemovalFlow::outlook() const
{
    return m_answer && *m_answer ? &**m_answer : nullptr;
}

std::vector<MomentLabel> RemovalFlow::lostLabels() const
{
    std::vector<MomentLabel> lost;
    if (!outlook() || !m_subject.contents)
        return lost;
    for (const MomentLabel& each : m_labels.ofReplica(toQt(m_subject.contents->url.shown()))) {
        if (std::ranges::find(outlook()->lost, each.place.position) != outlook()->lost.end())
            lost.push_back(each);
    }
    return lost;
}

void RemovalFlow::choose(const RemovalChoice& choice)
{
    m_engine.cancel(m_question);
    m_question = {};
    m_choice = choice;
    m_answer.reset();
    m_localState.reset();
    m_error.reset();
    if (deletesHistory())
        ask(PlanBasis::AsListed);
    else if (choice.kind == RemovalKind::LocalState && m_config)
        m_question = m_engine.findLocalState({m_config->path, m_config->metaPath});
    setStep(m_question.isValid() ? Step::Planning : Step::Planned);
}

RemovalTarget RemovalFlow::target() const
{
    switch (m_choice.kind) {
    case RemovalKind::Generation: return {RemovalTarget::WholeGeneration{m_choice.generation}};
    case RemovalKind::Snapshot:
        return {RemovalTarget::OneSnapshot{m_choice.generation, m_choice.index}};
    case RemovalKind::Forget:
    case RemovalKind::LocalState:
    case RemovalKind::Replica: break;
    }
    return {RemovalTarget::WholeReplica{}};
}

void RemovalFlow::ask(PlanBasis basis)
{
    if (!m_subject.contents)
        return;
    RemovalQuestion question{m_subject.contents, target(), {}, basis};
    // A replication that ends first is in nobody's way.
    question.endsFirst = forgets() && basis == PlanBasis::AsListed;
    for (const MomentLabel& each : m_labels.ofReplica(toQt(m_subject.contents->url.shown())))
        question.moments.push_back(each.place.position);
    m_question = m_engine.planRemoval(std::move(question));
}

void RemovalFlow::start()
{
    if (m_step != Step::Planned)
        return;
    m_isCancelled = false;
    m_tasks.clear();
    if (deletesHistory()) {
        m_tasks.push_back(Task::Delete);
        // The last commits were stored meanwhile.
        if (forgets())
            m_tasks.push_back(Task::PlanAgain);
    }
    if (forgets() && m_choice.kind != RemovalKind::Forget)
        m_tasks.push_back(Task::LocalState);
    if (forgets())
        m_tasks.push_back(Task::Forget);
    setStep(Step::Running);
    next();
}

void RemovalFlow::next()
{
    if (m_tasks.empty())
        return setStep(Step::Done);
    if (m_isCancelled)
        return fail({ErrorCode::Cancelled, "cancelled"});
    switch (m_tasks.back()) {
    case Task::Forget:
        if (!database() || !database()->canRemove())
            return fail({ErrorCode::Busy, fromQt(m_subject.name) + " is busy; try again"});
        return m_watched.remove(*m_subject.database);
    case Task::LocalState:
        m_job = m_engine.deleteLocalState({m_config->path, m_config->metaPath});
        return;
    case Task::PlanAgain: return ask(PlanBasis::ListAgain);
    case Task::Delete: m_job = m_engine.remove({m_subject.contents->url, m_answer}); return;
    }
}

void RemovalFlow::cancel()
{
    m_isCancelled = true;
    m_engine.cancel(m_question);
    m_engine.cancel(m_job);
}

void RemovalFlow::fail(const Error& error)
{
    m_error = error;
    setStep(Step::Failed);
}

void RemovalFlow::takePlan(JobId job, const RemovalAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    m_answer = answer;
    if (m_step == Step::Planning && *answer)
        return setStep(Step::Planned);
    if (m_step == Step::Planning) {
        m_error = answer->error();
        return setStep(Step::Impossible);
    }
    if (!*answer)
        return fail(answer->error());
    m_tasks.pop_back();
    next();
}

void RemovalFlow::takeLocalState(JobId job, const LocalStateAnswer& answer)
{
    if (job != m_question)
        return;
    m_question = {};
    if (*answer) {
        m_localState = **answer;
        return setStep(Step::Planned);
    }
    m_error = answer->error();
    setStep(Step::Impossible);
}

void RemovalFlow::takeEnd(const JobOutcome& outcome)
{
    const auto* end = std::get_if<RemovalEnd>(&outcome.end);
    if (!end || outcome.job != m_job || m_step != Step::Running)
        return;
    m_job = {};
    if (!**end)
        return fail((*end)->error());
    takeReport(***end);
    if (m_report->stopped)
        return fail(*m_report->stopped);
    m_tasks.pop_back();
    next();
}

void RemovalFlow::takeReport(const RemovalReport& report)
{
    m_report = report;
    const bool isLocal = m_tasks.back() == Task::LocalState;
    if (report.objects > 0)
        m_done << (isLocal ? tr("%Ln file(s) of the local state deleted, %1.", nullptr,
                                static_cast<int>(report.objects))
                           : tr("%Ln object(s) of the replica deleted, %1.", nullptr,
                                static_cast<int>(report.objects)))
                      .arg(HumanText::bytes(report.bytes));
    if (!report.left.empty())
        m_done << tr("%Ln object(s) still there, the first of them %1.", nullptr,
                     static_cast<int>(report.left.size()))
                      .arg(toQt(report.left.front()));
}

void RemovalFlow::setStep(Step step)
{
    m_step = step;
    emit stepChanged();
}

} // namespace walkeeper::ui
