#include "ui/data/moment_look.h"

namespace walkeeper::ui {

namespace {

constexpr std::chrono::milliseconds chooseRest(120);

/// A newer listing of the replica does not change what a moment holds.
bool isSame(const std::optional<Moment>& one, const std::optional<Moment>& other)
{
    if (!one || !other)
        return one.has_value() == other.has_value();
    return one->contents->url == other->contents->url &&
           restoreTarget(*one) == restoreTarget(*other);
}

} // namespace

MomentLook::MomentLook(Engine& engine, QObject* parent) : QObject(parent), m_engine(engine)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(chooseRest);
    connect(&m_rest, &QTimer::timeout, this, &MomentLook::open);
    connect(&engine, &Engine::lookedInto, this, &MomentLook::take);
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        if (job != m_question || m_state != State::Opening)
            return;
        m_progress = progress.progress;
        emit progressed();
    });
}

MomentLook::~MomentLook()
{
    m_engine.cancel(m_question);
    m_engine.endLook();
}

void MomentLook::setMoment(const std::optional<Moment>& moment)
{
    const bool stays = isSame(m_moment, moment);
    const bool isOther =
        !stays && (!m_moment || !moment || m_moment->contents->url != moment->contents->url);
    m_moment = moment;
    if (stays)
        return;
    leave();
    if (isOther)
        m_engine.endLook();
    m_state = State::Nothing;
    if (m_moment && m_isWanted) {
        m_state = State::Opening;
        m_rest.start();
    }
    emit changed();
}

void MomentLook::setLimits(const MomentLimits& limits)
{
    if (limits == m_limits)
        return;
    m_limits = limits;
    if (m_state == State::Nothing || m_state == State::Cancelled)
        return;
    if (m_isWanted)
        return open();
    leave();
    m_state = State::Nothing;
    emit changed();
}

void MomentLook::setWanted(bool isWanted)
{
    m_isWanted = isWanted;
    if (!m_isWanted && m_rest.isActive()) {
        m_rest.stop();
        m_state = State::Nothing;
    }
    if (m_isWanted && m_moment && m_state == State::Nothing)
        open();
}

void MomentLook::cancel()
{
    leave();
    m_state = State::Cancelled;
    emit changed();
}

void MomentLook::retry()
{
    open();
}

void MomentLook::open()
{
    leave();
    m_state = State::Opening;
    m_question = m_engine.look(
        {m_moment->contents, restoreTarget(*m_moment), BrokenChain::Refuse, m_limits});
    emit changed();
}

void MomentLook::leave()
{
    m_rest.stop();
    m_engine.cancel(m_question);
    m_question = {};
    m_answer.reset();
    m_progress = {};
}

void MomentLook::take(JobId job, const LookAnswer& answer)
{
    if (job != m_question)
        return;
    m_answer = answer;
    m_state = *answer ? State::Open : State::Failed;
    emit changed();
}

} // namespace walkeeper::ui
