#include "core/storage/store_url.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <filesystem>

using namespace walkeeper;

class StoreUrlTest : public QObject
{
    Q_OBJECT

private slots:
    void knowsAUrlFromAPath_data();
    void knowsAUrlFromAPath();
    void readsUrls_data();
    void readsUrls();
    void barePathsAreMadeAbsolute();
    void refusesBadUrls_data();
    void refusesBadUrls();
    void refusalsShowNoPassword();
    void encodedFolderIsMeantWhereItExists_data();
    void encodedFolderIsMeantWhereItExists();
    void shownUrlsReadBack_data();
    void shownUrlsReadBack();
    void userIsNeverShown();
};

void StoreUrlTest::knowsAUrlFromAPath_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* text, bool expected) {
        QTest::newRow(text) << std::string(text) << expected;
    };
    row("file:///a", true);
    row("s3://b", true);
    row("S_3://", true);
    row("", false);
    row("/a/b", false);
    row("a/b", false);
    row("://x", false);
    row("file:/a", false);
    row("my-scheme://x", false);
    row(" file://x", false);
    row("./file://x", false);
}

void StoreUrlTest::knowsAUrlFromAPath()
{
    QFETCH(std::string, text);
    QFETCH(bool, expected);

    QCOMPARE(isStoreUrl(text), expected);
}

void StoreUrlTest::readsUrls_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("scheme");
    QTest::addColumn<std::string>("user");
    QTest::addColumn<std::string>("host");
    QTest::addColumn<std::string>("path");
    const auto row = [](const char* text, const char* scheme, const char* user, const char* host,
                        const char* path) {
        QTest::newRow(text) << std::string(text) << std::string(scheme) << std::string(user)
                            << std::string(host) << std::string(path);
    };
    row("file:///var/backups/app", "file", "", "", "/var/backups/app");
    row("FILE:///var/x", "file", "", "", "/var/x");
    row("file:///", "file", "", "", "/");
    // The reference makes the host the first folder.
    row("file://rel/x", "file", "", "", "/rel/x");
    row("file:///d//x/./y/../z/", "file", "", "", "/d/x/z");
    row("file:///../../x", "file", "", "", "/x");
    row("file:///d/a%20b", "file", "", "", "/d/a b");
    row("file:///d/a b", "file", "", "", "/d/a b");
    row("file:///d/%C3%A9", "file", "", "", "/d/\xc3\xa9");
    row("file:///d/%2e%2E/x", "file", "", "", "/x");
    // As in the reference, a query is part of the folder's name; nothing in it is decoded.
    row("file:///d/x?y=%31", "file", "", "", "/d/x?y=%31");
    row("file:///d/x#y", "file", "", "", "/d/x#y");
    row("file:///d/x%3Fy", "file", "", "", "/d/x?y");
    row("file://user:pass@host/x", "file", "", "", "/user:pass@host/x");

    row("s3://bucket", "s3", "", "bucket", "");
    row("s3://bucket/", "s3", "", "bucket", "");
    row("s3://b/p/a/../q/", "s3", "", "b", "p/q");
    row("s3://b/a%20b?x=1#y", "s3", "", "b", "a b");
    row("s3://bucket.localhost:9000/path", "s3", "", "bucket.localhost:9000", "path");
    row("s3://key:sec@ret@b/p", "s3", "key:sec@ret", "b", "p");
    row("gcs://bucket/path", "gcs", "", "bucket", "path");
    row("abs://account@container/path", "abs", "account", "container", "path");
    row("sftp://me:pw@host:22/srv/x", "sftp", "me:pw", "host:22", "/srv/x");
    row("gs://b/p", "gs", "", "b", "p");
}

void StoreUrlTest::readsUrls()
{
    QFETCH(std::string, text);
    QFETCH(std::string, scheme);
    QFETCH(std::string, user);
    QFETCH(std::string, host);
    QFETCH(std::string, path);

    const auto url = parseStoreUrl(text);

    QVERIFY2(url, url ? "" : url.error().message.c_str());
    QCOMPARE(url->scheme, scheme);
    QCOMPARE(url->user, user);
    QCOMPARE(url->host, host);
    QCOMPARE(url->path, path);
}

