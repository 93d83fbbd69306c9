#pragma once

#include <QDialog>

namespace walkeeper::ui {

class WrappedLabel;

/// Says what the program still waits for when its window is closed, and offers not to.
class ClosingNotice final : public QDialog
{
    Q_OBJECT

public:
    explicit ClosingNotice(QWidget* parent = nullptr);

    /// The databases whose last commits are being stored.
    void setDatabases(const QStringList& names);

signals:
    /// What is not stored then is stored after the next start.
    void impatient();

private:
    WrappedLabel* m_sentence;
};

} // namespace walkeeper::ui
