#pragma once

#include "core/history/finding.h"

#include <QPointer>
#include <QWidget>

class QAction;
class QFrame;
class QLabel;
class QPushButton;

namespace walkeeper::ui {

/// A sentence that stays in the window until somebody has seen it: an error, or a warning.
class MessageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// advice  a second, quieter line; may be empty
    /// offer  what a button beside it does; null: there is none. Goes when it is pressed
    void show(Severity severity, const QString& sentence, const QString& advice = {},
              QAction* offer = nullptr);
    void clear();
    QString sentence() const;

private:
    QFrame* m_frame;
    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_advice;
    QPushButton* m_button;
    QPointer<QAction> m_offer;
};

} // namespace walkeeper::ui
