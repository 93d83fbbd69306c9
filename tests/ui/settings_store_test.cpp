#include "app/settings_store.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"

#include <QTemporaryDir>

namespace walkeeper::app {

class SettingsStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void beginsEmpty();
    void keepsWhatItIsGiven();
    void handsOverWhatAFormerVersionKept();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    ui::RememberedCatalogue m_catalogue;
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
    SettingsStore store(m_catalogue);

    QVERIFY(store.windowState() == ui::WindowState{});
    QVERIFY(store.formerReplicas().isEmpty());
    QCOMPARE(&store.catalogue(), &m_catalogue);
    QVERIFY(store.destinationFolder().isEmpty());
    QVERIFY(store.appearance() == ui::Appearance::System);
    QVERIFY(!store.showsUtc());
    QVERIFY(store.columns(QStringLiteral("points")).isEmpty());
    QVERIFY(store.momentLimits() == MomentLimits{});
    QVERIFY(!store.restoreSpeed(QStringLiteral("file://")));
}

void SettingsStoreTest::keepsWhatItIsGiven()
{
    const ui::WindowState state{
        "geometry",
        "panes",
        "page",
        {QStringLiteral("file:///a, b"), Position{GenerationId(0xabc), 7, std::uint64_t{5} << 32}}};
    const MomentLimits limits{.memory = 100, .disk = std::uint64_t{3} << 40, .folder = "/tmp/ü"};
    {
        SettingsStore store(m_catalogue);
        store.keepColumns(QStringLiteral("points"), "widths");
        store.keepMomentLimits(limits);
        store.keepRestoreSpeed(QStringLiteral("s3://bucket/a"), 2.5e6);
        store.keepWindowState(state);
        store.keepDestinationFolder(QStringLiteral("/tmp"));
        store.keepAppearance(ui::Appearance::Dark);
        store.keepShowsUtc(true);
    }

    const SettingsStore store(m_catalogue);
    QVERIFY(store.windowState() == state);
    QCOMPARE(store.columns(QStringLiteral("points")), QByteArray("widths"));
    QVERIFY(store.columns(QStringLiteral("objects")).isEmpty());
    QVERIFY(store.momentLimits() == limits);
    QVERIFY(store.restoreSpeed(QStringLiteral("s3://bucket/a")) == 2.5e6);
    QVERIFY(!store.restoreSpeed(QStringLiteral("s3://bucket")));
    QCOMPARE(store.destinationFolder(), QStringLiteral("/tmp"));
    QVERIFY(store.appearance() == ui::Appearance::Dark);
    QVERIFY(store.showsUtc());
}

void SettingsStoreTest::handsOverWhatAFormerVersionKept()
{
    const QStringList former = {QStringLiteral("/a, b"), QStringLiteral("file:///ü")};
    QSettings().setValue(QStringLiteral("replicas/recent"), former);
    SettingsStore store(m_catalogue);

    QCOMPARE(store.formerReplicas(), former);

    store.forgetFormerReplicas();
    QVERIFY(store.formerReplicas().isEmpty());
}

} // namespace walkeeper::app

using walkeeper::app::SettingsStoreTest;
WALKEEPER_TEST(SettingsStoreTest)
#include "settings_store_test.moc"
