#include "app/start_options.h"

#include "core/base/version.h"
#include "ui/text/conversion.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("walkeeper::app::StartOptions", source);
}

StartAnswer wrongUsage(const QString& reason)
{
    constexpr int wrongUsageCode = 2;
    return {text("walkeeper: %1").arg(reason) + u'\n', wrongUsageCode};
}

std::optional<ui::Appearance> appearanceOf(const QString& name)
{
    if (name == "system"_L1)
        return ui::Appearance::System;
    if (name == "light"_L1)
        return ui::Appearance::Light;
    if (name == "dark"_L1)
        return ui::Appearance::Dark;
    return std::nullopt;
}

} // namespace

ParsedStart parseStart(const QStringList& arguments)
{
    QCommandLineParser parser;
    // The reference's flags have one dash.
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.setApplicationDescription(
        text("Looks at SQLite replicas and takes you back to any moment of them."));
    parser.addPositionalArgument(u"replica"_s, text("Paths or URLs of replicas to open."),
                                 u"[replica...]"_s);
    const QCommandLineOption screenshot(
        u"screenshot"_s, text("Open the replica, save a picture of the window in <file>, quit."),
        u"file"_s);
    const QCommandLineOption at(
        u"at"_s, text("Choose the newest state stored by <time>, such as 2026-01-31T12:00:00Z."),
        u"time"_s);
    const QCommandLineOption appearance(u"appearance"_s, text("system, light or dark."), u"name"_s);
    const QCommandLineOption configuration(
        u"config"_s, text("Replicate the databases of this configuration."), u"path"_s);
    const QCommandLineOption demo(
        u"demo"_s, text("Replicate a database that keeps changing, made in <folder>."),
        u"folder"_s);
    QCommandLineOption demoWriter(u"demo-writer"_s, {}, u"database"_s);
    demoWriter.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({screenshot, at, appearance, configuration, demo, demoWriter});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();

    ParsedStart parsed;
    if (!parser.parse(arguments)) {
        parsed.answer = wrongUsage(parser.errorText());
        return parsed;
    }
    if (parser.isSet(help)) {
        parsed.answer = StartAnswer{parser.helpText(), 0};
        return parsed;
    }
    if (parser.isSet(version)) {
        parsed.answer =
            StartAnswer{u"walkeeper %1\n"_s.arg(QString::fromLatin1(walkeeper::version)), 0};
        return parsed;
    }
    StartOptions& options = parsed.options;
    options.addresses = parser.positionalArguments();
    options.screenshot = parser.value(screenshot);
    options.configuration = parser.value(configuration);
    options.demo = parser.value(demo);
    options.demoWriter = parser.value(demoWriter);
    if (parser.isSet(at)) {
        const Result<Timestamp> time = parseTimestamp(ui::fromQt(parser.value(at)));
        if (time)
            options.at = *time;
        else
            parsed.answer = wrongUsage(ui::toQt(time.error().message));
    }
    if (parser.isSet(appearance)) {
        options.appearance = appearanceOf(parser.value(appearance));
        if (!options.appearance)
            parsed.answer = wrongUsage(text("--appearance takes system, light or dark"));
    }
    return parsed;
}

} // namespace walkeeper::app
