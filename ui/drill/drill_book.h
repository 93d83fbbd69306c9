#pragma once

#include "core/storage/store_url.h"
#include "ui/catalogue.h"

#include <QObject>

#include <map>
#include <vector>

namespace walkeeper::ui {

/// How each replica is drilled, and how its drills went; kept in the catalogue.
class DrillBook final : public QObject
{
    Q_OBJECT

public:
    /// catalogue  outlives it
    explicit DrillBook(Catalogue& catalogue, QObject* parent = nullptr);

    /// Null if nothing was set.
    const DrillSetting* find(const QString& replica) const;
    std::vector<DrillSetting> settings() const;
    void set(const DrillSetting& setting);

    /// Newest first.
    std::vector<DrillResult> history(const QString& replica) const;
    /// Null if it was never drilled.
    const DrillResult* last(const QString& replica) const;
    /// When a drill passed last.
    std::optional<Timestamp> lastPassed(const QString& replica) const;
    int inconclusiveInARow(const QString& replica) const;
    void add(const DrillResult& result);

signals:
    void settingsChanged(const QString& replica);
    void historyChanged(const QString& replica);

private:
    void take(const Remembered& values);

    Catalogue& m_catalogue;
    std::map<QString, DrillSetting> m_settings;
    std::map<QString, std::vector<DrillResult>> m_history; ///< oldest first
};

} // namespace walkeeper::ui
