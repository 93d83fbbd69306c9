#pragma once

#include "core/engine/engine.h"
#include "ui/moment/moment.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <optional>

namespace walkeeper::ui {

/// What the user decides before a restore.
struct RestoreChoice {
    std::filesystem::path output;
    IntegrityCheck check = IntegrityCheck::Quick;
    BrokenChain onBroken = BrokenChain::Refuse;
};

/// The steps of one restore: plan it, start it, follow it to its end. It can be tried again with
/// another choice.
class RestoreFlow final : public QObject
{
    Q_OBJECT

public:
    enum class Step {
        Planning,   ///< the plan was asked for
        Planned,    ///< plan() is there, perhaps with an obstacle
        Impossible, ///< error() says why there is no plan
        Running,    ///< progress() is there now and then
        Restored,   ///< report() is there
        Failed,     ///< error() says why
        Cancelled,
    };

    RestoreFlow(Engine& engine, Moment moment, QObject* parent = nullptr);
    ~RestoreFlow() override; ///< cancels what runs

    Step step() const { return m_step; }
    const Moment& moment() const { return m_moment; }
    const RestorePlan& plan() const { return **m_plan; }
    const JobProgress& progress() const { return m_progress; }
    const RestoreReport& report() const { return **m_end; }
    const Error& error() const;
    const RestoreChoice& choice() const { return m_choice; }

    void start(const RestoreChoice& choice);
    void cancel();
    /// Back to the plan, which is made anew.
    void planAgain();

signals:
    void stepChanged();
    void progressed();

private:
    void setStep(Step step);
    void takePlan(JobId job, const PlanAnswer& answer);
    void takeEnd(const JobOutcome& outcome);

    Engine& m_engine;
    Moment m_moment;
    Step m_step = Step::Planning;
    JobId m_question;
    JobId m_job;
    PlanAnswer m_plan;
    RestoreEnd m_end;
    JobProgress m_progress;
    RestoreChoice m_choice;
};

} // namespace walkeeper::ui
