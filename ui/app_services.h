#pragma once

#include "ui/catalogue.h"
#include "ui/theme/colours.h"

#include <QByteArray>
#include <QString>

namespace walkeeper::ui {

/// How the window looked when it was closed.
struct WindowState {
    QByteArray geometry;
    QByteArray panes;
    QByteArray page; ///< how a replica's page was divided

    bool operator==(const WindowState&) const = default;
};

/// What the window needs from the program around it. GUI thread.
class AppServices
{
public:
    virtual ~AppServices() = default;

    virtual WindowState windowState() const = 0;
    virtual void keepWindowState(const WindowState& state) = 0;

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
