#pragma once

#include "ui/workbench.h"

#include <QTimeZone>
#include <QWidget>

class QStackedWidget;
class QVBoxLayout;

namespace walkeeper::ui {

class CheckPanel;
class ElidedLabel;
class MessageBar;
class MomentFacts;
class MomentHeading;
class NoticePage;
class TimelineSlider;

/// Everything about the replica that is shown: the chosen moment, the timeline, facts, findings;
/// or a notice while there is nothing of that to show.
class ReplicaPage final : public QWidget
{
    Q_OBJECT

public:
    ReplicaPage(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    TimelineSlider& timeline() { return *m_timeline; }
    /// Nothing that is asked for is missing from the picture.
    bool isSettled() const;

signals:
    void restoreWanted();
    void checkWanted();
    void labelWanted();
    void settledPerhaps();

private:
    QWidget* makeContent();
    QWidget* makeTimelineHead();
    void connectWorkbench();
    void showState();
    void showContents(const OpenedReplica& replica);
    void showMoment();
    void showFindings();
    void showLabel();
    QString problemOf(const Moment& moment) const;

    ReplicaId m_shown = 0; ///< whose history the timeline has

    Workbench& m_workbench;
    const QTimeZone m_zone;
    QStackedWidget* m_pages;
    NoticePage* m_notice;
    QWidget* m_content = nullptr;
    QVBoxLayout* m_column = nullptr; ///< of the content
    MomentHeading* m_heading;
    ElidedLabel* m_summary;
    TimelineSlider* m_timeline;
    MomentFacts* m_facts;
    CheckPanel* m_checks;
};

} // namespace walkeeper::ui
