#include "tests/app/cli/cli_world.h"

#include "app/cli/cli.h"
#include "core/operations/demo_replica.h"
#include "core/storage/store_registry.h"

#include <QJsonDocument>

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace walkeeper::test {

namespace fs = std::filesystem;

namespace {

void copyWithTimes(const fs::path& from, const fs::path& to)
{
    fs::copy(from, to, fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        if (entry.is_regular_file())
            fs::last_write_time(to / fs::relative(entry.path(), from), entry.last_write_time());
    }
}

/// Made once in this process, since every object of it is synced; tests work on copies.
const fs::path& masterDemo()
{
    static const TestFolder master;
    static const fs::path demo = [] {
        const StoreRegistry stores = standardRegistry();
        const ManualClock clock;
        const auto made = makeDemoReplica(master / "demo", {nativeFileSystem(), clock, stores});
        if (!made) {
            std::fprintf(stderr, "cannot make the demo: %s\n", made.error().message.c_str());
            std::abort();
        }
        return master / "demo";
    }();
    return demo;
}

} // namespace

QStringList CliRun::messages() const
{
    QStringList lines = QString::fromStdString(err).split(u'\n', Qt::SkipEmptyParts);
    for (QString& line : lines) {
        if (line.startsWith(QStringLiteral("walkeeper-cli: ")))
            line.remove(0, 15);
    }
    return lines;
}

std::vector<QStringList> CliRun::rows() const
{
    std::vector<QStringList> rows;
    for (const QString& line : QString::fromStdString(out).split(u'\n', Qt::SkipEmptyParts))
        rows.push_back(line.split(u' ', Qt::SkipEmptyParts));
    return rows;
}

QJsonArray CliRun::jsonArray() const
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(out)).array();
}

QJsonObject CliRun::jsonObject() const
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(out)).object();
}

const char* CliRun::text() const
{
    m_text = "exit code " + std::to_string(exitCode) + "\n" + out + err;
    return m_text.c_str();
}

QString keysOf(const QJsonObject& object)
{
    return object.keys().join(u' ');
}

CliRun CliWorld::run(std::vector<std::string> words) const
{
    const StoreRegistry stores = standardRegistry();
    std::ostringstream out;
    std::ostringstream err;
    app::Environment environment{{nativeFileSystem(), clock, stores},
                                 token,
                                 out,
                                 err,
                                 showsProgress,
                                 [this](const std::string& name) -> std::optional<std::string> {
                                     const auto found = variables.find(name);
                                     if (found == variables.end())
                                         return std::nullopt;
                                     return found->second;
                                 },
                                 folder / "home"};
    CliRun run;
    run.exitCode = app::runCli(words, environment);
    run.out = out.str();
    run.err = err.str();
    return run;
}

fs::path CliWorld::demoDatabase()
{
    demoReplica();
    return folder / "demo" / "weather.db";
}

fs::path CliWorld::demoReplica()
{
    if (!m_hasDemo)
        copyWithTimes(masterDemo(), folder / "demo");
    m_hasDemo = true;
    return folder / "demo" / "replica";
}

fs::path CliWorld::copyOfDemo(const std::string& name) const
{
    const fs::path copy = folder / name;
    copyWithTimes(masterDemo() / "replica", copy);
    return copy;
}

std::string CliWorld::config(const std::string& text) const
{
    return folder.write("litestream.yml", text).string();
}

} // namespace walkeeper::test
