#pragma once

#include "ui/catalogue.h"

#include <QDialog>
#include <QTimeZone>

class QLineEdit;

namespace walkeeper::ui {

/// Asks what a moment is to be called.
class LabelDialog final : public QDialog
{
    Q_OBJECT

public:
    /// label  with its text, if it has one already
    LabelDialog(MomentLabel label, const QTimeZone& zone, QWidget* parent = nullptr);

    /// As it was typed; an empty text removes it.
    MomentLabel label() const;

private:
    const MomentLabel m_label;
    QLineEdit* m_text;
};

} // namespace walkeeper::ui
