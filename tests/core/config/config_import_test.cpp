#include "core/config/config_import.h"

#include "core/config/config_writer.h"
#include "tests/support/test_main.h"

#include <map>

namespace walkeeper {

namespace {

const std::string ours =
    "# ours\ndbs:\n  - path: /a.db # first\n    replicas:\n      - path: /ra\n";

ConfigOptions options()
{
    ConfigOptions options;
    options.variable = [](const std::string& name) -> std::optional<std::string> {
        const std::map<std::string, std::string> all{{"DATA", "/data"}, {"SECRET", "hunter2"}};
        const auto found = all.find(name);
        return found == all.end() ? std::nullopt : std::optional(found->second);
    };
    options.home = "/home/me";
    options.folder = "/somewhere";
    return options;
}

ImportPlan planned(const std::string& theirs)
{
    ConfigOptions other = options();
    other.folder = "/elsewhere";
    const Result<ImportPlan> plan = planImport(theirs, other, ours, options());
    return plan ? *plan : ImportPlan{};
}

} // namespace

class ConfigImportTest : public QObject
{
    Q_OBJECT

private slots:
    void judges_data();
    void judges();
    void entersAnEntryAsItStands();
    void neverExpandsVariables();
    void saysWhatStaysBehind();
    void namesNoDatabase();
    void recognisesByContent_data();
    void recognisesByContent();
};

void ConfigImportTest::judges_data()
{
    QTest::addColumn<QByteArray>("theirs");
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, const char* text, ImportState state,
                        const char* reason = "") {
        QTest::newRow(name) << QByteArray(text) << static_cast<int>(state) << QByteArray(reason);
    };
    row("new", "dbs:\n - path: /b.db\n   replicas:\n    - path: /rb\n", ImportState::New);
    row("flow style inside", "dbs:\n - path: /b.db\n   replicas: [{path: /rb}]\n",
        ImportState::New);
    row("home", "dbs:\n - path: ~/b.db\n   replicas:\n    - url: file:///rb\n", ImportState::New);
    row("ours", "dbs:\n - path: /a.db\n   replicas:\n    - path: /ra\n", ImportState::AlreadyHere);
    row("ours, elsewhere", "dbs:\n - path: /a.db\n   replicas:\n    - path: /rx\n",
        ImportState::Conflict, "other replicas");
    row("our replica", "dbs:\n - path: /b.db\n   replicas:\n    - path: /ra\n",
        ImportState::Conflict, "/a.db");
    row("S3", "dbs:\n - path: /b.db\n   replicas:\n    - url: s3://bucket/b\n",
        ImportState::Unsupported, "S3");
    row("Azure and SFTP",
        "dbs:\n - path: /b.db\n   replicas:\n    - url: abs://a@b/c\n    - url: "
        "sftp://me@host/path\n",
        ImportState::Unsupported, "Azure Blob Storage, SFTP");
    row("no replica", "dbs:\n - path: /b.db\n", ImportState::Unsupported, "no replica");
    row("relative", "dbs:\n - path: b.db\n   replicas:\n    - path: /rb\n",
        ImportState::Unsupported, "by hand");
    row("alias", "x: &r\n  - path: /rb\ndbs:\n - path: /b.db\n   replicas: *r\n",
        ImportState::Unsupported, "by hand");
    row("merge",
        "x: &r\n  retention: 5h\ndbs:\n - path: /b.db\n   replicas:\n    - <<: *r\n      "
        "path: /rb\n",
        ImportState::Unsupported, "by hand");
    row("all in one line", "dbs: [{path: /b.db, replicas: [{path: /rb}]}]\n",
        ImportState::Unsupported, "by hand");
    row("age",
        "dbs:\n - path: /b.db\n   replicas:\n    - path: /rb\n      age:\n        "
        "recipients: [age1x]\n",
        ImportState::Unsupported, "age encryption");
}

void ConfigImportTest::judges()
{
    QFETCH(const QByteArray, theirs);
    QFETCH(const int, state);
    QFETCH(const QByteArray, reason);

    const ImportPlan plan = planned(theirs.toStdString());

    QCOMPARE(plan.candidates.size(), std::size_t{1});
    const ImportCandidate& one = plan.candidates.front();
    QVERIFY2(static_cast<int>(one.state) == state, one.reason.c_str());
    QVERIFY2(QByteArray::fromStdString(one.reason).contains(reason), one.reason.c_str());
    QCOMPARE(one.entry.empty(), one.state != ImportState::New);
}

