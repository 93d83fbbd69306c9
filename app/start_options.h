#pragma once

#include "core/base/time.h"
#include "ui/theme/colours.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace walkeeper::app {

/// What the command line asks the window for.
struct StartOptions {
    QStringList addresses; ///< paths or URLs of replicas to open
    QString screenshot;    ///< file for a picture; then the program quits
    std::optional<Timestamp> at;
    std::optional<ui::Appearance> appearance;
    QString configuration; ///< file with the databases; empty: the usual one
    QString demo;          ///< folder of the live demo; empty: none
    QString demoWriter;    ///< database that this process writes as the demo's application

    bool wantsScreenshot() const { return !screenshot.isEmpty(); }
};

/// What to do instead of showing the window.
struct StartAnswer {
    QString text;
    int exitCode = 0;
};

/// Either of the two. Needs a QCoreApplication for its name only.
struct ParsedStart {
    StartOptions options;
    std::optional<StartAnswer> answer;
};

ParsedStart parseStart(const QStringList& arguments);

} // namespace walkeeper::app
