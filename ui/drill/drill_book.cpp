#include "ui/drill/drill_book.h"

#include <algorithm>

namespace walkeeper::ui {

DrillBook::DrillBook(Catalogue& catalogue, QObject* parent)
    : QObject(parent),
      m_catalogue(catalogue)
{
    connect(&catalogue, &Catalogue::remembered, this,
            [this](const RememberedValues& values) { take(*values); });
}

const DrillSetting* DrillBook::find(const QString& replica) const
{
    const auto found = m_settings.find(replica);
    return found == m_settings.end() ? nullptr : &found->second;
}

std::vector<DrillSetting> DrillBook::settings() const
{
    std::vector<DrillSetting> all;
    for (const auto& [replica, setting] : m_settings)
        all.push_back(setting);
    return all;
}

void DrillBook::set(const DrillSetting& setting)
{
    m_settings[setting.replica] = setting;
    m_catalogue.keepDrillSetting(setting);
    emit settingsChanged(setting.replica);
}

std::vector<DrillResult> DrillBook::history(const QString& replica) const
{
    const auto found = m_history.find(replica);
    return found == m_history.end()
               ? std::vector<DrillResult>()
               : std::vector<DrillResult>(found->second.rbegin(), found->second.rend());
}

const DrillResult* DrillBook::last(const QString& replica) const
{
    const auto found = m_history.find(replica);
    return found == m_history.end() ? nullptr : &found->second.back();
}

std::optional<Timestamp> DrillBook::lastPassed(const QString& replica) const
{
    for (const DrillResult& each : history(replica)) {
        if (each.outcome == DrillOutcome::Passed)
            return each.when;
    }
    return std::nullopt;
}

int DrillBook::inconclusiveInARow(const QString& replica) const
{
    const std::vector<DrillResult> all = history(replica);
    const auto other = std::ranges::find_if(
        all, [](const DrillResult& each) { return each.outcome != DrillOutcome::Inconclusive; });
    return static_cast<int>(other - all.begin());
}

void DrillBook::add(const DrillResult& result)
{
    m_history[result.replica].push_back(result);
    m_catalogue.keepDrill(result);
    emit historyChanged(result.replica);
}

void DrillBook::take(const Remembered& values)
{
    for (const DrillSetting& each : values.drillSettings) {
        if (m_settings.try_emplace(each.replica, each).second)
            emit settingsChanged(each.replica);
    }
    for (const DrillResult& each : values.drills) {
        std::vector<DrillResult>& history = m_history[each.replica];
        history.insert(history.begin(), each);
    }
    for (const auto& [replica, history] : m_history)
        emit historyChanged(replica);
}

} // namespace walkeeper::ui
