#include "app/catalogue/stored_catalogue.h"

#include "app/catalogue/sql_result.h"
#include "tests/support/gui_watchdog.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"
#include "tests/support/unprivileged.h"
#include "ui/text/conversion.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

namespace {

ui::MomentLabel label(const QString& text)
{
    return {{u"file:///a"_s, {GenerationId(1), 2, 3}},
            Timestamp(std::chrono::seconds(9)),
            text,
            std::nullopt};
}

ui::RememberedValues load(StoredCatalogue& catalogue)
{
    QSignalSpy spy(&catalogue, &ui::Catalogue::remembered);
    catalogue.load();
    return spy.wait(30000) ? spy.front().front().value<ui::RememberedValues>() : nullptr;
}

} // namespace

class StoredCatalogueTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<test::TestFolder>(); }

    void remembersFromRunToRun();
    void keepsWhatWasGivenBeforeItWasLoaded();
    void remembersNothingWithoutAFile();
    void holdsNobodyUpWhileAnotherProcessWrites();
    void saysOnceThatNothingIsKept();

private:
    QString path() const { return ui::pathToQt(*m_folder / "data/catalogue.db"); }
    std::unique_ptr<test::TestFolder> m_folder;
};

void StoredCatalogueTest::remembersFromRunToRun()
{
    {
        StoredCatalogue catalogue(path());
        QVERIFY(load(catalogue)->labels.empty());
        catalogue.keepLabel(label(u"first"_s));
        catalogue.keepLabel(label(u"second"_s));
    }

    StoredCatalogue catalogue(path());

    QCOMPARE(load(catalogue)->labels, std::vector{label(u"second"_s)});
}

void StoredCatalogueTest::keepsWhatWasGivenBeforeItWasLoaded()
{
    {
        StoredCatalogue catalogue(path());
        catalogue.keepLabel(label(u"early"_s));
        QVERIFY(load(catalogue));
    }

    StoredCatalogue catalogue(path());

    QCOMPARE(load(catalogue)->labels, std::vector{label(u"early"_s)});
}

void StoredCatalogueTest::remembersNothingWithoutAFile()
{
    StoredCatalogue catalogue({});
    QSignalSpy troubled(&catalogue, &ui::Catalogue::troubled);

    const auto values = load(catalogue);
    catalogue.keepLabel(label(u"gone"_s));

    QVERIFY(values && values->labels.empty());
    QVERIFY(troubled.isEmpty());
}

void StoredCatalogueTest::holdsNobodyUpWhileAnotherProcessWrites()
{
    auto catalogue = std::make_unique<StoredCatalogue>(path());
    QVERIFY(load(*catalogue));
    auto other = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"writer"_s);
    other.setDatabaseName(path());
    QVERIFY(other.open());
    QVERIFY(run(other, u"BEGIN IMMEDIATE"_s));
    QSignalSpy troubled(catalogue.get(), &ui::Catalogue::troubled);
    test::GuiWatchdog watchdog;

    watchdog.start();
    catalogue->keepLabel(label(u"waits"_s));
    QTest::qWait(3000); // longer than the file's own patience
    const auto report = watchdog.stop();
    QVERIFY(run(other, u"COMMIT"_s));
    catalogue.reset();

    QCOMPARE(report.blocks, std::size_t{0});
    QVERIFY(troubled.isEmpty()); // it is only late
    auto rows = run(other, u"SELECT text FROM labels"_s);
    QVERIFY(rows && rows->next());
    QCOMPARE(rows->value(0).toString(), u"waits"_s);
    rows->finish();
    other = {};
}

void StoredCatalogueTest::saysOnceThatNothingIsKept()
{
    m_folder->write("data/none", "");
    std::filesystem::permissions(m_folder->path(), std::filesystem::perms(0755));
    std::filesystem::permissions(*m_folder / "data", std::filesystem::perms(0555));
    const test::Unprivileged ordinary;
    {
        StoredCatalogue catalogue(path());
        QSignalSpy troubled(&catalogue, &ui::Catalogue::troubled);

        QVERIFY(load(catalogue));
        for (int i = 0; i < 20; ++i)
            catalogue.keepLabel(label(u"lost"_s));

        QTRY_COMPARE(troubled.size(), 1);
        const auto trouble = troubled.front().front().value<ui::CatalogueTrouble>();
        QCOMPARE(trouble.kind, ui::CatalogueTrouble::Kind::NotKept);
        QTest::qWait(100);
        QCOMPARE(troubled.size(), 1);
    }
}

} // namespace walkeeper::app

using walkeeper::app::StoredCatalogueTest;
WALKEEPER_TEST(StoredCatalogueTest)
#include "stored_catalogue_test.moc"
