#pragma once

#include "ui/moment/commit_book.h"
#include "ui/moment/moment.h"
#include "ui/timeline/overview.h"
#include "ui/timeline/timeline_picture.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// The history of one replica along an axis of time, and the handle that chooses a moment in it.
/// The handle can only stand on what can be restored.
///
/// Mouse: press or drag chooses; the wheel zooms around the pointer, with Shift it pans; dragging
/// the axis or with the middle button pans; a double click on the axis shows all. In the strip
/// below it, the frame can be dragged and resized.
/// Keys: Left and Right by restore point, Page Up and Page Down by snapshot, Home and End,
/// + and - zoom, 0 shows all, Shift with Left and Right pans.
class TimelineSlider final : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineSlider(QWidget* parent = nullptr);

    /// Shows all of it. Null shows nothing.
    void setContents(std::shared_ptr<const ReplicaContents> contents);
    /// A newer listing of the same replica: zoom and place stay as far as they can.
    void growTo(std::shared_ptr<const ReplicaContents> contents);
    void setFindings(Findings findings);
    /// What was validated and found sound.
    void setChecked(const std::optional<CheckedStretch>& checked);
    /// Of moments of this replica; others are left out.
    void setLabels(std::vector<MomentLabel> labels);
    /// Why generations began, of those of which that is known.
    void setStarts(const std::vector<GenerationStart>& starts);
    void setMoment(const std::optional<Moment>& moment);
    void setTimeZone(const QTimeZone& zone);
    /// Where the numbers of commits are looked up. Outlives the slider.
    void setCommitBook(const CommitBook* book) { m_book = book; }
    /// The book knows more commits than before.
    void commitsKnown();

    const TimelinePicture& picture() const { return m_picture; }
    TimelineLayout layoutNow() const;
    /// Where an entry is on the widget.
    QPointF positionOf(std::uint32_t entry) const;
    /// The entries that can be seen.
    EntryRange visibleEntries() const;
    /// What a tool tip or a screen reader says about the place of a pixel.
    QString describe(double pixel) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void zoomIn();
    void zoomOut();
    void showAll();

signals:
    void entryChosen(std::uint32_t entry);
    /// One of an entry's commits, from 0.
    void commitChosen(std::uint32_t entry, std::size_t number);
    void pointStepped(int direction);
    void snapshotStepped(int direction);
    void firstWanted();
    void lastWanted();
    void visibleEntriesChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { None, Handle, Pan, Overview };

    QRectF plot() const { return layoutNow().plot; }
    double plotPixel(const QPointF& place) const;
    bool isOnAxis(const QPointF& place) const;
    double overviewPixel(const QPointF& place) const;
    Overview overview() const;
    void pressOverview(const QPointF& place);
    void showCursor(const QPointF& place);
    bool isNewestVisible() const;
    void setScale(const TimelineScale& scale);
    void takeScale(const TimelineScale& scale);
    CommitCount knownCommits() const;
    void countBins();
    void countOverview();
    void placeLabels();
    /// A press on a label chooses its moment.
    bool chooseLabel(const QPointF& place);
    void choose(const QPointF& place);
    void announce();

    TimelinePicture m_picture;
    std::vector<FindingSpan> m_spans; ///< of the findings
    std::vector<MomentLabel> m_labels;
    std::vector<TimelineLabel> m_labelsHere; ///< what of them is in the history
    const CommitBook* m_book = nullptr;
    std::optional<Timestamp> m_revealed; ///< time of the moment that was brought into view last
    std::optional<Timestamp> m_newestSeen;
    /// The next moment comes with a longer history; whether it is to be followed out of sight.
    std::optional<bool> m_growthFollows;
    Drag m_drag = Drag::None;
    Overview::Grip m_grip = Overview::Grip::None;
    double m_lastX = 0;
};

} // namespace walkeeper::ui
