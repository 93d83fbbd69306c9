#pragma once

#include "ui/moment/commit_book.h"
#include "ui/moment/moment.h"
#include "ui/timeline/timeline_bins.h"
#include "ui/timeline/timeline_scale.h"

#include <QTimeZone>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace walkeeper::ui {

/// All that the painter needs; the slider keeps it up to date.
struct TimelinePicture {
    std::shared_ptr<const ReplicaContents> contents; ///< null: nothing to show
    Findings findings;                               ///< may be null
    TimelineScale scale;
    TimelineBins bins;
    std::uint32_t tallest = 1; ///< weight of the heaviest bin
    std::optional<Moment> moment;
    std::optional<double> hovered; ///< pixel of the pointer
    bool isDragged = false;
    QTimeZone zone = QTimeZone::systemTimeZone();
};

/// The history of one replica along an axis of time, and the handle that chooses a moment in it.
/// The handle can only stand on what can be restored.
///
/// Mouse: press or drag chooses; the wheel zooms around the pointer, with Shift it pans; dragging
/// the axis or with the middle button pans; a double click on the axis shows all.
/// Keys: Left and Right by restore point, Page Up and Page Down by snapshot, Home and End,
/// + and - zoom, 0 shows all.
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
    void setMoment(const std::optional<Moment>& moment);
    void setTimeZone(const QTimeZone& zone);
    /// Where the numbers of commits are looked up. Outlives the slider.
    void setCommitBook(const CommitBook* book) { m_book = book; }
    /// The book knows more commits than before.
    void commitsKnown();

    const TimelinePicture& picture() const { return m_picture; }
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
    enum class Drag { None, Handle, Pan };

    QRectF plot() const;
    double plotPixel(const QPointF& place) const;
    bool isOnAxis(const QPointF& place) const;
    void setScale(const TimelineScale& scale);
    void countBins();
    void chooseAt(const QPointF& place);
    void announce();

    TimelinePicture m_picture;
    const CommitBook* m_book = nullptr;
    std::optional<Timestamp> m_revealed; ///< time of the moment that was brought into view last
    Drag m_drag = Drag::None;
    double m_lastX = 0;
};

} // namespace walkeeper::ui
