#include "app/cli/replicate_options.h"
#include "app/cli/stop_signals.h"
#include "app/cli/subprocess.h"
#include "core/base/version.h"
#include "core/operations/control_server.h"
#include "core/operations/control_socket.h"
#include "core/operations/metrics_server.h"
#include "core/operations/metrics_text.h"
#include "core/operations/replication_events.h"
#include "core/operations/replication_service.h"
#include "core/operations/replicator_world.h"

#include <array>
#include <chrono>
#include <csignal>
#include <ostream>
#include <thread>
#include <utility>

namespace walkeeper::app {

namespace {

using std::chrono::milliseconds;

/// Errors make no noise by themselves, so that somebody has to look: soon after something has
/// happened, then less and less often.
constexpr milliseconds firstPause(250);
constexpr milliseconds longestPause(5000);
/// Between two looks, however much happens.
constexpr milliseconds shortestPause(100);

/// Writes down what happens, in a thread of its own, as long as it lives.
class Journal
{
public:
    Journal(ReplicationService& service, EventLog& log)
        : m_service(service),
          m_log(log),
          m_seen(service.report()),
          m_thread([this] { run(); })
    {
    }
    ~Journal()
    {
        m_ending.close();
        m_service.bell().ring();
        m_thread.join();
        look();
    }
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

private:
    void run()
    {
        std::uint64_t heard = 0;
        milliseconds pause = firstPause;
        while (!m_ending.isClosed()) {
            const std::uint64_t before = std::exchange(heard, m_service.bell().wait(heard, pause));
            const bool hasNews = look() || heard != before;
            pause = hasNews ? firstPause : std::min(pause * 2, longestPause);
            if (heard != before && m_ending.waitForClose(shortestPause))
                return;
        }
    }

    /// True if something has happened.
    bool look()
    {
        std::vector<ReplicationReport> now = m_service.report();
        const std::vector<LogEvent> events = eventsBetween(m_seen, now);
        for (const LogEvent& event : events)
            m_log.write(event);
        m_seen = std::move(now);
        return !events.empty();
    }

