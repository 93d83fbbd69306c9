#pragma once

#include "ui/replication/watched_databases.h"

#include <QFrame>
#include <QTimeZone>

class QLabel;
class QToolButton;

namespace walkeeper::ui {

class ElidedLabel;
class WrappedLabel;

/// How the replication of one database stands, and what can be asked of it.
class ReplicationPanel final : public QFrame
{
    Q_OBJECT

public:
    ReplicationPanel(const Clock& clock, const QTimeZone& zone, QWidget* parent = nullptr);

    void show(const WatchedDatabase& database);
    /// For what is shown from now on.
    void setTimeZone(const QTimeZone& zone) { m_zone = zone; }
    QString title() const;
    QString problem() const;
    QString keeper() const;

    /// Puts the buttons of these actions beside the words.
    void setActions(const QList<QAction*>& actions);

private:
    const Clock& m_clock;
    QTimeZone m_zone;
    QLabel* m_icon;
    ElidedLabel* m_title;
    ElidedLabel* m_figures;
    ElidedLabel* m_generations;
    WrappedLabel* m_keeper;
    WrappedLabel* m_problem;
    QList<QToolButton*> m_buttons;
};

} // namespace walkeeper::ui