void ConfigImportTest::entersAnEntryAsItStands()
{
    const std::string theirs = "addr: \":9090\"\ndbs:\n"
                               "# above\n"
                               "- path: /b.db # the shop\n"
                               "  future: {a: 1}\n\n"
                               "  # why it is kept for a week\n"
                               "  replicas:\n"
                               "  - path: '/r b'\n"
                               "    retention: 168h\n"
                               "- path: /c.db\n"
                               "  replicas:\n"
                               "  - path: /rc\n"
                               "# end\n";
    const ImportPlan plan = planned(theirs);
    QCOMPARE(plan.candidates.size(), std::size_t{2});
    QVERIFY2(plan.candidates[0].state == ImportState::New, plan.candidates[0].reason.c_str());

    Result<std::string> text = ours;
    for (const ImportCandidate& each : plan.candidates) {
        text = withEntry(*text, each.database, each.entry, options());
        QVERIFY(text);
    }
    QCOMPARE(*text, ours + "  - path: /b.db # the shop\n"
                           "    future: {a: 1}\n\n"
                           "    # why it is kept for a week\n"
                           "    replicas:\n"
                           "    - path: '/r b'\n"
                           "      retention: 168h\n"
                           "  - path: /c.db\n"
                           "    replicas:\n"
                           "    - path: /rc\n");
}

void ConfigImportTest::neverExpandsVariables()
{
    const ImportPlan plan = planned(
        "dbs:\n - path: ${DATA}/b.db\n   # ${SECRET}\n   replicas:\n    - path: $DATA/rb\n");

    QCOMPARE(plan.candidates.front().database.path, std::string("/data/b.db"));
    QVERIFY2(plan.candidates.front().state == ImportState::New,
             plan.candidates.front().reason.c_str());
    QVERIFY(plan.candidates.front().entry.find("${DATA}/b.db") != std::string::npos);
    QVERIFY(plan.candidates.front().entry.find("hunter2") == std::string::npos);
}

void ConfigImportTest::saysWhatStaysBehind()
{
    const ImportPlan plan = planned("access-key-id: x\nsecret-access-key: hunter2\naddr: \":1\"\n"
                                    "dbs:\n - path: /b.db\n   typo: 1\n   replicas:\n    - path: "
                                    "/rb\n - path: /b.db\n   replicas:\n    - path: /rc\n");

    QCOMPARE(plan.leftOut,
             (std::vector<std::string>{"access-key-id", "secret-access-key", "addr"}));
    QCOMPARE(static_cast<int>(plan.candidates[0].state), static_cast<int>(ImportState::New));
    QCOMPARE(static_cast<int>(plan.candidates[1].state), static_cast<int>(ImportState::Conflict));
    QVERIFY(plan.warnings.size() >= 2);
    for (const std::string& each : plan.warnings)
        QVERIFY(each.find("hunter2") == std::string::npos);
}

void ConfigImportTest::namesNoDatabase()
{
    const Result<ImportPlan> plan = planImport("addr: x\n", options(), ours, options());
    QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!planImport("dbs: [", options(), ours, options()));
}

void ConfigImportTest::recognisesByContent_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isConfig");
    QTest::newRow("configuration") << QByteArray("dbs:\n - path: /a\n") << true;
    QTest::newRow("no list yet") << QByteArray("dbs:\n") << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("another YAML") << QByteArray("services:\n  a: dbs\n") << false;
    QTest::newRow("text") << QByteArray("the dbs: are here") << false;
    QTest::newRow("database") << QByteArray("SQLite format 3\0dbs", 19) << false;
}

void ConfigImportTest::recognisesByContent()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isConfig);
    QCOMPARE(looksLikeConfig(std::string_view(text.data(), static_cast<std::size_t>(text.size()))),
             isConfig);
}

} // namespace walkeeper

using walkeeper::ConfigImportTest;
WALKEEPER_TEST(ConfigImportTest)
#include "config_import_test.moc"
