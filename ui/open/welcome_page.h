#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace walkeeper::ui {

/// What the window says while nothing is open.
class WelcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

    void setRecent(const QStringList& addresses);

signals:
    void openWanted();
    void protectWanted();
    void recentWanted(const QString& address);

private:
    QWidget* m_recent;
    QVBoxLayout* m_recentRows;
};

/// A page with one message in its middle: while a replica loads, or why it cannot be shown.
class NoticePage final : public QWidget
{
    Q_OBJECT

public:
    explicit NoticePage(QWidget* parent = nullptr);

    enum class Kind { Loading, Failed, Nothing };
    /// retry  text of the button; empty: no button
    void show(Kind kind, const QString& title, const QString& sentence, const QString& retry = {});
    QString title() const;
    QString sentence() const;

signals:
    void retryWanted();

private:
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_sentence;
    QProgressBar* m_progress;
    QPushButton* m_retry;
};

} // namespace walkeeper::ui
