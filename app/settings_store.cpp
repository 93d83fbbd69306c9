#include "app/settings_store.h"

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString panesKey = u"window/panes"_s;
const QString pageKey = u"window/page"_s;
const QString formerReplicasKey = u"replicas/recent"_s;
const QString destinationKey = u"restore/folder"_s;
const QString appearanceKey = u"window/appearance"_s;
const QString utcKey = u"window/utc"_s;

} // namespace

ui::WindowState SettingsStore::windowState() const
{
    return {m_settings.value(geometryKey).toByteArray(), m_settings.value(panesKey).toByteArray(),
            m_settings.value(pageKey).toByteArray()};
}

void SettingsStore::keepWindowState(const ui::WindowState& state)
{
    m_settings.setValue(geometryKey, state.geometry);
    m_settings.setValue(panesKey, state.panes);
    m_settings.setValue(pageKey, state.page);
}

QString SettingsStore::destinationFolder() const
{
    return m_settings.value(destinationKey).toString();
}

void SettingsStore::keepDestinationFolder(const QString& folder)
{
    m_settings.setValue(destinationKey, folder);
}

ui::Appearance SettingsStore::appearance() const
{
    const QString name = m_settings.value(appearanceKey).toString();
    if (name == "light"_L1)
        return ui::Appearance::Light;
    return name == "dark"_L1 ? ui::Appearance::Dark : ui::Appearance::System;
}

void SettingsStore::keepAppearance(ui::Appearance appearance)
{
    switch (appearance) {
    case ui::Appearance::System: m_settings.setValue(appearanceKey, u"system"_s); break;
    case ui::Appearance::Light: m_settings.setValue(appearanceKey, u"light"_s); break;
    case ui::Appearance::Dark: m_settings.setValue(appearanceKey, u"dark"_s); break;
    }
}

bool SettingsStore::showsUtc() const
{
    return m_settings.value(utcKey).toBool();
}

void SettingsStore::keepShowsUtc(bool isUtc)
{
    m_settings.setValue(utcKey, isUtc);
}

QStringList SettingsStore::formerReplicas() const
{
    return m_settings.value(formerReplicasKey).toStringList();
}

void SettingsStore::forgetFormerReplicas()
{
    m_settings.remove(formerReplicasKey);
}

} // namespace walkeeper::app
