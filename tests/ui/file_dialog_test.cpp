#include "ui/widgets/file_dialog.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QListView>
#include <QTemporaryDir>

#include <sys/inotify.h>
#include <unistd.h>

#include <array>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

/// Counts how often files of a folder are opened, by this process too.
class OpenedFiles
{
public:
    explicit OpenedFiles(const QString& folder) : m_watch(::inotify_init1(IN_NONBLOCK))
    {
        ::inotify_add_watch(m_watch, QFile::encodeName(folder).constData(), IN_OPEN);
    }
    ~OpenedFiles() { ::close(m_watch); }
    OpenedFiles(const OpenedFiles&) = delete;
    OpenedFiles& operator=(const OpenedFiles&) = delete;

    QStringList names() const
    {
        QStringList names;
        alignas(inotify_event) std::array<char, 16384> buffer{};
        ssize_t size = 0;
        while ((size = ::read(m_watch, buffer.data(), buffer.size())) > 0) {
            for (ssize_t at = 0; at < size;) {
                const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
                if (event->len > 0)
                    names << QFile::decodeName(event->name);
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            }
        }
        return names;
    }

private:
    int m_watch;
};

} // namespace

class FileDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void opensNoFileThatItShows_data();
    void opensNoFileThatItShows();
    void proposesAFile();

private:
    QString file(const QString& name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void FileDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const QString& name : {u"store"_s, u"app.db"_s, u"app.db-shm"_s, u"app.db-wal"_s}) {
        QFile made(file(name));
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.write(QByteArray("SQLite format 3\0", 16));
    }
}

void FileDialogTest::opensNoFileThatItShows_data()
{
    QTest::addColumn<QFileDialog::ViewMode>("mode");
    QTest::newRow("list") << QFileDialog::List;
    QTest::newRow("details") << QFileDialog::Detail;
}

void FileDialogTest::opensNoFileThatItShows()
{
    QFETCH(const QFileDialog::ViewMode, mode);
    const OpenedFiles opened(m_folder->path());

    auto* dialog = new FileDialog(nullptr, u"Choose"_s, m_folder->path());
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setViewMode(mode);
    dialog->open();
    auto* list = dialog->findChild<QListView*>(u"listView"_s);
    QVERIFY(list);
    QTRY_COMPARE(list->model()->rowCount(list->rootIndex()), 4);
    dialog->selectFile(u"store"_s);
    QTest::qWait(300); // kinds are found out in another thread
    delete dialog;

    QCOMPARE(opened.names(), QStringList());
}

void FileDialogTest::proposesAFile()
{
    const FileDialog& dialog = *new FileDialog(nullptr, u"Choose"_s, file(u"app.db"_s));

    QCOMPARE(dialog.directory().absolutePath(), QFileInfo(m_folder->path()).absoluteFilePath());
    QCOMPARE(dialog.selectedFiles(), QStringList(file(u"app.db"_s)));
    delete &dialog;
}

} // namespace walkeeper::ui

using walkeeper::ui::FileDialogTest;
WALKEEPER_TEST(FileDialogTest)
#include "file_dialog_test.moc"
