#pragma once

#include "core/base/progress.h"

#include <QProgressBar>

namespace walkeeper::ui {

/// How far a job is: a bar without words, busy while nobody knows how much there is to do.
class ProgressBar final : public QProgressBar
{
    Q_OBJECT

public:
    /// name  for screen readers
    explicit ProgressBar(const QString& name, QWidget* parent = nullptr);

    void show(const Progress& progress);
};

} // namespace walkeeper::ui
