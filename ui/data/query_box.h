#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace walkeeper::ui {

/// Takes a query in SQL.
class QueryBox final : public QWidget
{
    Q_OBJECT

public:
    explicit QueryBox(QWidget* parent = nullptr);

    QPlainTextEdit& text() { return *m_text; }
    QPushButton& button() { return *m_run; }

signals:
    /// Never with an empty one.
    void runWanted(const QString& sql);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void run();

    QPlainTextEdit* m_text;
    QPushButton* m_run;
};

} // namespace walkeeper::ui
