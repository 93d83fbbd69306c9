#include "ui/report/report_saver.h"

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

QString suffixOf(const QString& filter)
{
    const QString suffixes[] = {u"pdf"_s, u"json"_s, u"txt"_s};
    for (const QString& each : suffixes) {
        if (filter.contains(u"*."_s + each))
            return each;
    }
    return {};
}

QString proposedName(const QString& replica, Timestamp ended, const QTimeZone& zone)
{
    QString name = replica;
    name.replace(u'/', u'-');
    return u"%1 validation %2"_s.arg(name,
                                     toQt(ended).toTimeZone(zone).date().toString(Qt::ISODate));
}

} // namespace

ReportSaver::ReportSaver(Workbench& workbench, MessageBar& bar, QObject* parent)
    : QObject(parent),
      m_workbench(workbench),
      m_bar(bar),
      m_openFolder(tr("Open folder"))
{
    connect(&workbench.engine(), &Engine::jobFinished, this, &ReportSaver::sayEnd);
    connect(&m_openFolder, &QAction::triggered, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_path).path())); });
}

bool ReportSaver::canSave() const
{
    const OpenedReplica* replica = m_workbench.current();
    const Check* check = replica ? m_workbench.checks().find(replica->id) : nullptr;
    return check && !check->isRunning() && *check->end;
}

void ReportSaver::ask(const QTimeZone& zone, QWidget* parent)
{
    if (!canSave())
        return;
    const OpenedReplica& replica = *m_workbench.current();
    const Check& check = *m_workbench.checks().find(replica.id);
    auto* dialog = new QFileDialog(parent, tr("Save the report"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters({tr("PDF (*.pdf)"), tr("Text (*.txt)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(u"pdf"_s);
    dialog->selectFile(proposedName(replica.name, check.ended.value_or(Timestamp()), zone) +
                       u".pdf"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog,
            [dialog](const QString& filter) { dialog->setDefaultSuffix(suffixOf(filter)); });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, report = ValidationReportText::of(check, replica, zone)](const QString& path) {
                save(report, path);
            });
    dialog->open();
}

void ReportSaver::save(const Report& report, const QString& path)
{
    m_path = path;
    m_job = m_workbench.engine().saveFile({pathFromQt(path), [report, format = formatOf(path)] {
                                               return writtenAs(format, report).toStdString();
                                           }});
}

void ReportSaver::sayEnd(const JobOutcome& outcome)
{
    if (outcome.job != m_job)
        return;
    m_job = {};
    const Result<ExportReport>& end = **std::get_if<ExportEnd>(&outcome.end);
    if (end)
        m_bar.show(Severity::Note, tr("The report is saved: %1").arg(m_path), {}, &m_openFolder);
    else if (end.error().code != ErrorCode::Cancelled)
        m_bar.show(Severity::Damage,
                   tr("The report is not saved. %1").arg(ErrorText::sentence(end.error())),
                   ErrorText::advice(end.error().code));
}

} // namespace walkeeper::ui
