#pragma once

#include "ui/export/export_jobs.h"

#include <QCoreApplication>

namespace walkeeper::ui {

/// Exports in words.
class ExportText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::ExportText)

public:
    /// What is being done: "Exporting station".
    static QString doing(const Export& what);
    /// How one has ended, in a sentence or two.
    static QString outcome(const Export& what, const ExportEnd& end);
};

} // namespace walkeeper::ui
