#pragma once

#include <QDateTime>
#include <QString>

#include "core/base/time.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace walkeeper::ui {

// The one place where core's text, paths and times become Qt's, and back.

QString toQt(std::string_view text);
std::string fromQt(const QString& text);
QString pathToQt(const std::filesystem::path& path);
std::filesystem::path pathFromQt(const QString& text);
/// In UTC, whole milliseconds (cut).
QDateTime toQt(Timestamp time);

} // namespace walkeeper::ui
