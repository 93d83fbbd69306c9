#include "app/settings_store.h"

#include "tests/support/test_main.h"

#include <QTemporaryDir>

namespace walkeeper::app {

class SettingsStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void beginsEmpty();
    void keepsWhatItIsGiven();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

void SettingsStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
    QCoreApplication::setOrganizationName(QStringLiteral("walkeeper-test"));
    QCoreApplication::setApplicationName(m_folder->path().section(u'/', -1));
}

void SettingsStoreTest::beginsEmpty()
{
    const SettingsStore store;

    QVERIFY(store.windowState() == ui::WindowState{});
    QVERIFY(store.recentReplicas().isEmpty());
    QVERIFY(store.destinationFolder().isEmpty());
    QVERIFY(store.appearance() == ui::Appearance::System);
    QVERIFY(!store.showsUtc());
}

void SettingsStoreTest::keepsWhatItIsGiven()
{
    {
        SettingsStore store;
        store.keepWindowState({"geometry", "panes", "page"});
        store.keepRecentReplicas({QStringLiteral("/a, b"), QStringLiteral("file:///ü")});
        store.keepDestinationFolder(QStringLiteral("/tmp"));
        store.keepAppearance(ui::Appearance::Dark);
        store.keepShowsUtc(true);
    }

    const SettingsStore store;
    QVERIFY((store.windowState() == ui::WindowState{"geometry", "panes", "page"}));
    QCOMPARE(store.recentReplicas(),
             QStringList({QStringLiteral("/a, b"), QStringLiteral("file:///ü")}));
    QCOMPARE(store.destinationFolder(), QStringLiteral("/tmp"));
    QVERIFY(store.appearance() == ui::Appearance::Dark);
    QVERIFY(store.showsUtc());
}

} // namespace walkeeper::app

using walkeeper::app::SettingsStoreTest;
WALKEEPER_TEST(SettingsStoreTest)
#include "settings_store_test.moc"
