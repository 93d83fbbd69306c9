#pragma once

#include <QString>

#include <vector>

class QFileDialog;
class QWidget;

namespace walkeeper::ui {

/// What can be chosen to write a file as.
struct FileKind {
    QString name;   ///< "Text"
    QString suffix; ///< "txt"
};

/// Asks where to write a file. The suffix of the chosen kind is added where none is typed.
/// Not open yet; deletes itself once it is closed.
/// name   proposed, without a suffix
/// kinds  at least one; the first is proposed
QFileDialog* makeSaveDialog(const QString& title, QString name, const std::vector<FileKind>& kinds,
                            QWidget* parent);

} // namespace walkeeper::ui
