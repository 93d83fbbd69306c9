#include "ui/report/report_saver.h"

#include "ui/export/export_text.h"
#include "ui/export/save_dialog.h"
#include "ui/report/drill_report.h"
#include "ui/report/validation_report.h"
#include "ui/text/conversion.h"
#include "ui/text/error_text.h"
#include "ui/widgets/message_bar.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QUrl>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

QString dateOf(Timestamp time, const QTimeZone& zone)
{
    return toQt(time).toTimeZone(zone).date().toString(Qt::ISODate);
}

} // namespace

ReportSaver::ReportSaver(Workbench& workbench, MessageBar& bar, QObject* parent)
    : QObject(parent),
      m_workbench(workbench),
      m_bar(bar),
      m_openFolder(tr("Open folder"))
{
    connect(&workbench.exports(), &ExportJobs::ended, this, &ReportSaver::sayEnd);
    connect(&m_openFolder, &QAction::triggered, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_path).path())); });
}

bool ReportSaver::canSave() const
{
    const OpenedReplica* replica = m_workbench.current();
    const Check* check = replica ? m_workbench.checks().find(replica->id) : nullptr;
    return check && !check->isRunning() && *check->end;
}

void ReportSaver::askForValidation(const QTimeZone& zone, QWidget* parent)
{
    if (!canSave())
        return;
    const OpenedReplica& replica = *m_workbench.current();
    const Check& check = *m_workbench.checks().find(replica.id);
    ask(ValidationReportText::of(check, replica, zone),
        u"%1 validation %2"_s.arg(replica.name, dateOf(check.ended.value_or(Timestamp()), zone)),
        parent);
}

void ReportSaver::askForDrills(const QTimeZone& zone, QWidget* parent)
{
    const OpenedReplica* replica = m_workbench.current();
    const QString address = replica ? toQt(replica->url.shown()) : QString();
    const std::vector<DrillResult> drills = m_workbench.drillBook().history(address);
    if (!replica || drills.empty())
        return;
    DrillSetting setting;
    if (const DrillSetting* kept = m_workbench.drillBook().find(address))
        setting = *kept;
    setting.replica = address;
    setting.name = replica->name;
    ask(DrillReportText::of(setting, drills, zone),
        u"%1 restore drills %2"_s.arg(replica->name, dateOf(drills.front().when, zone)), parent);
}

void ReportSaver::ask(Report report, const QString& file, QWidget* parent)
{
    Export what;
    what.kind = Export::Kind::Report;
    what.name = m_workbench.current()->name;
    what.source = what.name;
    what.replica = toQt(m_workbench.current()->url.shown());
    QFileDialog* dialog = makeSaveDialog(
        tr("Save the report"), file,
        {{tr("PDF"), u"pdf"_s}, {tr("Text"), u"txt"_s}, {tr("JSON"), u"json"_s}}, parent);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, report = std::move(report), what](const QString& path) {
                save(report, what, path);
            });
    dialog->open();
}

void ReportSaver::save(const Report& report, const Export& what, const QString& path)
{
    m_path = path;
    m_job =
        m_workbench.exports().start(SaveRequest{pathFromQt(path),
                                                [report, format = formatOf(path)] {
                                                    return writtenAs(format, report).toStdString();
                                                }},
                                    what);
}

void ReportSaver::sayEnd(const Export& what, const ExportEnd& end)
{
    if (what.job != m_job)
        return;
    m_job = {};
    const QString sentence = ExportText::outcome(what, end);
    const bool hasFailed = !*end && end->error().code != ErrorCode::Cancelled;
    if (hasFailed)
        m_bar.show(Severity::Damage, sentence, ErrorText::advice(end->error().code));
    else
        m_bar.show(Severity::Note, sentence, {}, *end ? &m_openFolder : nullptr);
    emit ended(sentence, hasFailed);
}

} // namespace walkeeper::ui
