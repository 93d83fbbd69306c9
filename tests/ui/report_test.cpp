#include "ui/report/report_saver.h"

#include "tests/support/gui_watchdog.h"
#include "tests/support/test_main.h"
#include "tests/ui/window_fixture.h"
#include "ui/check/check_panel.h"
#include "ui/report/drill_report.h"
#include "ui/report/validation_report.h"
#include "ui/text/conversion.h"
#include "ui/widgets/message_bar.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace walkeeper::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60000;

Finding finding(FindingKind kind, Severity severity, const std::string& object)
{
    return {kind, severity, object, Position{GenerationId(7), 3, 4120}, "it <is> cut short & more"};
}

/// A check that ended.
Check checkOf(std::vector<Finding> findings)
{
    ValidationReport validation;
    validation.rungs = {{ValidationRung::Listing, true, 5, 0, 0},
                        {ValidationRung::Objects, findings.empty(), 5, 12'345, 67}};
    validation.findings = std::move(findings);
    validation.elapsed = std::chrono::milliseconds(1500);
    Check check;
    check.rung = ValidationRung::Objects;
    check.end = std::make_shared<const Result<CheckReport>>(CheckReport{validation, {}});
    check.ended = Timestamp(std::chrono::seconds(1'700'000'000));
    return check;
}

OpenedReplica replicaNamed(const QString& name)
{
    OpenedReplica replica;
    replica.name = name;
    replica.url = {"file", "", "", "/backups/app"};
    return replica;
}

Report reportOf(std::vector<Finding> findings, const QString& name = u"app.db"_s)
{
    return ValidationReportText::of(checkOf(std::move(findings)), replicaNamed(name),
                                    QTimeZone::utc());
}

int pagesOf(const QByteArray& pdf)
{
    const auto pages =
        QRegularExpression(u"/Type /Page\\b(?!s)"_s).globalMatch(QString::fromLatin1(pdf));
    int count = 0;
    for (auto each = pages; each.hasNext(); each.next())
        ++count;
    return count;
}

} // namespace

/// What a validation has found, as a file.
class ReportTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_fixture = std::make_unique<WindowFixture>(); }

    void saysEverythingAsText();
    void breaksLongLinesOfText();
    void isReadBackAsJson();
    void hasThePagesOfAPdf();
    void cutsALongPdfAndSaysSo();
    void savesWithTheKeyboard_data();
    void savesWithTheKeyboard();
    void saysThatItCannotBeSaved();
    void offersNothingBeforeACheck();
    void savingALargeReportBlocksNothing();
    void drillsAreReported();

private:
    std::unique_ptr<MainWindow> opened();
    void validate(MainWindow& window);
    void saveAs(MainWindow& window, const QString& path);

    std::unique_ptr<WindowFixture> m_fixture;
    RememberedServices m_services;
};

void ReportTest::saysEverythingAsText()
{
    const QString good = QString::fromUtf8(textOf(reportOf({})));
    const QString bad = QString::fromUtf8(
        textOf(reportOf({finding(FindingKind::Stranger, Severity::Note, "a note"),
                         finding(FindingKind::BadFrame, Severity::Damage, "generations/x/y")})));

    QVERIFY2(good.startsWith(u"Validation of app.db\n====================\n\nPassed: "_s),
             qPrintable(good));
    QVERIFY(good.contains(u"Replica  file:///backups/app\n"_s));
    QVERIFY(good.contains(u"14 Nov 2023, 22:13:20 UTC"_s));
    QVERIFY(good.contains(u"Nothing is missing, broken or unusual."_s));
    QVERIFY(bad.contains(u"Failed: 1 finding"_s));
    QVERIFY(bad.indexOf(u"generations/x/y"_s) < bad.indexOf(u"a note"_s));
    QVERIFY(bad.contains(u"0000000000000007/00000003:4120"_s));
    QVERIFY(bad.contains(u"It <is> cut short & more."_s));
    for (const QString& line : bad.split(u'\n'))
        QVERIFY2(!line.endsWith(u' '), qPrintable(line));
}

void ReportTest::breaksLongLinesOfText()
{
    Report report;
    report.title = u"Report"_s;
    report.verdict = u"A verdict of many words. "_s.repeated(10).trimmed();
    report.facts = {{u"Replica"_s, u"and what is known of it "_s.repeated(8).trimmed()}};
    const QString longWord(150, u'x');
    report.tables = {{u"Findings"_s,
                      {u"Where"_s, u"What"_s},
                      {{longWord, u"many words "_s.repeated(20).trimmed()}, {u"short"_s, longWord}},
                      {}}};

    const QStringList lines = QString::fromUtf8(textOf(report)).split(u'\n');

    for (const QString& line : lines)
        QVERIFY2(line.size() <= 100 || line.contains(longWord), qPrintable(line));
    const QString column = QString(40 + 2, u' ');
    QVERIFY(lines.contains(u"Where"_s.leftJustified(42) + u"What"_s));
    QVERIFY(lines.contains(longWord));
    QCOMPARE(lines.count(column + u"many words many words many words many words many words"_s), 4);
    QVERIFY(lines.contains(u"short"_s.leftJustified(42) + longWord));
    QVERIFY(lines.filter(QRegularExpression(u"^ {9}\\S"_s)).size() >= 1);
}

void ReportTest::isReadBackAsJson()
{
    const QJsonObject json =
        QJsonDocument::fromJson(
            jsonOf(reportOf({finding(FindingKind::BadFrame, Severity::Damage, "generations/x")})))
            .object();

    QCOMPARE(json[u"replica"].toString(), u"app.db"_s);
    QCOMPARE(json[u"url"].toString(), u"file:///backups/app"_s);
    QCOMPARE(json[u"passed"].toBool(true), false);
    QCOMPARE(json[u"elapsed_ms"].toInt(), 1500);
    QCOMPARE(json[u"ended"].toString(), u"2023-11-14T22:13:20Z"_s);
    QCOMPARE(json[u"rungs"].toArray().size(), 2);
    QCOMPARE(json[u"rungs"][1][u"rung"].toString(), u"objects"_s);
    QCOMPARE(json[u"rungs"][1][u"bytes"].toInt(), 12'345);
    const QJsonObject found = json[u"findings"][0].toObject();
    QCOMPARE(found[u"severity"].toString(), toQt(severityName(Severity::Damage)));
    QCOMPARE(found[u"kind"].toString(), toQt(findingKindName(FindingKind::BadFrame)));
    QCOMPARE(found[u"object"].toString(), u"generations/x"_s);
    QCOMPARE(found[u"position"].toString(), u"0000000000000007/00000003:4120"_s);
}

void ReportTest::hasThePagesOfAPdf()
{
    const QByteArray one = pdfOf(reportOf({}));
    const QByteArray some =
        pdfOf(reportOf(std::vector<Finding>(120, finding(FindingKind::BadFrame, Severity::Damage,
                                                         "generations/0000000000000007/wal"))));

    QVERIFY(one.startsWith("%PDF-") && one.trimmed().endsWith("%%EOF"));
    QCOMPARE(pagesOf(one), 1);
    QVERIFY2(pagesOf(some) > 3, qPrintable(QString::number(pagesOf(some))));
}

void ReportTest::cutsALongPdfAndSaysSo()
{
    const Report report = reportOf(
        std::vector<Finding>(10'000, finding(FindingKind::BadFrame, Severity::Damage, "wal")));

    const int pages = pagesOf(pdfOf(report));

    QVERIFY2(pages >= 10 && pages < 100, qPrintable(QString::number(pages)));
    const QString html = htmlOf(report);
    QVERIFY(html.contains(u"And 9,000 more row"_s));
    QCOMPARE(html.count(u"it &lt;is&gt; cut short"_s, Qt::CaseInsensitive), 1000);
    QCOMPARE(textOf(report).count("it <is>") + textOf(report).count("It <is>"), 10'000);
}

std::unique_ptr<MainWindow> ReportTest::opened()
{
    auto window = std::make_unique<MainWindow>(m_fixture->engine(), m_services);
    window->show();
    window->openAddress(m_fixture->address());
    const bool isOpen = QTest::qWaitFor([&] { return window->isSettled(); }, patience) &&
                        QTest::qWaitFor([&] { return window->isActiveWindow(); });
    return isOpen ? std::move(window) : nullptr;
}

void ReportTest::validate(MainWindow& window)
{
    Workbench& workbench = window.workbench();
    const ReplicaId id = workbench.current()->id;
    workbench.checks().start(id, ValidationRung::Objects);
    QTRY_VERIFY_WITH_TIMEOUT(
        workbench.checks().find(id) && !workbench.checks().find(id)->isRunning(), patience);
}

void ReportTest::saveAs(MainWindow& window, const QString& path)
{
    QTest::keyClick(&window, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(window.findChild<QFileDialog*>());
    auto* dialog = window.findChild<QFileDialog*>();
    auto* name = dialog->findChild<QLineEdit*>();
    QVERIFY2(name->text().contains(u" validation 20"_s), qPrintable(name->text()));
    name->setText(path); // typed, it would open Qt's list of completions
    QTest::keyClick(dialog, Qt::Key_Return);
}

void ReportTest::savesWithTheKeyboard_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("pdf") << u".pdf"_s << QByteArray("%PDF-");
    QTest::newRow("json") << u".json"_s << QByteArray("{");
    QTest::newRow("text") << u".txt"_s << QByteArray("Validation of ");
    QTest::newRow("no suffix") << QString() << QByteArray("%PDF-");
}

void ReportTest::savesWithTheKeyboard()
{
    QFETCH(const QString, suffix);
    QFETCH(const QByteArray, start);
    const QTemporaryDir folder;
    const auto window = opened();
    QVERIFY(window);
    validate(*window);

    saveAs(*window, folder.filePath(u"report"_s + suffix));

    QTRY_VERIFY_WITH_TIMEOUT(window->messages().sentence().startsWith(u"The report on "_s),
                             patience);
    const QStringList files = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(files, QStringList(u"report"_s + (suffix.isEmpty() ? u".pdf"_s : suffix)));
    QFile file(folder.filePath(files.front()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith(start));
}

void ReportTest::saysThatItCannotBeSaved()
{
    const auto window = opened();
    QVERIFY(window);
    validate(*window);
    Engine& engine = m_fixture->engine();
    ReportSaver& saver = *window->findChild<ReportSaver*>();
    QVERIFY(saver.canSave());

    // A file dialog gives no folder that is missing; one that goes afterwards does.
    saver.askForValidation(QTimeZone::utc(), window.get());
    emit window->findChild<QFileDialog*>()->fileSelected(u"/proc/nowhere/report.pdf"_s);

    QTRY_VERIFY_WITH_TIMEOUT(window->messages().sentence().contains(u" is not saved. "_s),
                             patience);
    QVERIFY2(window->messages().sentence().contains(u"/proc/nowhere/report.pdf"_s),
             qPrintable(window->messages().sentence()));
    QCOMPARE(engine.state().jobs, 0u);
}

void ReportTest::offersNothingBeforeACheck()
{
    const auto window = opened();
    QVERIFY(window);

    QTest::keyClick(window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);

    QVERIFY(!window->findChild<QFileDialog*>());
    QVERIFY(!window->findChild<ReportSaver*>()->canSave());
}

void ReportTest::savingALargeReportBlocksNothing()
{
    const QTemporaryDir folder;
    const auto window = opened();
    QVERIFY(window);
    ExportJobs& exports = window->workbench().exports();
    QSignalSpy ended(&exports, &ExportJobs::ended);
    const Report report =
        reportOf(std::vector<Finding>(20'000, finding(FindingKind::BadFrame, Severity::Damage,
                                                      "generations/0007/wal/00000003.wal.lz4")));
    test::GuiWatchdog watchdog;
    watchdog.start();

    Export what;
    what.kind = Export::Kind::Report;
    what.name = u"app.db"_s;
    exports.start(
        SaveRequest{pathFromQt(folder.filePath(u"report.pdf"_s)),
                    [&report] { return writtenAs(ReportFormat::Pdf, report).toStdString(); }},
        what);
    QCOMPARE(window->workbench().jobs().all().front().name, u"Saving the report on app.db"_s);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    const auto pauses = watchdog.stop();

    qInfo("%s", pauses.text().c_str());
    QVERIFY2(pauses.maximum < test::GuiWatchdog::mostInATest, pauses.text().c_str());
    QVERIFY(window->workbench().jobs().all().empty());
    QVERIFY(window->workbench().activity().all().back().text.startsWith(
        u"The report on app.db is saved: "_s));
    QVERIFY(QFileInfo(folder.filePath(u"report.pdf"_s)).size() > 10'000);
}

void ReportTest::drillsAreReported()
{
    DrillSetting setting;
    setting.replica = u"/backups/app"_s;
    setting.name = u"app.db"_s;
    setting.interval = std::chrono::hours(24);
    setting.assertions = {{"SELECT count(*)\n FROM orders", {Expectation::Kind::Greater, "0"}}};
    DrillResult failed;
    failed.when = Timestamp(std::chrono::seconds(1'700'086'400));
    failed.outcome = DrillOutcome::Failed;
    failed.summary = u"It cannot be restored: it <is> cut short."_s;
    failed.elapsed = std::chrono::milliseconds(1500);
    DrillResult passed = failed;
    passed.when = Timestamp(std::chrono::seconds(1'700'000'000));
    passed.outcome = DrillOutcome::Passed;
    passed.summary = u"1 MB restored, sound."_s;
    passed.moment = Timestamp(std::chrono::seconds(1'699'999'000));

    const Report report = DrillReportText::of(setting, {failed, passed}, QTimeZone::utc());

    QVERIFY(!report.passed);
    const QString text = QString::fromUtf8(textOf(report));
    for (const QString& each :
         {u"Restore drills of app.db"_s, u"Failed: It cannot be restored"_s, u"/backups/app"_s,
          u"Last passed  14 Nov 2023"_s, u"> 0"_s, u"SELECT count(*) FROM orders"_s})
        QVERIFY2(text.contains(each), qPrintable(each + u" in:\n"_s + text));
    const QJsonObject json = QJsonDocument::fromJson(jsonOf(report)).object();
    const QJsonArray drills = json[u"drills"_s].toArray();
    QCOMPARE(drills.size(), 2);
    QCOMPARE(drills[0][u"outcome"_s].toString(), u"failed"_s);
    QVERIFY(!drills[0].toObject().contains(u"moment"_s));
    QCOMPARE(drills[1][u"moment"_s].toString(), u"2023-11-14T21:56:40Z"_s);
    QCOMPARE(json[u"assertions"_s][0][u"expected"_s].toString(), u"> 0"_s);
    QVERIFY(pagesOf(pdfOf(report)) >= 1);
}

} // namespace walkeeper::ui

using walkeeper::ui::ReportTest;
WALKEEPER_TEST(ReportTest)
#include "report_test.moc"
