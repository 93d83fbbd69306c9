#include "tests/core/package/declared_names.h"
#include "tests/support/child_process.h"
#include "tests/support/test_folder.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

using namespace walkeeper::test;

namespace fs = std::filesystem;

namespace {

struct Row {
    std::string line;
    std::vector<std::string> theirs;
    std::vector<std::string> ours;
    std::string remark;
};

/// What stands between backquotes.
std::vector<std::string> backquoted(const std::string& cell)
{
    std::vector<std::string> found;
    for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at)) {
        const std::size_t end = cell.find('`', at + 1);
        if (end == std::string::npos)
            break;
        found.push_back(cell.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return found;
}

std::string trimmed(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? std::string()
                                      : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// The rows of the tables behind the heading.
std::vector<Row> rowsOf(const std::string& readme)
{
    std::vector<Row> rows;
    std::istringstream lines(readme.substr(readme.find("### The names of Litestream's library")));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `"))
            continue;
        std::vector<std::string> cells;
        std::istringstream rest(line.substr(1));
        for (std::string cell; std::getline(rest, cell, '|');)
            cells.push_back(trimmed(cell));
        if (cells.size() >= 3)
            rows.push_back({line, backquoted(cells[0]), backquoted(cells[1]), cells[2]});
    }
    return rows;
}

} // namespace

/// The installed headers, and the table in core/README.md that says what they stand for.
class PublicNamesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void readsDeclarations_data();
    void readsDeclarations();
    void everyOriginalNameHasItsRow();
    void everyRowNamesWhatAHeaderDeclares();
    void headersStandAlone();
    void headersNameNoInternals();

private:
    std::map<fs::path, std::string> m_headers;
    std::set<std::string> m_declared;
    std::vector<Row> m_rows;
};

void PublicNamesTest::initTestCase()
{
    for (const fs::directory_entry& entry : fs::directory_iterator(PUBLIC_HEADERS "/walkeeper"))
        m_headers[entry.path()] = fileText(entry.path());
    QVERIFY(!m_headers.empty());
    for (const auto& [path, text] : m_headers)
        m_declared.merge(declaredNames(text));
    m_rows = rowsOf(fileText(SOURCE_FOLDER "/core/README.md"));
    QVERIFY(!m_rows.empty());
}

void PublicNamesTest::readsDeclarations_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("names");
    const auto row = [](const char* what, const char* header, const char* names) {
        QTest::newRow(what) << QString::fromUtf8(header) << QString::fromUtf8(names);
    };
    row("function", "namespace w { int size(int of); }", "size");
    row("comment", "// int size(int of);\nint other();", "other");
    row("members",
        "struct A { int b = f(1); std::map<int, long> c; long d() const { return e; } };",
        "A A::b A::c A::d");
    row("arguments of types", "struct A { std::function<void(int)> b = {}; };", "A A::b");
    row("access", "class A { int a; public: int b; private: struct C { int d; }; };", "A A::b");
    row("enumeration", "enum class [[x]] E : int { One, Two = 2, Three };",
        "E E::One E::Three E::Two");
    row("template", "template <class T> class [[nodiscard]] R { public: T& v() & { return x; } };",
        "R R::v");
    row("constant", "inline constexpr long most = 10'000;", "most");
    row("forward", "struct sqlite3;\nusing Index = long;", "Index sqlite3");
}

void PublicNamesTest::readsDeclarations()
{
    QFETCH(QString, header);
    QFETCH(QString, names);
    std::string found;
    for (const std::string& name : declaredNames(header.toStdString()))
        found += (found.empty() ? "" : " ") + name;
    QCOMPARE(QString::fromStdString(found), names);
}

void PublicNamesTest::everyOriginalNameHasItsRow()
{
    std::map<std::string, int> counts;
    for (const Row& row : m_rows) {
        for (const std::string& name : row.theirs)
            ++counts[name];
    }
    std::istringstream names(fileText(SOURCE_FOLDER "/tests/core/package/original_names.txt"));
    std::size_t known = 0;
    for (std::string name; std::getline(names, name); ++known)
        QVERIFY2(counts[name] == 1, (name + " has not one row in core/README.md").c_str());
    QCOMPARE(counts.size(), known);
}

void PublicNamesTest::everyRowNamesWhatAHeaderDeclares()
{
    for (const Row& row : m_rows) {
        QVERIFY2(!row.ours.empty() || !row.remark.empty(), row.line.c_str());
        for (const std::string& name : row.ours)
            QVERIFY2(m_declared.contains(name),
                     ("no installed header declares " + name + ": " + row.line).c_str());
    }
    QVERIFY(!m_declared.contains("ReplicatedDatabase::m_state"));
    QVERIFY(!m_declared.contains("Connection"));
}

void PublicNamesTest::headersStandAlone()
{
    std::vector<std::string> command = {CXX_COMPILER, "-std=c++20",        "-fsyntax-only",
                                        "-Wall",      "-Wextra",           "-Wpedantic",
                                        "-Werror",    "-I" PUBLIC_HEADERS, "-xc++"};
    const TestFolder folder;
    for (const auto& [path, text] : m_headers)
        command.push_back(folder
                              .write(path.stem().string() + ".cpp",
                                     "#include <walkeeper/" + path.filename().string() + ">\n")
                              .string());
    const ProcessResult compiled = runProcess(command, std::chrono::minutes(10));
    QVERIFY2(compiled.exitCode == 0, compiled.text().c_str());
}

void PublicNamesTest::headersNameNoInternals()
{
    for (const auto& [path, text] : m_headers) {
        for (const char* word : {"core/", "tests/", "Qt", SOURCE_FOLDER}) {
            QVERIFY2(text.find(word) == std::string::npos,
                     (path.filename().string() + " says " + word).c_str());
        }
    }
}

WALKEEPER_TEST(PublicNamesTest)
#include "public_names_test.moc"
