#include "ui/data/data_view.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/row_list_model.h"
#include "ui/open/welcome_page.h"
#include "ui/replica_page.h"
#include "ui/text/conversion.h"
#include "ui/widgets/plain_table.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

namespace walkeeper::ui {

/// Looking into the chosen moment, in the window.
class DataViewTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }
    void init();
    void cleanup() { m_window.reset(); }

    void readsNothingWhileNobodyLooks();
    void showsTheTablesOfTheMoment();
    void showsEarlierRowsAtAnEarlierMoment();
    void staysAtTheTableFromMomentToMoment();
    void sortsAndFilters();
    void scrollsThroughAllRows();
    void answersAnOwnQueryFromTheKeyboard();
    void refusesToWrite();
    void saysWhyAMomentCannotBeShown();
    void exportsWhatItShows();
    void isUsableWithKeysAlone();

private:
    void open(const QString& address);
    void look();
    void choose(const QString& table);
    bool isRead() const;
    QString cell(int row, int column) const;
    DataView& data() const { return m_window->page().data(); }

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
    std::unique_ptr<MainWindow> m_window;
};

void DataViewTest::init()
{
    m_services = {};
    m_window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void DataViewTest::open(const QString& address)
{
    m_window->openAddress(address);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled(), 30000);
}

bool DataViewTest::isRead() const
{
    return data().look().state() == MomentLook::State::Open && data().model().total() &&
           !data().model().isReading() && !cell(0, 0).startsWith(u'…');
}

QString DataViewTest::cell(int row, int column) const
{
    return data().model().index(row, column).data().toString();
}

void DataViewTest::look()
{
    m_window->page().showTab(ReplicaPage::Tab::Data);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
}

void DataViewTest::choose(const QString& table)
{
    const auto found = data().tables().findItems(table, Qt::MatchExactly);
    QCOMPARE(found.size(), 1);
    data().tables().setCurrentItem(found.front());
}

void DataViewTest::readsNothingWhileNobodyLooks()
{
    QSignalSpy looked(&m_fixture->engine(), &Engine::lookedInto);
    open(m_fixture->address());
    QTest::qWait(300);

    QCOMPARE(looked.size(), 0);
    QVERIFY(data().look().state() == MomentLook::State::Nothing);

    look();
    QCOMPARE(looked.size(), 1);
}

void DataViewTest::showsTheTablesOfTheMoment()
{
    open(m_fixture->address());
    look();

    QStringList tables;
    for (int i = 0; i < data().tables().count(); ++i)
        tables << data().tables().item(i)->text();
    QVERIFY(tables.contains(QStringLiteral("reading")));
    QVERIFY(tables.contains(QStringLiteral("station")));
    QCOMPARE(tables.back(), QStringLiteral("Own query"));
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QStringList columns;
    for (int i = 0; i < data().model().columnCount(); ++i)
        columns << data().model().headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
    QCOMPARE(columns, QStringList({QStringLiteral("id"), QStringLiteral("name"),
                                   QStringLiteral("height_m")}));
    QCOMPARE(static_cast<std::uint64_t>(data().model().rowCount()), *data().model().total());
    QVERIFY(data().status().contains(QLatin1String("row")));
}

void DataViewTest::showsEarlierRowsAtAnEarlierMoment()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("reading"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const std::uint64_t now = *data().model().total();

    m_window->workbench().selection().stepSnapshot(-1);
    QTRY_VERIFY_WITH_TIMEOUT(isRead() && *data().model().total() < now, 30000);

    m_window->workbench().selection().chooseLast();
    QTRY_VERIFY_WITH_TIMEOUT(isRead() && *data().model().total() == now, 30000);
}

void DataViewTest::staysAtTheTableFromMomentToMoment()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QSignalSpy looked(&m_fixture->engine(), &Engine::lookedInto);

    m_window->workbench().selection().step(-1);

    QTRY_COMPARE_WITH_TIMEOUT(looked.size(), 1, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QCOMPARE(data().tables().currentItem()->text(), QStringLiteral("station"));
    QCOMPARE(data().model().tableName(), std::string("station"));
}

