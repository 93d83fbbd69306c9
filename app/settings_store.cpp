#include "app/settings_store.h"

#include "ui/text/conversion.h"

#include <QUrl>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString panesKey = u"window/panes"_s;
const QString pageKey = u"window/page"_s;
const QString replicaKey = u"window/replica"_s;
const QString positionKey = u"window/position"_s;
const QString columnsKey = u"columns/%1"_s;
const QString lookMemoryKey = u"look/memory"_s;
const QString lookDiskKey = u"look/disk"_s;
const QString lookFolderKey = u"look/folder"_s;
const QString speedKey = u"restore/speed/%1"_s;
const QString formerReplicasKey = u"replicas/recent"_s;
const QString destinationKey = u"restore/folder"_s;
const QString appearanceKey = u"window/appearance"_s;
const QString utcKey = u"window/utc"_s;

/// Slashes would divide the key.
QString keyPart(const QString& name)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(name));
}

} // namespace

ui::WindowState SettingsStore::windowState() const
{
    ui::ShownPlace shown{m_settings.value(replicaKey).toString(), {}};
    if (const auto position = Position::parse(ui::fromQt(m_settings.value(positionKey).toString())))
        shown.position = *position;
    return {m_settings.value(geometryKey).toByteArray(), m_settings.value(panesKey).toByteArray(),
            m_settings.value(pageKey).toByteArray(), shown};
}

void SettingsStore::keepWindowState(const ui::WindowState& state)
{
    m_settings.setValue(geometryKey, state.geometry);
    m_settings.setValue(panesKey, state.panes);
    m_settings.setValue(pageKey, state.page);
    m_settings.setValue(replicaKey, state.shown.replica);
    m_settings.setValue(positionKey,
                        state.shown.position ? ui::toQt(state.shown.position->text()) : QString());
}

QByteArray SettingsStore::columns(const QString& table) const
{
    return m_settings.value(columnsKey.arg(table)).toByteArray();
}

void SettingsStore::keepColumns(const QString& table, const QByteArray& columns)
{
    m_settings.setValue(columnsKey.arg(table), columns);
}

MomentLimits SettingsStore::momentLimits() const
{
    MomentLimits limits;
    limits.memory =
        m_settings.value(lookMemoryKey, QVariant::fromValue(limits.memory)).toULongLong();
    limits.disk = m_settings.value(lookDiskKey, QVariant::fromValue(limits.disk)).toULongLong();
    limits.folder = ui::pathFromQt(m_settings.value(lookFolderKey).toString());
    return limits;
}

void SettingsStore::keepMomentLimits(const MomentLimits& limits)
{
    m_settings.setValue(lookMemoryKey, QVariant::fromValue(limits.memory));
    m_settings.setValue(lookDiskKey, QVariant::fromValue(limits.disk));
    m_settings.setValue(lookFolderKey, ui::pathToQt(limits.folder));
}

std::optional<double> SettingsStore::restoreSpeed(const QString& store) const
{
    const double speed = m_settings.value(speedKey.arg(keyPart(store))).toDouble();
    return speed > 0 ? std::optional(speed) : std::nullopt;
}

void SettingsStore::keepRestoreSpeed(const QString& store, double bytesPerSecond)
{
    m_settings.setValue(speedKey.arg(keyPart(store)), bytesPerSecond);
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
