#pragma once

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace walkeeper::ui {

/// Asks which rows are wanted: those with a text in them, or those for which an SQL condition
/// holds.
class RowFilterBox final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Text, Condition };

    explicit RowFilterBox(QWidget* parent = nullptr);

    QLineEdit& text() { return *m_text; }
    QComboBox& kind() { return *m_kind; }
    /// Back to all rows; changed() does not come for it.
    void clear();

signals:
    /// A text while it is typed, a condition when it is entered.
    void changed(const QString& containing, const QString& condition);
    /// Return was pressed.
    void entered();

private:
    void showKind();
    void apply();
    bool isCondition() const;

    QComboBox* m_kind;
    QLineEdit* m_text;
    QTimer m_rest; ///< waits until the typing rests
};

} // namespace walkeeper::ui
