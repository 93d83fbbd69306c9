#include "ui/widgets/file_dialog.h"

#include <QAbstractFileIconProvider>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QStyle>

namespace walkeeper::ui {

namespace {

/// Knows folders from files, and opens neither.
class NameIcons final : public QAbstractFileIconProvider
{
public:
    QIcon icon(IconType type) const override
    {
        return QApplication::style()->standardIcon(type == Folder ? QStyle::SP_DirIcon
                                                   : type == File ? QStyle::SP_FileIcon
                                                                  : QStyle::SP_DriveHDIcon);
    }
    QIcon icon(const QFileInfo& file) const override { return icon(file.isDir() ? Folder : File); }
    QString type(const QFileInfo& file) const override
    {
        return file.isDir() ? FileDialog::tr("Folder") : FileDialog::tr("File");
    }
};

} // namespace

FileDialog::FileDialog(QWidget* parent, const QString& title, const QString& place)
    : QFileDialog(parent, title, QDir::rootPath()) // looked into before the icons below are set
{
    static NameIcons icons;
    setOption(QFileDialog::DontUseNativeDialog);
    setIconProvider(&icons);
    setAttribute(Qt::WA_DeleteOnClose);
    const QFileInfo info(place.isEmpty() ? QDir::homePath() : place);
    setDirectory(info.isDir() ? info.absoluteFilePath() : info.absolutePath());
    if (!info.isDir())
        selectFile(info.fileName());
}

void FileDialog::askForDatabase()
{
    setFileMode(QFileDialog::ExistingFile);
    setNameFilters({tr("Databases (*.db *.sqlite *.sqlite3 *.db3)"), tr("All files (*)")});
}

void FileDialog::askForFolder()
{
    setFileMode(QFileDialog::Directory);
    setOption(QFileDialog::ShowDirsOnly);
}

} // namespace walkeeper::ui
