#pragma once

#include "core/engine/engine.h"
#include "ui/drill/drill_book.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <optional>

namespace walkeeper::ui {

/// Runs drills, one at a time: those that somebody asks for, then those that are due. What was
/// found out is entered into the book.
class DrillQueue final : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    DrillQueue(Engine& engine, DrillBook& book, const Clock& clock, QObject* parent = nullptr);

    /// One that runs, or waits for its turn.
    struct Drill {
        StoreUrl url;
        QString replica; ///< its URL, as in the book
        QString name;
        JobId job; ///< not valid while it waits
        JobProgress progress;
    };
    /// The first one runs.
    const std::deque<Drill>& all() const { return m_drills; }
    /// Null if it neither runs nor waits.
    const Drill* find(const QString& replica) const;

    /// Not again while one of it runs or waits. It asks what is set for the replica.
    void start(const StoreUrl& url, const QString& name);
    void cancel(const QString& replica);
    /// When it is drilled by itself next; may have passed. Nothing if it never is.
    std::optional<Timestamp> next(const QString& replica) const;

signals:
    /// Others run or wait, or one has come further.
    void changed();
    /// It was not cancelled.
    void ended(const QString& name, const walkeeper::ui::DrillResult& result,
               const walkeeper::DrillReport& report);

private:
    void startDue();
    void startNext();
    void take(const JobOutcome& outcome);

    Engine& m_engine;
    DrillBook& m_book;
    const Clock& m_clock;
    std::deque<Drill> m_drills;
    QTimer m_look; ///< for what is due
};

} // namespace walkeeper::ui
