#pragma once

#include "core/engine/engine.h"
#include "ui/moment/moment.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace walkeeper::ui {

/// Opens the chosen moment to be looked into, while somebody looks; the next one when another is
/// chosen and rests.
class MomentLook final : public QObject
{
    Q_OBJECT

public:
    /// engine  outlives it
    explicit MomentLook(Engine& engine, QObject* parent = nullptr);
    ~MomentLook() override;

    enum class State { Nothing, Opening, Open, Failed, Cancelled };
    State state() const { return m_state; }
    /// By which the engine knows the moment that is open.
    JobId id() const { return m_question; }
    const std::optional<Moment>& moment() const { return m_moment; }
    /// While it is Open.
    const MomentView& view() const { return **m_answer; }
    /// While it has Failed.
    const Error& error() const { return m_answer->error(); }
    const Progress& progress() const { return m_progress; }

    void setMoment(const std::optional<Moment>& moment);
    /// What was open is opened again, within these.
    void setLimits(const MomentLimits& limits);
    /// Whether somebody looks. What was open stays so.
    void setWanted(bool isWanted);
    void cancel();
    /// Once more, after it has failed or was cancelled.
    void retry();

signals:
    void changed();
    void progressed();

private:
    void open();
    void leave();
    void take(JobId job, const LookAnswer& answer);

    Engine& m_engine;
    QTimer m_rest;
    std::optional<Moment> m_moment;
    MomentLimits m_limits;
    bool m_isWanted = false;
    State m_state = State::Nothing;
    JobId m_question;
    LookAnswer m_answer;
    Progress m_progress;
};

} // namespace walkeeper::ui
