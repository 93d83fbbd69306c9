#pragma once

#include "ui/report/report.h"
#include "ui/workbench.h"

#include <QAction>
#include <QObject>

namespace walkeeper::ui {

class MessageBar;

/// Saves the report of the validation that is shown, and says what came of it.
class ReportSaver final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    ReportSaver(Workbench& workbench, MessageBar& bar, QObject* parent = nullptr);

    /// The replica that is shown was validated since it was opened, to an end.
    bool canSave() const;
    /// zone  of the times in it
    void ask(const QTimeZone& zone, QWidget* parent);

private:
    void save(const Report& report, const QString& path);
    void sayEnd(const JobOutcome& outcome);

    Workbench& m_workbench;
    MessageBar& m_bar;
    JobId m_job; ///< the newest
    QString m_path;
    QAction m_openFolder;
};

} // namespace walkeeper::ui
