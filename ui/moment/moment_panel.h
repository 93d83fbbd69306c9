#pragma once

#include "core/engine/engine.h"
#include "ui/moment/moment.h"

#include <QTimeZone>
#include <QWidget>

#include <optional>

class QAction;
class QLabel;

namespace walkeeper::ui {

class ElidedLabel;
class FactGrid;

/// The chosen moment in large letters, with how exactly it is known.
class MomentHeading final : public QWidget
{
    Q_OBJECT

public:
    explicit MomentHeading(QWidget* parent = nullptr);

    /// problem  said instead of how exactly the time is known; may be empty
    void setMoment(const std::optional<Moment>& moment, const QTimeZone& zone,
                   const QString& problem = {});
    /// What the moment is called; empty: it has no label.
    void setLabel(const QString& text);
    QString labelText() const;

private:
    QLabel* m_clock;
    ElidedLabel* m_date;
    ElidedLabel* m_zones;
    QLabel* m_exactness;
    QWidget* m_labelRow;
    QLabel* m_labelIcon;
    ElidedLabel* m_label;
};

/// The facts of the chosen moment; asks the engine what a restore would read.
class MomentFacts final : public QWidget
{
    Q_OBJECT

public:
    enum Fact { Position, Commit, Database, Reading, Generation, Object };

    explicit MomentFacts(Engine& engine, QWidget* parent = nullptr);

    void setMoment(const std::optional<Moment>& moment, const QTimeZone& zone);
    QString fact(Fact fact) const;
    bool isAsking() const { return m_question.isValid(); }

signals:
    void planKnown();

private:
    void takePlan(JobId job, const PlanAnswer& answer);

    Engine& m_engine;
    FactGrid* m_grid;
    JobId m_question; ///< the newest one, until it is answered
};

} // namespace walkeeper::ui
