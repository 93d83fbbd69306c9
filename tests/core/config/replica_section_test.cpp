#include "core/config/config_file.h"

#include "tests/support/test_main.h"

using namespace walkeeper;

class ReplicaSectionTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsWhereAReplicaIs_data();
    void knowsWhereAReplicaIs();
    void refusesContradictions_data();
    void refusesContradictions();
    void neverRepeatsASecret_data();
    void neverRepeatsASecret();
};

namespace {

/// The only replica of a configuration; `keys` is in YAML's flow style, without the braces.
Result<ParsedConfig> parseReplica(const QString& keys)
{
    ConfigOptions options;
    options.home = "/home/ann";
    options.folder = "/srv/dir";
    options.name = "t.yml";
    const QString text = QStringLiteral("dbs: [{path: /db, replicas: [{%1}]}]\n").arg(keys);
    return parseConfig(text.toStdString(), options);
}

} // namespace

void ReplicaSectionTest::knowsWhereAReplicaIs_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("user");
    const auto row = [](const char* keys, const char* shown, const char* user = "") {
        QTest::newRow(keys) << QString::fromLatin1(keys) << QString::fromLatin1(shown)
                            << QString::fromLatin1(user);
    };
    row("path: /r", "file:///r");
    row("path: r/../s/", "file:///srv/dir/s");
    row("path: ~/r", "file:///home/ann/r");
    row("type: file, path: /r", "file:///r");
    row("url: 'file:///r/s'", "file:///r/s");
    row("url: 'file:///r', bucket: b", "file:///r");
    row("url: 's3://b/p/q'", "s3://b/p/q");
    row("type: s3, bucket: b", "s3://b");
    row("type: s3, bucket: b, path: p", "s3://b/p");
    row("type: gcs, bucket: b, path: /p", "gcs://b/p");
    row("url: 'abs://acc@cont/p'", "abs://cont/p", "acc");
    row("url: 'sftp://ann:pw@h:22/p'", "sftp://h:22/p", "ann:pw");
    row("type: sftp, host: 'h:22', user: ann, path: /p", "sftp://h:22/p");
    row("url: 's3://b/p', type: file", "s3://b/p");
}

void ReplicaSectionTest::knowsWhereAReplicaIs()
{
    QFETCH(QString, keys);
    QFETCH(QString, shown);
    QFETCH(QString, user);

    const auto parsed = parseReplica(keys);

    QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
    const StoreUrl& url = parsed->config.databases.front().replicas.front().url;
    QCOMPARE(QString::fromStdString(url.shown()), shown);
    QCOMPARE(QString::fromStdString(url.user), user);
}

void ReplicaSectionTest::refusesContradictions_data()
{
    QTest::addColumn<QString>("keys");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* keys, const char* message) {
        QTest::newRow(keys) << QString::fromLatin1(keys)
                            << QStringLiteral("t.yml:1: ") + QString::fromLatin1(message);
    };
    row("name: n", "file replica path required");
    row("url: /foo", "replica url scheme required: /foo");
    row("path: 's3://u:pw@foo'",
        "replica path cannot be a url, please use the 'url' field instead: s3://foo");
    row("path: /p, url: 'file:///p'", "cannot specify url & path for file replica");
    row("path: p, url: 's3://b'", "cannot specify url & path for s3 replica");
    row("bucket: b, url: 's3://b'", "cannot specify url & bucket for s3 replica");
    row("bucket: b, url: 'abs://a@b'", "cannot specify url & bucket for abs replica");
    row("host: h, url: 'sftp://u@h/p'", "cannot specify url & host for sftp replica");
    row("type: s3", "bucket required for s3 replica");
    row("type: gcs, path: p", "bucket required for gcs replica");
    row("type: sftp, user: u", "host required for sftp replica");
    row("type: sftp, host: h", "user required for sftp replica");
    row("url: 'sftp://h/p'", "user required for sftp replica");
    row("type: s4, path: x", "unknown replica type in config: \"s4\"");
    row("url: 'gs://b/p'", "unknown replica type in config: \"gs\"");
    row("path: /r, age: {identities: [foo]}", "an age identity begins with AGE-SECRET-KEY-1");
    row("path: /r, age: {identities: ['# none']}", "an age identity begins with AGE-SECRET-KEY-1");
    row("path: /r, age: {recipients: [foo]}", "an age recipient begins with age1");
    row("path: /r, age: {recipients: {a: b}}",
        "recipients must be a list, each entry behind a \"-\"");
    row("path: /r, age: x", "age must be a list of \"key: value\" lines");
}

void ReplicaSectionTest::refusesContradictions()
{
    QFETCH(QString, keys);
    QFETCH(QString, message);

    const auto parsed = parseReplica(keys);

    QVERIFY(!parsed);
    QCOMPARE(QString::fromStdString(parsed.error().message), message);
}

void ReplicaSectionTest::neverRepeatsASecret_data()
{
    QTest::addColumn<QString>("keys");
    for (const char* keys :
         {"path: /r, secret-access-key: [SESAME]", "path: /r, account-key: {SESAME: SESAME}",
          "url: 'sftp://u:SESAME@h/p', host: x", "url: 'sftp://u:SESAME@'",
          "path: 'sftp://u:SESAME@h/p'", "url: 'foo://u:SESAME@h/p'",
          "path: /r, age: {identities: [SESAME]}", "url: 'u:SESAME@h/p'"})
        QTest::newRow(keys) << QString::fromLatin1(keys);
}

void ReplicaSectionTest::neverRepeatsASecret()
{
    QFETCH(QString, keys);

    const auto parsed = parseReplica(keys);

    QVERIFY(!parsed);
    QVERIFY2(parsed.error().message.find("SESAME") == std::string::npos,
             parsed.error().message.c_str());
}

WALKEEPER_TEST(ReplicaSectionTest)
#include "replica_section_test.moc"
