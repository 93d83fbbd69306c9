#pragma once

#include "ui/catalogue.h"
#include "ui/theme/colours.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>

namespace walkeeper::ui {

/// How grave an activity is, in a word, a drawing and a colour.
class ActivityText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ActivityText)

public:
    static QString name(ActivitySeverity severity);
    static Icon icon(ActivitySeverity severity);
    static QColor colour(ActivitySeverity severity, const Colours& colours);
};

} // namespace walkeeper::ui
