#pragma once

#include "core/history/finding.h"

#include <QWidget>

class QFrame;
class QLabel;

namespace walkeeper::ui {

/// A sentence that stays in the window until somebody has seen it: an error, or a warning.
class MessageBar final : public QWidget
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// advice  a second, quieter line; may be empty
    void show(Severity severity, const QString& sentence, const QString& advice = {});
    void clear();
    QString sentence() const;

private:
    QFrame* m_frame;
    QLabel* m_icon;
    QLabel* m_sentence;
    QLabel* m_advice;
};

} // namespace walkeeper::ui
