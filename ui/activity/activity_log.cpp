#include "ui/activity/activity_log.h"

#include <QRandomGenerator>

#include <algorithm>

namespace walkeeper::ui {

namespace {

std::size_t countUnseen(const std::deque<Activity>& activities)
{
    return static_cast<std::size_t>(std::count_if(
        activities.begin(), activities.end(), [](const Activity& each) { return !each.isSeen; }));
}

} // namespace

ActivityLog::ActivityLog(Catalogue& catalogue, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue),
      m_clock(clock)
{
    connect(&catalogue, &Catalogue::remembered, this,
            [this](const RememberedValues& values) { take(*values); });
    connect(&catalogue, &Catalogue::troubled, this, &ActivityLog::sayTrouble);
}

void ActivityLog::add(Activity activity)
{
    if (m_activities.size() >= mostShown)
        drop(m_activities.size() - mostShown + 1);
    activity.key = static_cast<std::int64_t>(QRandomGenerator::global()->generate64());
    activity.time = m_clock.now();
    activity.isSeen = activity.severity != ActivitySeverity::Failure;
    m_catalogue.keepActivity(activity);
    const bool isUnseen = !activity.isSeen;
    m_activities.push_back(std::move(activity));
    if (isUnseen)
        ++m_unseen;
    emit added();
    if (isUnseen)
        emit seenChanged();
}

const Activity* ActivityLog::newestUnseen() const
{
    if (m_unseen == 0)
        return nullptr;
    const auto found = std::find_if(m_activities.rbegin(), m_activities.rend(),
                                    [](const Activity& each) { return !each.isSeen; });
    return found == m_activities.rend() ? nullptr : &*found;
}

void ActivityLog::markAllSeen()
{
    if (m_unseen == 0)
        return;
    std::vector<std::int64_t> keys;
    for (Activity& each : m_activities) {
        if (!each.isSeen)
            keys.push_back(each.key);
        each.isSeen = true;
    }
    m_unseen = 0;
    m_catalogue.markSeen(keys);
    emit seenChanged();
}

void ActivityLog::take(const Remembered& values)
{
    m_activities.insert(m_activities.begin(), values.activity.begin(), values.activity.end());
    if (m_activities.size() > mostShown)
        m_activities.erase(m_activities.begin(),
                           m_activities.end() - static_cast<std::ptrdiff_t>(mostShown));
    m_unseen = countUnseen(m_activities);
    emit reset();
    emit seenChanged();
}

void ActivityLog::drop(std::size_t count)
{
    emit aboutToDrop(static_cast<int>(count));
    m_activities.erase(m_activities.begin(),
                       m_activities.begin() + static_cast<std::ptrdiff_t>(count));
    m_unseen = countUnseen(m_activities);
    emit dropped();
}

void ActivityLog::sayTrouble(const CatalogueTrouble& trouble)
{
    Activity activity;
    activity.source = tr("Walkeeper");
    switch (trouble.kind) {
    case CatalogueTrouble::Kind::NotKept:
        activity.severity = ActivitySeverity::Failure;
        activity.text = tr("Labels, results of checks and activity are not kept: %1 cannot be "
                           "written (%2).")
                            .arg(trouble.file, trouble.reason);
        break;
    case CatalogueTrouble::Kind::Newer:
        activity.severity = ActivitySeverity::Warning;
        activity.text = tr("A newer version of the program made %1. It is read and left as it is; "
                           "nothing new is kept in it.")
                            .arg(trouble.file);
        break;
    case CatalogueTrouble::Kind::SetAside:
        activity.severity = ActivitySeverity::Failure;
        activity.text = tr("The program's own catalogue was damaged. What could be read of it was "
                           "kept; the damaged file is %1 now.")
                            .arg(trouble.file);
        break;
    }
    add(std::move(activity));
}

} // namespace walkeeper::ui
