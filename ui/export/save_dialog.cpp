#include "ui/export/save_dialog.h"

#include "ui/widgets/file_dialog.h"

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

QFileDialog* makeSaveDialog(const QString& title, QString name, const std::vector<FileKind>& kinds,
                            QWidget* parent)
{
    QStringList filters;
    for (const FileKind& each : kinds)
        filters << u"%1 (*.%2)"_s.arg(each.name, each.suffix);
    auto* dialog = new FileDialog(parent, title);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(kinds.front().suffix);
    dialog->selectFile(name.replace(u'/', u'-') + u'.' + kinds.front().suffix);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog,
                     [dialog, filters, kinds](const QString& filter) {
                         const auto kind = static_cast<std::size_t>(filters.indexOf(filter));
                         if (kind < kinds.size())
                             dialog->setDefaultSuffix(kinds[kind].suffix);
                     });
    return dialog;
}

} // namespace walkeeper::ui
