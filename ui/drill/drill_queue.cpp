#include "ui/drill/drill_queue.h"

#include "core/operations/drill_schedule.h"
#include "ui/drill/drill_text.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr std::chrono::minutes betweenLooks(1);

DrillPlan planOf(const DrillSetting& setting, const DrillBook& book)
{
    DrillPlan plan{fromQt(setting.replica), setting.interval, setting.since, {}};
    if (const DrillResult* last = book.last(setting.replica))
        plan.last = {last->when, last->outcome, book.inconclusiveInARow(setting.replica)};
    return plan;
}

} // namespace

DrillQueue::DrillQueue(Engine& engine, DrillBook& book, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_engine(engine),
      m_book(book),
      m_clock(clock)
{
    connect(&engine, &Engine::jobProgressed, this, [this](JobId job, const JobProgress& progress) {
        if (m_drills.empty() || m_drills.front().job != job)
            return;
        m_drills.front().progress = progress;
        emit changed();
    });
    connect(&engine, &Engine::jobFinished, this, &DrillQueue::take);
    connect(&book, &DrillBook::settingsChanged, this,
            [this] { m_look.start(std::chrono::seconds(5)); });
    // A timer that stands still while the computer sleeps would be late by as much.
    connect(&m_look, &QTimer::timeout, this, &DrillQueue::startDue);
}

const DrillQueue::Drill* DrillQueue::find(const QString& replica) const
{
    const auto found = std::ranges::find(m_drills, replica, &Drill::replica);
    return found == m_drills.end() ? nullptr : &*found;
}

void DrillQueue::start(const StoreUrl& url, const QString& name)
{
    const QString replica = toQt(url.shown());
    if (find(replica))
        return;
    m_drills.push_back({url, replica, name, {}, {}});
    startNext();
}

void DrillQueue::cancel(const QString& replica)
{
    const auto found = std::ranges::find(m_drills, replica, &Drill::replica);
    if (found == m_drills.end())
        return;
    if (found == m_drills.begin())
        return m_engine.cancel(found->job);
    m_drills.erase(found);
    emit changed();
}

std::optional<Timestamp> DrillQueue::next(const QString& replica) const
{
    const DrillSetting* setting = m_book.find(replica);
    return setting ? nextDrill(planOf(*setting, m_book), m_clock.now()) : std::nullopt;
}

void DrillQueue::startDue()
{
    m_look.start(betweenLooks);
    if (!m_drills.empty())
        return;
    const std::vector<DrillSetting> settings = m_book.settings();
    std::vector<DrillPlan> plans;
    for (const DrillSetting& each : settings)
        plans.push_back(planOf(each, m_book));
    const auto due = dueDrill(plans, m_clock.now());
    if (!due)
        return;
    const DrillSetting& setting = settings[*due];
    const Result<StoreUrl> url = parseStoreUrl(fromQt(setting.address));
    if (url)
        return start(*url, setting.name);
    // Entered, so that it does not keep the others from their turn.
    m_book.add({setting.replica,
                m_clock.now(),
                DrillOutcome::Inconclusive,
                ErrorText::sentence(url.error()),
                {},
                {}});
}

void DrillQueue::startNext()
{
    if (!m_drills.empty() && !m_drills.front().job.isValid()) {
        Drill& drill = m_drills.front();
        DrillRequest request;
        request.source = drill.url;
        if (const DrillSetting* setting = m_book.find(drill.replica))
            request.assertions = setting->assertions;
        drill.job = m_engine.drill(std::move(request));
    }
    emit changed();
}

void DrillQueue::take(const JobOutcome& outcome)
{
    if (m_drills.empty() || outcome.job != m_drills.front().job)
        return;
    const Drill drill = m_drills.front();
    m_drills.pop_front();
    if (const Result<DrillReport>& end = **std::get_if<DrillEnd>(&outcome.end); end) {
        const DrillResult result = DrillText::resultOf(*end, drill.replica, m_clock.now());
        m_book.add(result);
        emit ended(drill.name, result, *end);
    }
    startNext();
}

} // namespace walkeeper::ui