    ReplicationService& m_service;
    EventLog& m_log;
    std::vector<ReplicationReport> m_seen;
    ChangeBell m_ending;
    std::thread m_thread;
};

void announce(const Config& config, EventLog& log)
{
    for (const DatabaseConfig& database : config.databases) {
        log.info("initialized db", {{"path", database.path}});
        for (const ReplicaConfig& replica : database.replicas)
            log.info("replicating to", describeReplica(replica));
    }
    if (config.databases.empty())
        log.error("no databases specified in configuration");
}

/// Serves metrics if the configuration asks for it. That they cannot be served stops nothing.
/// errors  InvalidArgument: an address that is none
Result<std::unique_ptr<MetricsServer>>
serveMetrics(const Config& config, const ReplicationService& service, EventLog& log)
{
    if (config.address.empty())
        return std::unique_ptr<MetricsServer>();
    const Result<MetricsAddress> address = parseMetricsAddress(config.address);
    if (!address)
        return address.error();
    auto server = MetricsServer::start(
        *address, [&service] { return metricsText(service.report(), measureProcess()); });
    if (!server) {
        log.error("cannot start metrics server", {{"error", server.error().message}});
        return std::unique_ptr<MetricsServer>();
    }
    log.info("serving metrics on",
             {{"url", (*server)->url()},
              {"interfaces", address->host.empty() ? std::string("all") : address->host}});
    return server;
}

/// Without it replication goes on all the same; only nobody can ask how it stands.
std::unique_ptr<ControlServer> serveControl(ReplicationService& service, EventLog& log,
                                            const Environment& environment)
{
    auto server = ControlServer::start(service, controlFolder(environment.variable));
    if (server)
        return *std::move(server);
    log.write({LogEvent::Level::Warning,
               "cannot be asked by other programs",
               {{"error", server.error().message}}});
    return nullptr;
}

void wait(const CancellationToken& token)
{
    while (!token.waitFor(std::chrono::hours(1))) {
    }
}

/// Runs until a signal comes or the program beside it ends.
/// gives  what became of that program
Result<void> waitForEnd(Subprocess* program, EventLog& log, const Environment& environment)
{
    constexpr milliseconds betweenLooks(200);
    if (program == nullptr) {
        wait(environment.token);
        log.info("signal received, walkeeper shutting down");
        return {};
    }
    const CancellationToken ended = program->ended();
    while (!ended.isCancelled() && !environment.token.waitFor(betweenLooks)) {
    }
    if (ended.isCancelled()) {
        log.info("subprocess exited, walkeeper shutting down");
        return program->wait();
    }
    log.info("signal received, walkeeper shutting down");
    const int number =
        environment.stopSignals == nullptr ? SIGTERM : environment.stopSignals->newest();
    log.info("sending signal to exec process");
    program->signal(number);
    log.info("waiting for exec process to close");
    const CancellationToken second = environment.stopSignals == nullptr
                                         ? CancellationToken()
                                         : environment.stopSignals->secondToken();
    bool isRepeated = false;
    while (!ended.waitFor(betweenLooks)) {
        if (!isRepeated && second.isCancelled())
            program->signal(environment.stopSignals->newest());
        isRepeated = second.isCancelled();
    }
    Result<void> outcome = program->wait();
    if (outcome || outcome.error().message.starts_with("signal:"))
        return {};
    return std::move(outcome).error().during("cannot wait for exec process");
}

Result<void> runBeside(const std::vector<std::string>& command, const ReplicationService& service,
                       EventLog& log, const Environment& environment)
{
    if (command.empty())
        return waitForEnd(nullptr, log, environment);
    // Replication begins with a write of its own. A program that starts after it never meets it.
    constexpr std::chrono::seconds longestFirstTurn(10);
    static_cast<void>(service.awaitFirstTurns(environment.token, longestFirstTurn));
    if (environment.token.isCancelled())
        return waitForEnd(nullptr, log, environment);
    Result<Subprocess> program = Subprocess::start(command);
    if (!program)
        return std::move(program).error();
    return waitForEnd(&*program, log, environment);
}

/// Every database is let go, with its final sync, whatever goes wrong on the way.
Result<void> stopAll(ReplicationService& service, EventLog& log, const Environment& environment)
{
    const CancellationToken giveUp = environment.stopSignals == nullptr
                                         ? CancellationToken()
                                         : environment.stopSignals->secondToken();
    const std::vector<ReplicationService::Failure> failures = service.stopAll(giveUp);
    for (const ReplicationService::Failure& failure : failures)
        log.error("error closing db",
                  {{"db", failure.database.string()}, {"error", failure.error.message}});
    log.info("walkeeper shut down");
    if (failures.empty())
        return {};
    return Error(failures.front().error)
        .during("final sync of " + failures.front().database.string());
}

Result<void> replicate(const ReplicateOptions& options, Environment& environment)
{
    std::ostream& stream = options.logsToError ? environment.err : environment.out;
    EventLog log(options.style, options.config.logging.level, environment.operations.clock,
                 [&stream](const std::string& line) { stream << line << std::flush; });
    log.info("walkeeper", {{"version", std::string(version)}});
    announce(options.config, log);

    const OperationContext& world = environment.operations;
    ReplicationService service(options.config.databases, replicatorWorld(world));
    const auto metrics = serveMetrics(options.config, service, log);
    if (!metrics)
        return metrics.error();
    const Journal journal(service, log);
    const auto failures = service.startAll();
    if (!failures.empty() && failures.size() == options.config.databases.size())
        return failures.front().error;
    auto control = serveControl(service, log, environment);
    Result<void> outcome = runBeside(options.command, service, log, environment);
    control.reset();
    Result<void> stopped = stopAll(service, log, environment);
    return outcome ? std::move(stopped) : std::move(outcome);
}

CommandResult runReplicate(const Arguments& arguments, Environment& environment)
{
    const Result<ReplicateWords> words = parseReplicate(arguments);
    if (!words)
        return CommandResult::misused(words.error());
    if (environment.stopSignals != nullptr)
        environment.stopSignals->expectSecond();
    const Result<ReplicateOptions> options = loadReplicate(*words, environment);
    if (!options)
        return CommandResult::failed(options.error());
    const Result<void> done = replicate(*options, environment);
    return done ? CommandResult::success() : CommandResult::failed(done.error());
}

constexpr std::array replicateFlags{
    configFlag, noExpandFlag,
    Flag{"exec", "CMD",
         "Run a program beside the replication, and end with it. Its words are split as a shell\n"
         "splits them, without a shell."}};

} // namespace

const Command replicateCommand{
    "replicate",
    "follows databases and keeps their replicas up to date",
    "[DB_PATH REPLICA_URL...]",
    "Follows the databases of the configuration, or the one that is named, and stores every\n"
    "commit in their replicas until it is interrupted. Then everything that is committed is\n"
    "stored before it ends; a second Ctrl-C gives up on what is left to upload.",
    replicateFlags,
    runReplicate};

} // namespace walkeeper::app
