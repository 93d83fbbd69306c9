#pragma once

#include "ui/app_services.h"

#include <QSettings>

namespace walkeeper::app {

/// The window's settings, kept by the system's usual means. The only user of QSettings.
class SettingsStore final : public ui::AppServices
{
public:
    ui::WindowState windowState() const override;
    void keepWindowState(const ui::WindowState& state) override;
    QStringList recentReplicas() const override;
    void keepRecentReplicas(const QStringList& addresses) override;
    QString destinationFolder() const override;
    void keepDestinationFolder(const QString& folder) override;
    ui::Appearance appearance() const override;
    void keepAppearance(ui::Appearance appearance) override;
    bool showsUtc() const override;
    void keepShowsUtc(bool isUtc) override;

private:
    QSettings m_settings;
};

} // namespace walkeeper::app
