#include "app/configuration.h"

#include "ui/text/conversion.h"

#include <QDir>
#include <QStandardPaths>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

std::optional<std::string> environmentVariable(const std::string& name)
{
    if (!qEnvironmentVariableIsSet(name.c_str()))
        return std::nullopt;
    return qgetenv(name.c_str()).toStdString();
}

std::filesystem::path configurationFile(const QString& chosen)
{
    const QString file =
        chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                               u"/walkeeper/litestream.yml"_s
                         : QDir::current().absoluteFilePath(chosen);
    return ui::pathFromQt(QDir::cleanPath(file));
}

Result<ui::Configuration> readConfiguration(const std::filesystem::path& file)
{
    ui::Configuration configuration;
    configuration.file = file;
    configuration.options.variable = environmentVariable;
    configuration.options.home = ui::pathFromQt(QDir::homePath());
    Result<ParsedConfig> parsed = readConfigFile(file, configuration.options);
    if (parsed)
        configuration.databases = std::move(parsed->config.databases);
    else if (parsed.error().code != ErrorCode::NotFound)
        return std::move(parsed).error();
    return configuration;
}

} // namespace walkeeper::app
