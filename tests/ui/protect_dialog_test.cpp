#include "ui/replication/protect_dialog.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/text/conversion.h"
#include "ui/widgets/wrapped_label.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

namespace walkeeper::ui {

class ProtectDialogTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();

    void beginsWithNothingChosen();
    void suggestsAFolderForTheDatabase();
    void keepsAFolderThatWasChosen();
    void saysWhatIsInTheWay_data();
    void saysWhatIsInTheWay();
    void notesAReplicaThatIsThere();
    void saysWhatItWillDo();
    void givesWhatWasChosen();

private:
    QString makeFile(const QString& name, const QByteArray& content)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            return {};
        return file.fileName();
    }
    QString makeDatabase()
    {
        return makeFile(QStringLiteral("app.db"), QByteArray("SQLite format 3\0", 16));
    }
    QLineEdit& replica() { return *m_dialog->findChildren<QLineEdit*>().at(1); }
    QPushButton& start()
    {
        for (auto* each : m_dialog->findChildren<QPushButton*>()) {
            if (each->isDefault())
                return *each;
        }
        return *m_dialog->findChild<QPushButton*>();
    }
    QString words()
    {
        QStringList texts;
        for (auto* each : m_dialog->findChildren<WrappedLabel*>()) {
            if (each->isVisibleTo(m_dialog.get()))
                texts << each->text();
        }
        return texts.join(u'\n');
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WindowFixture> m_fixture;
    std::unique_ptr<ProtectDialog> m_dialog;
};

void ProtectDialogTest::init()
{
    m_dialog = std::make_unique<ProtectDialog>(m_fixture->engine(),
                                               "/home/me/.config/walkeeper/litestream.yml");
}

void ProtectDialogTest::beginsWithNothingChosen()
{
    QVERIFY(!start().isEnabled());
    QVERIFY(replica().text().isEmpty());
}

void ProtectDialogTest::suggestsAFolderForTheDatabase()
{
    m_dialog->setDatabase(makeDatabase());

    QCOMPARE(replica().text(), QDir::home().filePath(QStringLiteral("Backups/app.db")));
    QTRY_VERIFY(start().isEnabled());
}

void ProtectDialogTest::keepsAFolderThatWasChosen()
{
    m_dialog->setReplica(QStringLiteral("/mnt/other"));

    m_dialog->setDatabase(makeDatabase());

    QCOMPARE(replica().text(), QStringLiteral("/mnt/other"));
}

void ProtectDialogTest::saysWhatIsInTheWay_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<QString>("replica");
    QTest::addColumn<QString>("said");
    const QString good = makeDatabase();
    QTest::newRow("missing") << m_folder.filePath(QStringLiteral("no.db")) << QStringLiteral("/r")
                             << QStringLiteral("no such database");
    QTest::newRow("folder") << m_folder.path() << QStringLiteral("/r")
                            << QStringLiteral("not a file");
    QTest::newRow("no database") << makeFile(QStringLiteral("text.txt"),
                                             "some text that is no database")
                                 << QStringLiteral("/r") << QStringLiteral("not a SQLite database");
    QTest::newRow("relative") << QStringLiteral("app.db") << QStringLiteral("/r")
                              << QStringLiteral("whole path");
    QTest::newRow("relative replica")
        << good << QStringLiteral("backups") << QStringLiteral("whole path of the folder");
    QTest::newRow("replica is a file") << good << good << QStringLiteral("this is a file");
}

void ProtectDialogTest::saysWhatIsInTheWay()
{
    QFETCH(QString, database);
    QFETCH(QString, replica);
    QFETCH(QString, said);

    m_dialog->setReplica(replica);
    m_dialog->setDatabase(database);

    QTRY_VERIFY2(words().contains(said), qPrintable(words()));
    QVERIFY(!start().isEnabled());
}

void ProtectDialogTest::notesAReplicaThatIsThere()
{
    const QString folder = m_folder.filePath(QStringLiteral("used"));
    QVERIFY(QDir().mkpath(folder + QStringLiteral("/generations")));

    m_dialog->setDatabase(makeDatabase());
    m_dialog->setReplica(folder);

    QTRY_VERIFY(start().isEnabled());
    QVERIFY(words().contains(QStringLiteral("holds a replica already")));
}

void ProtectDialogTest::saysWhatItWillDo()
{
    m_dialog->setDatabase(makeDatabase());

    for (const char* each : {"WAL mode", "_litestream_seq and _litestream_lock",
                             ".app.db-litestream", "litestream.yml"})
        QVERIFY2(words().contains(QLatin1String(each)), each);
}

void ProtectDialogTest::givesWhatWasChosen()
{
    const QString database = makeDatabase();
    m_dialog->setDatabase(QStringLiteral(" ") + database);
    m_dialog->setReplica(QStringLiteral("~/somewhere//else/"));

    const DatabaseConfig config = m_dialog->database();

    QCOMPARE(toQt(config.path), database);
    QCOMPARE(config.replicas.size(), 1U);
    QCOMPARE(config.replicas.front().url.scheme, std::string("file"));
    QCOMPARE(toQt(config.replicas.front().url.path),
             QDir::homePath() + QStringLiteral("/somewhere/else"));
}

} // namespace walkeeper::ui

using walkeeper::ui::ProtectDialogTest;
WALKEEPER_TEST(ProtectDialogTest)
#include "protect_dialog_test.moc"
