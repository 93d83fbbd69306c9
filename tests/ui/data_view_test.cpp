#include "ui/data/data_view.h"

#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/query_box.h"
#include "ui/data/row_dialog.h"
#include "ui/data/row_filter_box.h"
#include "ui/data/row_list_model.h"
#include "ui/data/table_list.h"
#include "ui/open/welcome_page.h"
#include "ui/replica_page.h"
#include "ui/settings/settings_dialog.h"
#include "ui/text/conversion.h"
#include "ui/widgets/plain_table.h"
#include "ui/window_dialogs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

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
    void filtersByACondition();
    void exportsWhatItShows();
    void exportsTheRowsAsTheyAreShown();
    void exportsTheAnswerThatIsShown();
    void followsEveryExportToItsEnd();
    void cancelsAnExportFromTheStrip();
    void copiesWholeRows();
    void refusesToCopyTooMuch();
    void showsARowOnItsOwn();
    void showsTheFirstBytesOfABlob();
    void keepsToOtherLimits();
    void isUsableWithKeysAlone();

private:
    void open(const QString& address);
    void look();
    void choose(const QString& table);
    bool isRead() const;
    QString cell(int row, int column) const;
    static QByteArray read(const QString& path);
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

QByteArray DataViewTest::read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
    QCOMPARE(std::get<RowSelection>(data().model().shown()).table, std::string("station"));
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

    data().filter().text().setText(first);
    QTRY_VERIFY_WITH_TIMEOUT(isRead() && *data().model().total() < all, 30000);
    QVERIFY(cell(0, 1).contains(first));

    data().filter().text().setText(QStringLiteral("nothing is like this"));
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
    data().query().text().setFocus();
    QTest::keyClicks(&data().query().text(),
                     QStringLiteral("SELECT count(*) AS n, 'x' FROM station"));

    QTest::keyClick(&data().query().text(), Qt::Key_Return, Qt::ControlModifier);

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
        data().query().text().setPlainText(QLatin1String(sql));
        data().query().button().click();
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

void DataViewTest::filtersByACondition()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const std::uint64_t all = *data().model().total();

    data().filter().kind().setCurrentIndex(static_cast<int>(RowFilterBox::Kind::Condition));
    data().filter().text().setFocus();
    QTest::keyClicks(&data().filter().text(), QStringLiteral("id BETWEEN 2 AND 3"));
    QTest::qWait(400);
    QCOMPARE(*data().model().total(), all); // a half condition is none
    QTest::keyClick(&data().filter().text(), Qt::Key_Return);

    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == std::uint64_t{2}, 30000);
    QCOMPARE(cell(0, 0), QStringLiteral("2"));

    data().filter().text().setFocus();
    data().filter().text().setText(QStringLiteral("no such column"));
    QTest::keyClick(&data().filter().text(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(data().model().error(), 30000);
    QVERIFY2(data().status().contains(QLatin1String("filter")), qPrintable(data().status()));
    QVERIFY(!data().canExport());

    data().filter().text().clear();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == all, 30000);
    QVERIFY(data().canExport());
}

void DataViewTest::exportsTheRowsAsTheyAreShown()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    data().rows().sortByColumn(0, Qt::DescendingOrder);
    data().filter().kind().setCurrentIndex(static_cast<int>(RowFilterBox::Kind::Condition));
    data().filter().text().setText(QStringLiteral("id <= 3"));
    QTest::keyClick(&data().filter().text(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(isRead() && *data().model().total() == 3, 30000);
    const QString path = m_fixture->filePath(QStringLiteral("some.csv"));

    data().exportTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(data().status().contains(path), 30000);

    const QList<QByteArray> lines = read(path).split('\n');
    QCOMPARE(lines.size(), 5); // names, three rows, nothing
    QVERIFY(lines.at(1).startsWith("3,"));
    QVERIFY(lines.at(3).startsWith("1,"));
    QVERIFY2(data().status().startsWith(QLatin1String("3 row")), qPrintable(data().status()));
}

void DataViewTest::exportsTheAnswerThatIsShown()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().text().setPlainText(QStringLiteral("SELECT 'shown' AS what"));
    data().query().button().click();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().rowCount() == 1, 30000);
    data().query().text().setPlainText(QStringLiteral("SELECT 'typed since' AS what"));
    const QString path = m_fixture->filePath(QStringLiteral("answer.csv"));

    data().exportTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(data().status().contains(path), 30000);

    QCOMPARE(read(path), QByteArray("what\r\nshown\r\n"));
}