void DataViewTest::sortsAndFilters()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const std::uint64_t all = *data().model().total();
    const QString first = cell(0, 1);

    data().rows().sortByColumn(0, Qt::DescendingOrder);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QCOMPARE(cell(0, 0).toULongLong(), all);

    data().filter().setText(first);
    QTRY_VERIFY_WITH_TIMEOUT(isRead() && *data().model().total() < all, 30000);
    QVERIFY(cell(0, 1).contains(first));

    data().filter().setText(QStringLiteral("nothing is like this"));
    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == std::uint64_t{0}, 30000);
    QVERIFY(data().status().startsWith(QLatin1String("0 row")));
}

void DataViewTest::scrollsThroughAllRows()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("reading"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const QAbstractItemModelTester tester(&data().model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int rows = data().model().rowCount();
    QVERIFY(rows > 400);

    data().rows().scrollToBottom();

    QTRY_VERIFY_WITH_TIMEOUT(cell(rows - 1, 0).toInt() > 0, 30000);
    QTRY_VERIFY_WITH_TIMEOUT(cell(rows / 2, 0).toInt() > rows / 2, 30000);
    QVERIFY(cell(rows / 2, 0).toInt() < cell(rows - 1, 0).toInt());
    QCOMPARE(data().model().rowCount(), rows);
}

void DataViewTest::answersAnOwnQueryFromTheKeyboard()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().setFocus();
    QTest::keyClicks(&data().query(), QStringLiteral("SELECT count(*) AS n, 'x' FROM station"));

    QTest::keyClick(&data().query(), Qt::Key_Return, Qt::ControlModifier);

    QTRY_VERIFY_WITH_TIMEOUT(data().model().rowCount() == 1 && cell(0, 0).toInt() > 0, 30000);
    QCOMPARE(data().model().headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("n"));
    QVERIFY(data().status().startsWith(QLatin1String("1 row")));
}

void DataViewTest::refusesToWrite()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));

    for (const char* sql : {"DELETE FROM station", "ATTACH '/tmp/x' AS y", "SELECT"}) {
        data().query().setPlainText(QLatin1String(sql));
        data().run().click();
        QTRY_VERIFY_WITH_TIMEOUT(data().model().error(), 30000);
        QVERIFY2(!data().status().isEmpty() && !data().status().contains(QLatin1String("row")),
                 qPrintable(data().status()));
    }
}

void DataViewTest::saysWhyAMomentCannotBeShown()
{
    const QString replica = m_fixture->copyOfReplica(QStringLiteral("broken"));
    open(replica);
    const ReplicaContents& contents = *m_window->workbench().current()->contents;
    const Generation& newest = contents.replica.generations.back();
    QFile segment(replica + u'/' + toQt(newest.keyOf(newest.segments.back()).text()));
    QVERIFY(segment.open(QIODevice::ReadWrite));
    QVERIFY(segment.resize(segment.size() / 2));
    segment.close();

    m_window->page().showTab(ReplicaPage::Tab::Data);
    QTRY_VERIFY_WITH_TIMEOUT(data().look().state() == MomentLook::State::Failed, 30000);

    QVERIFY2(data().notice().sentence().contains(toQt(newest.keyOf(newest.segments.back()).text())),
             qPrintable(data().notice().sentence()));
    QVERIFY(data().notice().isVisible());
    // The one before it is whole.
    m_window->workbench().selection().stepSnapshot(-1);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
}

void DataViewTest::exportsWhatItShows()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const QString path = m_fixture->filePath(QStringLiteral("stations.csv"));

    data().exportTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(data().status().contains(path), 30000);

    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.startsWith("id,name,height_m\r\n"));
    QCOMPARE(static_cast<std::uint64_t>(text.count('\n')), *data().model().total() + 1);

    data().exportTo(path);
    QTRY_VERIFY2_WITH_TIMEOUT(data().status().contains(QLatin1String("already")),
                              qPrintable(data().status()), 5000);
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll(), text);
}

void DataViewTest::isUsableWithKeysAlone()
{
    open(m_fixture->address());

    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(QApplication::focusWidget(), &data().tables());
    const QString before = data().tables().currentItem()->text();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QVERIFY(data().tables().currentItem()->text() != before);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), &data().filter());
}

} // namespace walkeeper::ui

using walkeeper::ui::DataViewTest;
WALKEEPER_TEST(DataViewTest)
#include "data_view_test.moc"
