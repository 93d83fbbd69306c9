#pragma once

#include "core/engine/engine.h"

#include <QFrame>

#include <memory>

class QLabel;
class QPushButton;

namespace walkeeper::ui {

class ElidedLabel;
class FactGrid;
class FrameListModel;
class PlainTable;

/// One stored object taken apart: its header, salts and frames, and what is wrong with it.
class ObjectPanel final : public QFrame
{
    Q_OBJECT

public:
    enum SegmentFact { Unpacked, PageSize, Salts, Order, Frames, Commits };
    enum SnapshotFact { SnapshotUnpacked, SnapshotPageSize, Pages, Encoding, UserVersion, Writer };

    explicit ObjectPanel(Engine& engine, QWidget* parent = nullptr);

    /// Reads it at once, unless it is large: then a button does.
    void show(const std::shared_ptr<const ReplicaContents>& contents, std::uint32_t entry);

    QString fact(SegmentFact fact) const;
    QString fact(SnapshotFact fact) const;
    QString verdict() const;
    FrameListModel& frames() { return *m_frames; }
    bool isAsking() const { return m_question.isValid(); }

signals:
    void shown();

private:
    void ask();
    void take(JobId job, const InspectAnswer& answer);
    void showSegment(const ObjectInspection& object, const ObjectInspection::Segment& segment);
    void showSnapshot(const ObjectInspection& object, const DatabaseHeader& header);
    void showVerdict(const ObjectInspection& object);
    void clear(const QString& why);

    Engine& m_engine;
    std::shared_ptr<const ReplicaContents> m_contents;
    std::uint32_t m_entry = 0;
    JobId m_question; ///< the newest one, until it is answered
    ElidedLabel* m_title;
    QLabel* m_verdict;
    QPushButton* m_read;
    FactGrid* m_segmentFacts;
    FactGrid* m_snapshotFacts;
    FrameListModel* m_frames;
    PlainTable* m_table;
};

} // namespace walkeeper::ui
