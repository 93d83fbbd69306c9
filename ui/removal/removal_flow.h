#pragma once

#include "core/engine/engine.h"
#include "ui/labels/labels.h"
#include "ui/replication/watched_databases.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace walkeeper::ui {

enum class RemovalKind : std::uint8_t {
    Forget,     ///< the database's entry; all files stay
    LocalState, ///< and the folder beside it
    Replica,    ///< a whole replica; with its database, that is forgotten too
    Generation,
    Snapshot,
};

struct RemovalChoice {
    RemovalKind kind = RemovalKind::Forget;
    GenerationId generation;
    WalIndex index = 0; ///< of a snapshot

    bool operator==(const RemovalChoice&) const = default;
};

/// What there is to be removed.
struct RemovalSubject {
    QString name;
    std::optional<WatchId> database; ///< that can be forgotten
    /// A replica that can be deleted from; may be null.
    std::shared_ptr<const ReplicaContents> contents;
};

/// The steps of one removal: look at what would go, carry it out, say what came of it.
class RemovalFlow final : public QObject
{
    Q_OBJECT

public:
    enum class Step {
        Planning,   ///< what would go is asked for
        Planned,    ///< outlook() or localState() is there, as the choice needs it
        Impossible, ///< error() says why it cannot go
        Running,
        Done,   ///< also if something is left: report() says so
        Failed, ///< error() says why; done() what had been done by then
    };

    /// All of them outlive it.
    RemovalFlow(Engine& engine, WatchedDatabases& watched, const Labels& labels,
                RemovalSubject subject, QObject* parent = nullptr);
    ~RemovalFlow() override; ///< cancels what runs

    Step step() const { return m_step; }
    const RemovalSubject& subject() const { return m_subject; }
    /// Null if the subject has none (any more).
    const WatchedDatabase* database() const;
    const RemovalChoice& choice() const { return m_choice; }
    /// Whether the choice takes the database out of the list.
    bool forgets() const;
    /// Whether the choice deletes stored history, so that a name has to be typed.
    bool deletesHistory() const { return m_choice.kind >= RemovalKind::Replica; }

    /// Of a choice that deletes history; null before it is known.
    const RemovalOutlook* outlook() const;
    std::vector<MomentLabel> lostLabels() const;
    const std::optional<LocalState>& localState() const { return m_localState; }
    const JobProgress& progress() const { return m_progress; }
    const Error& error() const { return *m_error; }
    /// Of what was deleted from the replica, else of the local state.
    const std::optional<RemovalReport>& report() const { return m_report; }
    const QStringList& done() const { return m_done; } ///< sentences

    void choose(const RemovalChoice& choice);
    void start();
    /// Ends what is being deleted; what is gone is gone.
    void cancel();

signals:
    void stepChanged();
    void progressed();

private:
    /// What is still to be done, in this order.
    enum class Task { Forget, LocalState, PlanAgain, Delete };

    void setStep(Step step);
    RemovalTarget target() const;
    void ask(PlanBasis basis);
    void next();
    void fail(const Error& error);
    void takePlan(JobId job, const RemovalAnswer& answer);
    void takeLocalState(JobId job, const LocalStateAnswer& answer);
    void takeEnd(const JobOutcome& outcome);
    void takeReport(const RemovalReport& report);

    Engine& m_engine;
    WatchedDatabases& m_watched;
    const Labels& m_labels;
    const RemovalSubject m_subject;
    std::optional<DatabaseConfig> m_config;
    Step m_step = Step::Planned;
    RemovalChoice m_choice;
    std::vector<Task> m_tasks; ///< the next one last
    JobId m_question;
    JobId m_job;
    RemovalAnswer m_answer;
    std::optional<LocalState> m_localState;
    std::optional<Error> m_error;
    std::optional<RemovalReport> m_report;
    JobProgress m_progress;
    QStringList m_done;
    bool m_isCancelled = false;
};

} // namespace walkeeper::ui
