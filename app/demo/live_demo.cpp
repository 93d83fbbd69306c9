#include "app/demo/live_demo.h"

#include "core/config/config_writer.h"
#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

#include <QCoreApplication>

namespace walkeeper::app {

using namespace Qt::StringLiterals;

LiveDemo::LiveDemo(std::filesystem::path folder, QObject* parent)
    : QObject(parent),
      m_folder(std::filesystem::absolute(folder).lexically_normal())
{
    m_writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&m_writer, &QProcess::readyReadStandardOutput, this, [this] {
        while (m_writer.canReadLine())
            m_commits = m_writer.readLine().trimmed().toInt();
        emit committed(m_commits);
    });
}

LiveDemo::~LiveDemo()
{
    stop();
}

DatabaseConfig LiveDemo::database() const
{
    DatabaseConfig config;
    config.path = (m_folder / "weather.db").string();
    ReplicaConfig replica;
    replica.url.scheme = "file";
    replica.url.path = (m_folder / "replica").string();
    config.replicas.push_back(std::move(replica));
    return config;
}

Result<void> LiveDemo::start(FileSystem& files)
{
    if (auto made = files.createDirectories(m_folder); !made)
        return std::move(made).error();
    if (!std::filesystem::exists(configurationFile())) {
        Result<void> written = addToConfigFile(configurationFile(), database(), {}, files);
        if (!written)
            return written;
    }
    m_writer.start(QCoreApplication::applicationFilePath(),
                   {u"--demo-writer"_s, ui::pathToQt(m_folder / "weather.db")});
    return {};
}

void LiveDemo::stop()
{
    if (m_writer.state() == QProcess::NotRunning)
        return;
    m_writer.closeWriteChannel();
    m_writer.waitForFinished();
}

QString demoFigures(int commits, const ui::WatchedDatabase& database, std::uint64_t longestLag)
{
    using ui::HumanText;
    if (!database.report || database.report->replicas.empty())
        return u"the demo is not replicated\n"_s;
    const ReplicaStatus& replica = database.report->replicas.front();
    const DatabaseStatus& source = database.report->database;
    QString text = u"%1 commits written by another program since the start\n"_s.arg(commits);
    text += u"stored segments: %1, snapshots: %2, together %3\n"_s.arg(replica.segments)
                .arg(replica.snapshots)
                .arg(HumanText::bytes(replica.storedBytes));
    const auto lag = database.lagBytes();
    text += lag && *lag == 0 ? u"every commit is stored"_s
                             : u"%1 behind"_s.arg(HumanText::bytes(lag.value_or(0)));
    text += u"; the replica was at most %1 behind\n"_s.arg(HumanText::bytes(longestLag));
    text +=
        u"generations begun: %1; longest wait of a writer: %2\n"_s.arg(source.generations.size())
            .arg(HumanText::duration(source.longestLock));
    return text;
}

} // namespace walkeeper::app
