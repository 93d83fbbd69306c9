#pragma once

#include "ui/catalogue.h"

#include <QObject>

#include <deque>

namespace walkeeper::ui {

/// What happened, in this run and before it; kept in the catalogue.
class ActivityLog final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    ActivityLog(Catalogue& catalogue, const Clock& clock, QObject* parent = nullptr);

    /// Oldest first. The oldest ones go beyond `mostShown`.
    const std::deque<Activity>& all() const { return m_activities; }
    static constexpr std::size_t mostShown = 10'000;

    /// Gives it its key and its time. A failure waits to be seen.
    void add(Activity activity);

    std::size_t unseenCount() const { return m_unseen; }
    /// The newest failure that nobody has seen; null if there is none.
    const Activity* newestUnseen() const;
    void markAllSeen();

signals:
    /// One came at the end. Those at the front that had to go for it went before.
    void added();
    void aboutToDrop(int count); ///< from the front
    void dropped();
    void seenChanged();
    /// All of them are others now.
    void reset();

private:
    void take(const Remembered& values);
    void drop(std::size_t count);
    void sayTrouble(const CatalogueTrouble& trouble);

    Catalogue& m_catalogue;
    const Clock& m_clock;
    std::deque<Activity> m_activities;
    std::size_t m_unseen = 0;
};

} // namespace walkeeper::ui