void DataViewTest::followsEveryExportToItsEnd()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("reading"));
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    const QString first = m_fixture->filePath(QStringLiteral("first.csv"));
    const QString second = m_fixture->filePath(QStringLiteral("second.sql"));
    QSignalSpy ended(&m_window->workbench().exports(), &ExportJobs::ended);

    data().exportTo(first);
    choose(QStringLiteral("station"));
    QTRY_VERIFY_WITH_TIMEOUT(data().canExport(), 30000);
    data().exportTo(second);

    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, 30000);
    QVERIFY(read(first).startsWith("id,"));
    QVERIFY(read(second).contains("INSERT INTO \"station\""));
    // Both are in the log.
    QStringList texts;
    for (const Activity& each : m_window->workbench().activity().all())
        texts << each.text;
    for (const QString& path : {first, second})
        QCOMPARE(texts.filter(path).size(), 1);
    QVERIFY(m_window->workbench().exports().running().empty());
}

void DataViewTest::cancelsAnExportFromTheStrip()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().text().setPlainText(QStringLiteral(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"));
    data().query().button().click();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().rowCount() > 0, 30000);
    const QString path = m_fixture->filePath(QStringLiteral("endless.csv"));

    data().exportTo(path);
    const auto job = [this]() -> std::optional<RunningJob> {
        for (RunningJob& each : m_window->workbench().jobs().all())
            if (each.name.startsWith(QLatin1String("Exporting")))
                return std::move(each);
        return std::nullopt;
    };
    QTRY_VERIFY_WITH_TIMEOUT(job() && job()->progress->doneBytes > 1'000'000, 30000);
    QVERIFY(job()->progress->stage == Stage::Exporting);
    job()->cancel();

    QTRY_VERIFY_WITH_TIMEOUT(!job(), 5000);
    QVERIFY2(data().status().contains(QLatin1String("cancelled")), qPrintable(data().status()));
    QVERIFY(!QFile::exists(path));
    QCOMPARE(QDir(QFileInfo(path).path())
                 .entryList({QStringLiteral("*endless*")}, QDir::Files | QDir::Hidden),
             QStringList());
}

void DataViewTest::copiesWholeRows()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().text().setPlainText(QStringLiteral(
        "SELECT 1 AS a, printf('%.*c', 5000, 'x') AS b, NULL AS c UNION ALL "
        "SELECT 2, 'two' || char(9) || 'parts', x'00ff' UNION ALL SELECT 3, '', 1.5"));
    data().query().button().click();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == std::uint64_t{3}, 30000);
    data().rows().setFocus();
    data().rows().selectAll();

    QTest::keyClick(&data().rows(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(data().status().startsWith(QLatin1String("3 row")) &&
                                 data().status().contains(QLatin1String("copied")),
                             30000);

    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("a\tb\tc\n1\t%1\t\n2\t\"two\tparts\"\tX'00ff'\n3\t\"\"\t1.5\n")
                 .arg(QString(5000, u'x')));

    data().rows().selectionModel()->select(data().model().index(1, 0),
                                           QItemSelectionModel::ClearAndSelect |
                                               QItemSelectionModel::Rows);
    QTest::keyClick(&data().rows(), Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY2_WITH_TIMEOUT(data().status().startsWith(QLatin1String("1 row")),
                              qPrintable(data().status()), 30000);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("a\tb\tc\n2\t\"two\tparts\"\tX'00ff'\n"));
}

void DataViewTest::refusesToCopyTooMuch()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    QGuiApplication::clipboard()->setText(QStringLiteral("before"));
    for (const char* sql :
         {"SELECT zeroblob(2000000)",
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20) "
          "SELECT printf('%.*c', 900000, 'x') FROM n"}) {
        data().query().text().setPlainText(QLatin1String(sql));
        data().query().button().click();
        QTRY_VERIFY_WITH_TIMEOUT(data().model().total(), 30000);
        data().rows().selectAll();
        data().copyRows();
        QTRY_VERIFY_WITH_TIMEOUT(data().status().contains(QLatin1String("too large to copy")),
                                 30000);
    }
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("before"));
}

