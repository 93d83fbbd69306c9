#pragma once

#include "ui/restore/restore_flow.h"

#include <QDialog>
#include <QTimeZone>

class QStackedWidget;

namespace walkeeper::ui {

class RestoreEndPage;
class RestoreProgressPage;
class RestorePlanPage;

/// What is known around a restore.
struct RestoreSurroundings {
    QString folder;                 ///< where the new file is proposed
    std::filesystem::path database; ///< that the replica belongs to; empty if that is not known
    QString replica;                ///< its name
    std::optional<double> speed;    ///< of restores from there, as speedOf() gives it
};

/// Shows a restore's flow: the plan and its choices, then progress, then how it ended.
class RestoreDialog final : public QDialog
{
    Q_OBJECT

public:
    /// flow  outlives it
    RestoreDialog(RestoreFlow& flow, const RestoreSurroundings& surroundings, const QTimeZone& zone,
                  QWidget* parent = nullptr);

    RestoreFlow& flow() { return m_flow; }

    /// Closing cancels a restore that runs, and closes when that has ended.
    void reject() override;

signals:
    /// A database was restored into a new file in this folder.
    void restoredInto(const QString& folder);

private:
    void showStep();

    RestoreFlow& m_flow;
    QStackedWidget* m_pages;
    RestorePlanPage* m_planPage;
    RestoreProgressPage* m_progressPage;
    RestoreEndPage* m_endPage;
    bool m_closesAfterwards = false;
};

} // namespace walkeeper::ui
