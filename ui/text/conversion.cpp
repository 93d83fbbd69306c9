#include "ui/text/conversion.h"

#include <QFile>

namespace walkeeper::ui {

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string fromQt(const QString& text)
{
    return text.toStdString();
}

QString pathToQt(const std::filesystem::path& path)
{
    return QFile::decodeName(path.c_str());
}

std::filesystem::path pathFromQt(const QString& text)
{
    return QFile::encodeName(text).toStdString();
}

QDateTime toQt(Timestamp time)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time);
    return QDateTime::fromMSecsSinceEpoch(milliseconds.time_since_epoch().count(), Qt::UTC);
}

} // namespace walkeeper::ui
