#pragma once

#include <QFileDialog>

namespace walkeeper::ui {

/// Asks for a file or folder by names alone; deletes itself once it is closed.
/// Other dialogs look into files to tell their kinds. In the folder of a watched database that
/// would drop all locks that this process holds on it, so all that ask for files are of this kind.
class FileDialog final : public QFileDialog
{
    Q_OBJECT

public:
    /// place  a folder, or a file that is proposed
    FileDialog(QWidget* parent, const QString& title, const QString& place = {});

    /// Takes a database file that exists.
    void askForDatabase();
    /// Takes a folder, one that is made in the dialog perhaps.
    void askForFolder();
};

} // namespace walkeeper::ui
