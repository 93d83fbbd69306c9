#include "ui/widgets/progress_bar.h"

#include <algorithm>

namespace walkeeper::ui {

namespace {

constexpr int steps = 1000;

} // namespace

ProgressBar::ProgressBar(const QString& name, QWidget* parent) : QProgressBar(parent)
{
    setTextVisible(false);
    setAccessibleName(name);
    setRange(0, 0);
}

void ProgressBar::show(const Progress& progress)
{
    const std::uint64_t total = progress.totalBytes.value_or(0);
    // Of SQLite's own check nobody knows how far it is.
    const bool isMeasured = total > 0 && progress.stage != Stage::Integrity;
    setRange(0, isMeasured ? steps : 0);
    if (isMeasured)
        setValue(static_cast<int>(static_cast<double>(std::min(progress.doneBytes, total)) * steps /
                                  static_cast<double>(total)));
}

} // namespace walkeeper::ui
