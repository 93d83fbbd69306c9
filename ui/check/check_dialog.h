#pragma once

#include "core/engine/engine_messages.h"

#include <QDialog>

class QButtonGroup;

namespace walkeeper::ui {

/// Asks how much a check is to prove.
class CheckDialog final : public QDialog
{
    Q_OBJECT

public:
    /// storedBytes  what reading all of it would read
    /// isLive       its database is being replicated, so it can be compared with
    CheckDialog(const QString& replica, std::uint64_t storedBytes, bool isLive,
                QWidget* parent = nullptr);

    ValidationRung rung() const;

private:
    QButtonGroup* m_rungs;
};

} // namespace walkeeper::ui