void StoreUrlTest::barePathsAreMadeAbsolute()
{
    const std::string current = std::filesystem::current_path();

    QCOMPARE(parseStoreUrl("/a/b/")->path, std::string("/a/b"));
    QCOMPARE(parseStoreUrl("rel/../x")->path, current + "/x");
    QCOMPARE(parseStoreUrl(".")->path, current);
    // A path is no URL: nothing is decoded.
    QCOMPARE(parseStoreUrl("/a%20b?c")->path, std::string("/a%20b?c"));
    QCOMPARE(parseStoreUrl("/a")->scheme, std::string("file"));
}

void StoreUrlTest::refusesBadUrls_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text :
         {"", "file://", "file:///a%2", "file:///a%zz", "file:///a%00b", "s3://", "s3:///path",
          "s3://user@/path", "s3://b/%4", "s3://b\n/x", "file:///a\tb"})
        QTest::newRow(text) << std::string(text);
    QTest::newRow("null") << std::string("/a\0b", 4);
}

void StoreUrlTest::refusesBadUrls()
{
    QFETCH(std::string, text);

    const auto url = parseStoreUrl(text);

    QVERIFY(!url);
    QCOMPARE(url.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!url.error().message.empty());
}

void StoreUrlTest::refusalsShowNoPassword()
{
    for (const char* text :
         {"s3://key:hunter2@/x", "s3://key:hunter2@b/%zz", "sftp://u:hunter2@h\n/"})
        QVERIFY(parseStoreUrl(text).error().message.find("hunter2") == std::string::npos);
}

void StoreUrlTest::encodedFolderIsMeantWhereItExists_data()
{
    QTest::addColumn<std::string>("asked");
    QTest::addColumn<std::string>("made"); ///< by the reference, for what was asked
    const auto row = [](const char* asked, const char* made) {
        QTest::newRow(asked) << std::string(asked) << std::string(made);
    };
    row("a%20b", "a%20b");
    row("a b", "a%20b");
    row("\xc3\xa9", "%C3%A9");
    row("a%2fb", "a%2fb");
    row("a%zz", "a%zz");
    row("x y?q=1", "x%20y?q=1");
    row("a!b c", "a%21b%20c");
    row("a!b", "a!b");
}

void StoreUrlTest::encodedFolderIsMeantWhereItExists()
{
    QFETCH(std::string, asked);
    QFETCH(std::string, made);
    const test::TestFolder folder;
    const std::string url = "file://" + folder.path().string() + "/" + asked;
    const std::string existing = folder / made;

    const auto without = parseStoreUrl(url);
    std::filesystem::create_directory(existing);
    const auto with = parseStoreUrl(url);

    QVERIFY(with);
    QCOMPARE(with->path, existing);
    if (made == "a%zz")
        QVERIFY(!without); // no other reading makes sense
    else if (made != asked || made.find('%') != std::string::npos)
        QVERIFY(without && without->path != existing);
}

void StoreUrlTest::shownUrlsReadBack_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("shown");
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << std::string(text) << std::string(shown);
    };
    row("file:///var/backups/app", "file:///var/backups/app");
    row("/var/my backups/a", "file:///var/my backups/a");
    row("/a%20b", "file:///a%2520b");
    row("/line\nbreak", "file:///line%0Abreak");
    row("file:///x?y", "file:///x%3Fy");
    row("s3://b", "s3://b");
    row("s3://b/p%3Fq", "s3://b/p%3Fq");
    row("sftp://h:22/srv", "sftp://h:22/srv");
}

void StoreUrlTest::shownUrlsReadBack()
{
    QFETCH(std::string, text);
    QFETCH(std::string, shown);

    const auto url = parseStoreUrl(text);

    QVERIFY(url);
    QCOMPARE(url->shown(), shown);
    const auto again = parseStoreUrl(shown);
    QVERIFY(again && *again == *url);
}

void StoreUrlTest::userIsNeverShown()
{
    QCOMPARE(parseStoreUrl("sftp://me:hunter2@host/srv")->shown(), std::string("sftp://host/srv"));
    QCOMPARE(parseStoreUrl("abs://account@c/p")->shown(), std::string("abs://c/p"));
}

WALKEEPER_TEST(StoreUrlTest)
#include "store_url_test.moc"
