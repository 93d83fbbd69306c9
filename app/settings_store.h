#pragma once

#include "ui/app_services.h"

#include <QSettings>
#include <QStringList>

namespace walkeeper::app {

/// The window's settings, kept by the system's usual means, beside the catalogue. The only user of
/// QSettings.
class SettingsStore final : public ui::AppServices
{
public:
    /// catalogue  outlives it
    explicit SettingsStore(ui::Catalogue& catalogue) : m_catalogue(catalogue) {}

    ui::WindowState windowState() const override;
    void keepWindowState(const ui::WindowState& state) override;
    QByteArray columns(const QString& table) const override;
    void keepColumns(const QString& table, const QByteArray& columns) override;
    MomentLimits momentLimits() const override;
    void keepMomentLimits(const MomentLimits& limits) override;
    std::optional<double> restoreSpeed(const QString& store) const override;
    void keepRestoreSpeed(const QString& store, double bytesPerSecond) override;
    QString destinationFolder() const override;
    void keepDestinationFolder(const QString& folder) override;
    ui::Appearance appearance() const override;
    void keepAppearance(ui::Appearance appearance) override;
    bool showsUtc() const override;
    void keepShowsUtc(bool isUtc) override;
    ui::Catalogue& catalogue() override { return m_catalogue; }

    /// Addresses that a version without a catalogue kept, newest first.
    QStringList formerReplicas() const;
    void forgetFormerReplicas();

private:
    ui::Catalogue& m_catalogue;
    QSettings m_settings;
};

} // namespace walkeeper::app
