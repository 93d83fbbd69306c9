#pragma once

#include "core/engine/engine.h"
#include "ui/moment/moment.h"
#include "ui/restore/bring_back_jobs.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <optional>

namespace walkeeper::ui {

/// What the user decides before a restore.
struct RestoreChoice {
    std::filesystem::path output;
    bool isInPlace = false; ///< over the database that is there
    IntegrityCheck check = IntegrityCheck::Quick;
    BrokenChain onBroken = BrokenChain::Refuse;
};

/// The steps of one restore: plan it, start it, follow it to its end, and undo it if it was over a
/// database. It can be tried again with another choice.
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
        BringingBack,   ///< the state of before takes its place again
        BroughtBack,    ///< replaced() is of that
        NotBroughtBack, ///< error() says why; it is as Restored left it
    };

    /// Both outlive it.
    RestoreFlow(Engine& engine, BringBackJobs& bringBacks, Moment moment,
                QObject* parent = nullptr);
    ~RestoreFlow() override; ///< cancels what runs, but for bringing back

    Step step() const { return m_step; }
    const Moment& moment() const { return m_moment; }
    const RestorePlan& plan() const { return **m_plan; }
    const JobProgress& progress() const { return m_progress; }
    const RestoreReport& report() const;
    /// Null unless the restore was in place.
    const ReplacedDatabase* replaced() const;
    const Error& error() const;
    const RestoreChoice& choice() const { return m_choice; }
    RestoreRequest requestFor(const RestoreChoice& choice) const;
    /// Whether a job runs.
    bool isBusy() const { return m_step == Step::Running || m_step == Step::BringingBack; }

    /// Asks what stands at a path; examined() comes for the path that was asked for last.
    void examine(const std::filesystem::path& path);
    void start(const RestoreChoice& choice);
    void cancel();
    /// Back to the plan, which is made anew.
    void planAgain();
    /// Undoes a restore in place.
    void bringBack();

signals:
    void stepChanged();
    void progressed();
    void examined(const walkeeper::DestinationAnswer& answer);

private:
    void setStep(Step step);
    void takePlan(JobId job, const PlanAnswer& answer);
    void takeEnd(const JobOutcome& outcome);
    void takeBack(const BringBack& what, const ReplaceEnd& end);

    Engine& m_engine;
    BringBackJobs& m_bringBacks;
    Moment m_moment;
    Step m_step = Step::Planning;
    JobId m_question;
    JobId m_destination; ///< the newest question about one
    JobId m_job;
    JobId m_back;
    PlanAnswer m_plan;
    RestoreEnd m_end;      ///< of a restore into a new file
    ReplaceEnd m_replaced; ///< of one in place
    ReplaceEnd m_returned; ///< of bringing back
    JobProgress m_progress;
    RestoreChoice m_choice;
};

} // namespace walkeeper::ui