void DataViewTest::showsARowOnItsOwn()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().text().setPlainText(
        QStringLiteral("SELECT 1 AS id, printf('%.*c', 5000, 'x') AS text, x'41420a' AS bytes "
                       "UNION ALL SELECT 2, 'b', NULL"));
    data().query().button().click();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == std::uint64_t{2}, 30000);
    data().rows().setFocus();
    data().rows().selectRow(0);

    QTest::keyClick(&data().rows(), Qt::Key_Return);
    auto* dialog = data().findChild<RowDialog*>();
    QVERIFY(dialog);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->columns().model()->rowCount(), 3, 30000);

    QCOMPARE(dialog->value(), QStringLiteral("1"));
    dialog->columns().setCurrentIndex(dialog->columns().model()->index(1, 0));
    QCOMPARE(dialog->value(), QString(5000, u'x'));
    dialog->columns().setCurrentIndex(dialog->columns().model()->index(2, 0));
    QVERIFY2(dialog->value().startsWith(QLatin1String("00000000  41 42 0a")) &&
                 dialog->value().trimmed().endsWith(QLatin1String("AB.")),
             qPrintable(dialog->value()));
    QVERIFY(dialog->status().contains(QLatin1String("blob, 3 byte")));

    dialog->next().click();
    QTRY_COMPARE_WITH_TIMEOUT(dialog->value(), QStringLiteral("NULL"), 30000);
    QVERIFY(!dialog->next().isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!data().findChild<RowDialog*>());
}

void DataViewTest::showsTheFirstBytesOfABlob()
{
    open(m_fixture->address());
    look();
    choose(QStringLiteral("Own query"));
    data().query().text().setPlainText(
        QStringLiteral("SELECT x'00ff', zeroblob(3000), x'', NULL, 'a' || char(10) || 'b'"));
    data().query().button().click();
    QTRY_VERIFY_WITH_TIMEOUT(data().model().total() == std::uint64_t{1}, 30000);

    QCOMPARE(cell(0, 0), QStringLiteral("00 ff"));
    QCOMPARE(cell(0, 1), QStringLiteral("00 00 00 00 00 00 00 00 … blob of 3.0 kB"));
    QCOMPARE(cell(0, 2), QStringLiteral("empty blob"));
    QCOMPARE(cell(0, 3), QStringLiteral("NULL"));
    QCOMPARE(cell(0, 4), QStringLiteral("a\u21b5b"));
}

void DataViewTest::keepsToOtherLimits()
{
    open(m_fixture->address());
    look();
    QSignalSpy looked(&m_fixture->engine(), &Engine::lookedInto);

    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    auto* dialog = m_window->findChild<SettingsDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->memory().value(), 64);
    QCOMPARE(dialog->disk().value(), 256);
    dialog->folder().setText(m_fixture->filePath(QStringLiteral("no such folder")));
    QTest::keyClick(dialog, Qt::Key_Return);

    // It is opened again, where it was told to be, which is nowhere.
    QTRY_COMPARE_WITH_TIMEOUT(looked.size(), 1, 30000);
    QTRY_VERIFY(data().look().state() == MomentLook::State::Failed);
    QVERIFY2(data().notice().sentence().contains(QLatin1String("no such folder")),
             qPrintable(data().notice().sentence()));
    QVERIFY(m_services.limits.folder.filename() == "no such folder");

    QTRY_VERIFY(!m_window->findChild<SettingsDialog*>());
    m_window->dialogs().showSettings();
    dialog = m_window->findChild<SettingsDialog*>();
    dialog->folder().clear();
    dialog->disk().setValue(32);
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(isRead(), 30000);
    QCOMPARE(m_services.limits.disk, std::uint64_t{32} << 20);
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
    QCOMPARE(QApplication::focusWidget(), &data().filter().kind());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), &data().filter().text());
}

} // namespace walkeeper::ui

using walkeeper::ui::DataViewTest;
WALKEEPER_TEST(DataViewTest)
#include "data_view_test.moc"
