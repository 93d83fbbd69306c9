#pragma once

#include "ui/export/export_jobs.h"
#include "ui/report/report.h"
#include "ui/workbench.h"

#include <QAction>

namespace walkeeper::ui {

class MessageBar;

/// Saves reports on the replica that is shown, and says what came of it.
class ReportSaver final : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    ReportSaver(Workbench& workbench, MessageBar& bar, QObject* parent = nullptr);

    /// The replica that is shown was validated since it was opened, to an end.
    bool canSave() const;
    /// zone  of the times in it
    void askForValidation(const QTimeZone& zone, QWidget* parent);
    /// The replica that is shown was drilled.
    void askForDrills(const QTimeZone& zone, QWidget* parent);

signals:
    void ended(const QString& sentence, bool hasFailed);

private:
    void ask(Report report, const QString& file, QWidget* parent);
    void save(const Report& report, const Export& what, const QString& path);
    void sayEnd(const Export& what, const ExportEnd& end);

    Workbench& m_workbench;
    MessageBar& m_bar;
    JobId m_job; ///< the newest
    QString m_path;
    QAction m_openFolder;
};

} // namespace walkeeper::ui
