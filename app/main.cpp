#include "app/application.h"
#include "app/demo/demo_writer.h"
#include "app/large_blocks.h"
#include "app/start_options.h"
#include "core/base/version.h"
#include "ui/text/conversion.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <cstdio>
#include <optional>

namespace {

using namespace Qt::StringLiterals;

void nameApplication()
{
    QCoreApplication::setApplicationName(u"walkeeper"_s);
    QCoreApplication::setApplicationVersion(QString::fromLatin1(walkeeper::version));
    QCoreApplication::setOrganizationName(u"walkeeper"_s);
    QGuiApplication::setDesktopFileName(u"walkeeper"_s);
}

/// Loads the words of a language; English has its plurals there too.
void loadTranslations(QTranslator& ours, QTranslator& qts)
{
    const QString folder = u":/i18n"_s;
    if (!ours.load(QLocale(), u"walkeeper"_s, u"_"_s, folder))
        (void)ours.load(u"walkeeper_en"_s, folder);
    QCoreApplication::installTranslator(&ours);
    if (qts.load(QLocale(), u"qtbase"_s, u"_"_s,
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qts);
}

/// Answers --help, --version and wrong options without a display.
std::optional<walkeeper::app::StartOptions> optionsOf(int argc, char** argv, int& exitCode)
{
    const QCoreApplication application(argc, argv);
    const walkeeper::app::ParsedStart parsed =
        walkeeper::app::parseStart(QCoreApplication::arguments());
    if (!parsed.answer)
        return parsed.options;
    exitCode = parsed.answer->exitCode;
    std::fputs(qPrintable(parsed.answer->text), exitCode == 0 ? stdout : stderr);
    return std::nullopt;
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char** argv)
{
    walkeeper::app::giveBackLargeBlocks();
    nameApplication();
    int exitCode = 0;
    const auto options = optionsOf(argc, argv, exitCode);
    if (!options)
        return exitCode;
    if (!options->demoWriter.isEmpty()) {
        const auto written =
            walkeeper::app::runDemoWriter(walkeeper::ui::pathFromQt(options->demoWriter));
        if (!written)
            std::fprintf(stderr, "walkeeper: %s\n", written.error().message.c_str());
        return written ? 0 : 1;
    }
    if (!hasDisplay()) {
        if (!options->wantsScreenshot()) {
            std::fputs("walkeeper: there is no display; walkeeper-cli needs none\n", stderr);
            return 1;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    // The C locale groups no digits; long numbers could not be read.
    if (QLocale().language() == QLocale::C)
        QLocale::setDefault(QLocale(QLocale::English, QLocale::World));
    QApplication application(argc, argv);
    QTranslator ours;
    QTranslator qts;
    loadTranslations(ours, qts);
    return walkeeper::app::Application(application, *options).run();
}
