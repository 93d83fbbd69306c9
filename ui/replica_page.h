#pragma once

#include "ui/workbench.h"

#include <QTimeZone>
#include <QWidget>

class QSplitter;
class QStackedWidget;
class QTabWidget;

namespace walkeeper::ui {

class CheckPanel;
class DataView;
class ElidedLabel;
class LogView;
class MessageBar;
class Inspector;
class MomentHeading;
class NoticePage;
class ObjectView;
class PointView;
class TimeField;
class TimelineSlider;

/// Everything about the replica that is shown: the chosen moment, the timeline, tabs of what there
/// is below it, an inspector beside it; or a notice while there is nothing of that to show.
class ReplicaPage final : public QWidget
{
    Q_OBJECT

public:
    ReplicaPage(Workbench& workbench, const QTimeZone& zone, QWidget* parent = nullptr);

    enum class Tab { Points, Data, Objects, Checks, Log };
    static constexpr std::size_t tabCount = 5;

    TimelineSlider& timeline() { return *m_timeline; }
    PointView& points() { return *m_points; }
    DataView& data() { return *m_data; }
    ObjectView& objects() { return *m_objects; }
    LogView& log() { return *m_log; }
    void showTab(Tab tab);
    void showInspector(bool isShown);
    bool hasInspector() const;

    /// How it is divided, for the next start.
    QByteArray look() const;
    void restoreLook(const QByteArray& look);

    TimeField& timeField() { return *m_timeField; }
    /// Only what is shown changes; the moment stays.
    void setTimeZone(const QTimeZone& zone);
    /// Nothing that is asked for is missing from the picture.
    bool isSettled() const;

signals:
    void restoreWanted();
    void checkWanted();
    void reportWanted();
    void labelWanted();
    /// The other zone is wanted, of local time and UTC.
    void zoneSwitched();
    void settledPerhaps();
    void inspectorWanted();

private:
    QWidget* makeContent();
    QWidget* makeTimelinePart();
    QTabWidget* makeTabs();
    QWidget* makeTimelineHead();
    void connectWorkbench();
    void showState();
    void showContents(const OpenedReplica& replica);
    void showMoment();
    void showFindings();
    void showStarts();
    void showLabel();
    void showLabels();

    ReplicaId m_shown = 0; ///< whose history the timeline has

    Workbench& m_workbench;
    QTimeZone m_zone;
    QStackedWidget* m_pages;
    NoticePage* m_notice;
    QWidget* m_content = nullptr;
    QSplitter* m_columns = nullptr; ///< what is shown, and the inspector
    QSplitter* m_rows = nullptr;    ///< the timeline, and the tabs
    QTabWidget* m_tabs = nullptr;
    MomentHeading* m_heading;
    ElidedLabel* m_summary;
    TimelineSlider* m_timeline;
    TimeField* m_timeField;
    PointView* m_points;
    DataView* m_data;
    ObjectView* m_objects;
    Inspector* m_inspector;
    CheckPanel* m_checks;
    LogView* m_log;
};

} // namespace walkeeper::ui
