#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace walkeeper::ui {

/// Asks which replica to open: a folder, chosen or typed, or a URL.
class OpenDialog final : public QDialog
{
    Q_OBJECT

public:
    OpenDialog(const QStringList& recent, QWidget* parent = nullptr);

    /// As it was typed.
    QString address() const;

private:
    void browse();
    void examine();

    QLineEdit* m_address;
    QLabel* m_hint;
    QPushButton* m_open;
};

} // namespace walkeeper::ui
