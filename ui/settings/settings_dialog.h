#pragma once

#include "core/timetravel/moment_limits.h"

#include <QDialog>

class QLineEdit;
class QSpinBox;

namespace walkeeper::ui {

/// Asks for what the program as a whole keeps to.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(const MomentLimits& limits, QWidget* parent = nullptr);

    /// As they are entered.
    MomentLimits limits() const;

    QSpinBox& memory() { return *m_memory; }
    QSpinBox& disk() { return *m_disk; }
    QLineEdit& folder() { return *m_folder; }

private:
    QWidget* makeLookPart();
    void show(const MomentLimits& limits);
    void askForFolder();

    const MomentLimits m_before;
    QSpinBox* m_memory; ///< MB
    QSpinBox* m_disk;   ///< MB
    QLineEdit* m_folder;
};

} // namespace walkeeper::ui
