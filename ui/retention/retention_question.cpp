#include "ui/retention/retention_question.h"

#include "ui/retention/retention_dialog.h"
#include "ui/workbench.h"

namespace walkeeper::ui {

void askForRetention(Workbench& workbench, const QTimeZone& zone, QWidget* parent)
{
    const WatchedDatabase* database = workbench.currentWatched();
    if (!database || !database->canChange())
        return;
    RetentionSubject subject{database->name, database->config, 0, nullptr};
    const auto& replicas = database->config.replicas;
    const OpenedReplica* shown = workbench.current();
    for (std::size_t i = 0; shown && i < replicas.size(); ++i) {
        if (replicas[i].url != shown->url)
            continue;
        subject.replica = i;
        subject.contents = shown->contents;
    }
    auto* dialog = new RetentionDialog(workbench.engine(), workbench.labels(), workbench.clock(),
                                       std::move(subject), zone, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::accepted, &workbench.watched(),
                     [&workbench, dialog, id = database->id] {
                         workbench.watched().changeRetention(id, dialog->change());
                     });
    dialog->open();
}

} // namespace walkeeper::ui
