#pragma once

#include "core/timetravel/moment_limits.h"
#include "ui/catalogue.h"
#include "ui/theme/colours.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace walkeeper::ui {

/// What the window showed.
struct ShownPlace {
    QString replica;                  ///< its URL; empty: none
    std::optional<Position> position; ///< of the moment, as in MomentPlace; not set: the newest

    bool operator==(const ShownPlace&) const = default;
};

/// How the window looked when it was closed.
struct WindowState {
    QByteArray geometry;
    QByteArray panes;
    QByteArray page; ///< how a replica's page was divided
    ShownPlace shown;

    bool operator==(const WindowState&) const = default;
};

/// What the window needs from the program around it. GUI thread.
class AppServices
{
public:
    virtual ~AppServices() = default;

    virtual WindowState windowState() const = 0;
    virtual void keepWindowState(const WindowState& state) = 0;

    /// How somebody left the columns of one of the tables; empty at first.
    virtual QByteArray columns(const QString& table) const = 0;
    virtual void keepColumns(const QString& table, const QByteArray& columns) = 0;

    /// How much looking into moments may use.
    virtual MomentLimits momentLimits() const = 0;
    virtual void keepMomentLimits(const MomentLimits& limits) = 0;

    /// Stored bytes a second of the last restore from a store; not set before there was one.
    /// store  the part of its URL that names the service
    virtual std::optional<double> restoreSpeed(const QString& store) const = 0;
    virtual void keepRestoreSpeed(const QString& store, double bytesPerSecond) = 0;

    /// Where the last restored database went; empty at first.
    virtual QString destinationFolder() const = 0;
    virtual void keepDestinationFolder(const QString& folder) = 0;

    virtual Appearance appearance() const = 0;
    virtual void keepAppearance(Appearance appearance) = 0;

    /// Times are shown in UTC rather than in local time.
    virtual bool showsUtc() const = 0;
    virtual void keepShowsUtc(bool isUtc) = 0;

    /// Outlives whoever asks for it.
    virtual Catalogue& catalogue() = 0;
};

} // namespace walkeeper::ui
