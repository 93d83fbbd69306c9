#include "app/configuration.h"

#include "tests/support/test_main.h"
#include "ui/text/conversion.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace walkeeper::app {

class ConfigurationTest : public QObject
{
    Q_OBJECT

private slots:
    void hasNoDatabasesWithoutAFile();
    void readsDatabasesWithThisEnvironment();
    void saysWhatIsWrongWithAFile();
    void takesAChosenFile();

private:
    std::filesystem::path write(const QByteArray& text)
    {
        QFile file(m_folder.filePath(QStringLiteral("litestream.yml")));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return {};
        return ui::pathFromQt(file.fileName());
    }

    QTemporaryDir m_folder;
};

void ConfigurationTest::hasNoDatabasesWithoutAFile()
{
    const auto read =
        readConfiguration(ui::pathFromQt(m_folder.filePath(QStringLiteral("missing.yml"))));

    QVERIFY(read);
    QVERIFY(read->databases.empty());
    QCOMPARE(read->file.filename().string(), std::string("missing.yml"));
}

void ConfigurationTest::readsDatabasesWithThisEnvironment()
{
    qputenv("WALKEEPER_TEST_NAME", "app");

    const auto read = readConfiguration(write(
        "dbs:\n  - path: ~/$WALKEEPER_TEST_NAME.db\n    replicas:\n      - path: /backups/app\n"));

    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read->databases.size(), 1U);
    QCOMPARE(ui::toQt(read->databases.front().path), QDir::homePath() + QStringLiteral("/app.db"));
    qunsetenv("WALKEEPER_TEST_NAME");
}

void ConfigurationTest::saysWhatIsWrongWithAFile()
{
    const auto read = readConfiguration(write("dbs: [\n"));

    QVERIFY(!read);
    QVERIFY(read.error().message.find("litestream.yml:") != std::string::npos);
}

void ConfigurationTest::takesAChosenFile()
{
    QCOMPARE(configurationFile(QStringLiteral("/etc/litestream.yml")).string(),
             std::string("/etc/litestream.yml"));
    QVERIFY(configurationFile({}).string().ends_with("/walkeeper/litestream.yml"));
}

} // namespace walkeeper::app

using walkeeper::app::ConfigurationTest;
WALKEEPER_TEST(ConfigurationTest)
#include "configuration_test.moc"
