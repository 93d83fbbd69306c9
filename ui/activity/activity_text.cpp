#include "ui/activity/activity_text.h"

namespace walkeeper::ui {

QString ActivityText::name(ActivitySeverity severity)
{
    switch (severity) {
    case ActivitySeverity::Note: return tr("Note");
    case ActivitySeverity::Success: return tr("Done");
    case ActivitySeverity::Warning: return tr("Warning");
    case ActivitySeverity::Failure: return tr("Failure");
    }
    return {};
}

Icon ActivityText::icon(ActivitySeverity severity)
{
    switch (severity) {
    case ActivitySeverity::Note: return Icon::Note;
    case ActivitySeverity::Success: return Icon::Passed;
    case ActivitySeverity::Warning: return Icon::Warning;
    case ActivitySeverity::Failure: return Icon::Damage;
    }
    return Icon::Note;
}

QColor ActivityText::colour(ActivitySeverity severity, const Colours& colours)
{
    switch (severity) {
    case ActivitySeverity::Note: return colours.muted;
    case ActivitySeverity::Success: return colours.good;
    case ActivitySeverity::Warning: return colours.warning;
    case ActivitySeverity::Failure: return colours.damage;
    }
    return colours.muted;
}

} // namespace walkeeper::ui
