#pragma once

#include "ui/restore/bring_back_jobs.h"

#include <QAction>
#include <QObject>
#include <QTimeZone>

#include <optional>

namespace walkeeper::ui {

class MessageBar;
class RestoreFlow;

/// Says in the message bar that a database was restored in place, and offers to undo it.
class RestoreMessages final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    RestoreMessages(BringBackJobs& bringBacks, MessageBar& bar, QObject* parent);

    /// Says how the restore ends, as long as the flow lives.
    void follow(const RestoreFlow& flow);

private:
    struct Undo {
        std::filesystem::path database;
        SafetyCopy copy;
    };

    void sayRestored(const RestoreFlow& flow);
    void sayBroughtBack(const BringBack& what, const ReplaceEnd& end);

    BringBackJobs& m_bringBacks;
    MessageBar& m_bar;
    QAction m_undo;
    std::optional<Undo> m_last;
};

} // namespace walkeeper::ui
