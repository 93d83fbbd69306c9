#include "ui/import/import_flow.h"

#include "ui/import/import_dialog.h"
#include "ui/text/conversion.h"
#include "ui/widgets/file_dialog.h"
#include "ui/workbench.h"

namespace walkeeper::ui {

ImportFlow::ImportFlow(Workbench& workbench, QWidget* parent)
    : QObject(parent),
      m_workbench(workbench),
      m_window(parent)
{
    connect(&workbench.engine(), &Engine::importPlanned, this, &ImportFlow::take);
}

void ImportFlow::askForFile()
{
    auto* dialog = new FileDialog(m_window, tr("Choose a litestream.yml"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Configurations (*.yml *.yaml)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { look(pathFromQt(path)); });
    dialog->open();
}

void ImportFlow::look(const std::filesystem::path& file)
{
    ask({file, false});
}

void ImportFlow::lookAtDropped(const std::filesystem::path& file)
{
    ask({file, true});
}

void ImportFlow::ask(const Asked& asked)
{
    const Configuration& ours = m_workbench.watched().configuration();
    const JobId job = m_workbench.engine().planImport({asked.file, ours.file, ours.options});
    if (job.isValid())
        m_asked[job] = asked;
}

void ImportFlow::take(JobId job, const ImportAnswer& answer)
{
    const auto found = m_asked.find(job);
    if (found == m_asked.end())
        return;
    const Asked asked = found->second;
    m_asked.erase(found);
    if (!*answer) {
        if (asked.isDropped && answer->error().code == ErrorCode::Unsupported)
            emit notMeant(pathToQt(asked.file));
        else
            emit failed(answer->error());
        return;
    }
    auto* dialog =
        new ImportDialog(asked.file, answer, m_workbench.watched().configurationFile(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        for (const ImportCandidate& each : dialog->chosen())
            m_workbench.watched().protect(each.database, each.entry);
    });
    dialog->open();
}

} // namespace walkeeper::ui
