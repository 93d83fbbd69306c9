#include "tests/support/reference_program.h"
#include "tests/support/test_main.h"
#include "tests/support/workload_database.h"
#include "tests/system/virtual_display.h"

#include "ui/text/conversion.h"

#include <QDir>
#include <QFileInfo>

#include <filesystem>

namespace walkeeper {

using namespace Qt::StringLiterals;

namespace {

constexpr unsigned pageSize = 4096;

} // namespace

/// Somebody protects a database that an application goes on writing to, sees its restore points
/// come, stops, and restores with the reference program.
class ProtectTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();

    void protectsADatabaseThatTheReferenceRestores();

private:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    /// contentHash() of what the reference restores; empty while it cannot.
    QString restoredContent();

    QTemporaryDir m_folder;
    std::optional<test::ReferenceProgram> m_reference;
    test::VirtualDisplay m_display;
    QProcess m_program;
    int m_restores = 0;
};

void ProtectTest::initTestCase()
{
    auto reference = test::ReferenceProgram::find();
    QVERIFY2(reference, reference ? "" : reference.error().message.c_str());
    m_reference = *std::move(reference);
    const QString problem = m_display.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void ProtectTest::cleanup()
{
    if (m_program.state() != QProcess::NotRunning) {
        m_program.kill();
        m_program.waitForFinished();
    }
}

QString ProtectTest::restoredContent()
{
    const QString output = path(u"restored%1.db"_s.arg(++m_restores));
    m_reference->restore(ui::pathFromQt(path(u"replica"_s)), ui::pathFromQt(output));
    const auto content = test::contentHash(ui::pathFromQt(output));
    return content ? ui::toQt(*content) : QString();
}

void ProtectTest::protectsADatabaseThatTheReferenceRestores()
{
    const QString file = path(u"app.db"_s);
    test::WorkloadDatabase database(ui::pathFromQt(file), pageSize);
    database.insertItems(50, 200);
    QVERIFY(database.state());

    m_program.setProcessEnvironment(m_display.environment());
    m_program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_program.start(QStringLiteral(WALKEEPER_PROGRAM),
                    {u"-config"_s, path(u"new/litestream.yml"_s)});
    QVERIFY(!m_display.waitForActive(u"^Walkeeper$"_s).isEmpty());
    m_display.press(u"ctrl+n"_s);
    QVERIFY2(!m_display.waitForActive(u"^Protect a database$"_s).isEmpty(), "no dialog");
    m_display.type(file);
    m_display.press(u"alt+r"_s);
    m_display.press(u"ctrl+a"_s);
    m_display.type(path(u"replica"_s));
    m_display.press(u"Return"_s);

    const QString window = m_display.waitForWindow(u"^app.db at .* Walkeeper$"_s);
    QVERIFY2(!window.isEmpty(), "the window does not show the database's history");
    QVERIFY(QFileInfo::exists(path(u"new/litestream.yml"_s)));

    // The title has the time of the newest moment.
    for (int i = 0; i < 3; ++i) {
        const QString before = m_display.titleOf(window);
        database.insertItems(10, 300);
        QVERIFY2(test::waitUntil([&] { return m_display.titleOf(window) > before; }),
                 "no new restore point appears");
    }

    database.updateItems(20, 100);
    QVERIFY(database.state());
    const auto content = test::contentHash(ui::pathFromQt(file));
    QVERIFY2(content, content ? "" : content.error().message.c_str());
    m_display.press(u"ctrl+shift+g"_s);
    QVERIFY2(test::waitUntil([&] { return restoredContent() == ui::toQt(*content); }),
             "the reference does not restore what the database holds");

    // What is committed now is not replicated: it was stopped.
    database.insertItems(5, 100);
    m_display.press(u"ctrl+q"_s);
    QVERIFY(test::waitUntil([&] { return m_program.state() == QProcess::NotRunning; }));
    QCOMPARE(m_program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_program.exitCode(), 0);
    QCOMPARE(restoredContent(), ui::toQt(*content));
}

} // namespace walkeeper

using walkeeper::ProtectTest;
WALKEEPER_TEST(ProtectTest)
#include "protect_test.moc"
