#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace walkeeper::ui {

/// A command line that can be read, selected and copied.
class CommandBox final : public QWidget
{
    Q_OBJECT

public:
    explicit CommandBox(QWidget* parent = nullptr);

    void show(const QString& command);
    QString command() const;
    void copy();

private:
    QLineEdit* m_line;
    QPushButton* m_copy;
};

} // namespace walkeeper::ui
