#include "core/engine/moment_viewer.h"

#include "core/io/new_file.h"
#include "core/timetravel/table_export.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace walkeeper {

namespace {

/// Tells how far an export is, by its rows.
class ExportProgress
{
public:
    ExportProgress(ProgressSink& sink, std::optional<std::uint64_t> rows)
        : m_sink(sink),
          m_rows(rows)
    {
    }

    void report(const ExportReport& written)
    {
        Progress progress{.stage = Stage::Exporting, .doneBytes = written.bytes};
        if (m_rows && written.rows > 0) {
            // More rows than were counted are none that are left.
            const double whole =
                std::max(1.0, static_cast<double>(*m_rows) / static_cast<double>(written.rows));
            const std::chrono::duration<double> elapsed = SteadyClock::now() - m_start;
            progress.totalBytes =
                static_cast<std::uint64_t>(static_cast<double>(written.bytes) * whole);
            if (elapsed > estimateAfter)
                progress.timeLeft =
                    std::chrono::duration_cast<std::chrono::milliseconds>(elapsed * (whole - 1));
        }
        m_sink.report(progress);
    }

private:
    using SteadyClock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds estimateAfter{500};

    ProgressSink& m_sink;
    const std::optional<std::uint64_t> m_rows;
    const SteadyClock::time_point m_start = SteadyClock::now();
};

/// Writes text to a file that appears when it is whole.
Result<ExportReport> writeFile(const std::filesystem::path& path, FileSystem& files,
                               ExportProgress progress,
                               const std::function<Result<void>(const TextWriter&)>& produce)
{
    if (files.status(path))
        return Error{ErrorCode::AlreadyExists,
                     path.string() + " exists already; choose another name"};
    Result<NewFile> made = NewFile::create(files, path);
    if (!made)
        return std::move(made).error();
    ExportReport report{path};
    progress.report(report);
    Result<void> produced = produce([&](std::string_view text, std::uint64_t rows) {
        Result<void> written = made->file().writeAt(report.bytes, std::as_bytes(std::span(text)));
        report.bytes += text.size();
        report.rows = rows;
        progress.report(report);
        return written;
    });
    if (!produced)
        return std::move(produced).error();
    if (Result<void> synced = made->file().sync(); !synced)
        return std::move(synced).error();
    if (Result<void> committed = made->commit(); !committed)
        return std::move(committed).error();
    return report;
}

} // namespace

Result<MomentView> MomentViewer::look(JobId name, const LookRequest& request,
                                      const CancellationToken& token, ProgressSink& progress)
{
    m_moment.reset();
    m_name = name;
    const Result<LookInside*> inside = lookInside(request, token);
    if (!inside)
        return inside.error();
    Result<OpenedMoment> opened = (*inside)->at(request.target, request.onBroken, token, progress);
    if (!opened)
        return std::move(opened).error();
    MomentView view;
    Result<std::vector<TableInfo>> tables = opened->database->tables(token);
    if (!tables)
        return std::move(tables).error();
    Result<std::vector<SchemaEntry>> schema = opened->database->schema(token);
    if (!schema)
        return std::move(schema).error();
    view.tables = *std::move(tables);
    view.schema = *std::move(schema);
    view.facts = opened->database->facts();
    view.position = opened->position;
    view.findings = opened->findings;
    m_moment.emplace(*std::move(opened));
    return view;
}

/// Kept from one moment of a replica to the next; what was stored since is listed first.
Result<LookInside*> MomentViewer::lookInside(const LookRequest& request,
                                             const CancellationToken& token)
{
    const bool isSame =
        m_look && m_listed->url == request.contents->url && m_limits == request.limits;
    if (!isSame) {
        close();
        Result<std::unique_ptr<LookInside>> look =
            LookInside::open(request.contents->url, m_context, request.limits, token);
        if (!look)
            return std::move(look).error();
        m_look = *std::move(look);
        m_limits = request.limits;
    } else if (m_listed != request.contents) {
        if (Result<void> refreshed = m_look->refresh(token); !refreshed)
            return std::move(refreshed).error();
    }
    m_listed = request.contents;
    return m_look.get();
}

Result<MomentDatabase*> MomentViewer::find(JobId view)
{
    if (m_moment && m_name == view)
        return m_moment->database.get();
    return Error{ErrorCode::Cancelled, "another moment is looked into by now"};
}

Result<Rows> MomentViewer::rows(const RowsRequest& request, const CancellationToken& token)
{
    const Result<MomentDatabase*> database = find(request.view);
    if (!database)
        return database.error();
    if (const auto* selection = std::get_if<RowSelection>(&request.of))
        return (*database)->rows(*selection, request.window, token);
    return (*database)->query(std::get<std::string>(request.of), request.window, token);
}

Result<std::uint64_t> MomentViewer::count(const CountRequest& request,
                                          const CancellationToken& token)
{
    const Result<MomentDatabase*> database = find(request.view);
    if (!database)
        return database.error();
    return (*database)->rowCount(request.selection, token);
}

Result<ExportReport> MomentViewer::exportRows(const ExportRequest& request,
                                              const CancellationToken& token,
                                              ProgressSink& progress)
{
    const Result<MomentDatabase*> found = find(request.view);
    if (!found)
        return found.error();
    MomentDatabase& database = **found;
    return writeFile(request.output, m_context.files, ExportProgress(progress, request.rows),
                     [&](const TextWriter& writer) {
                         if (const auto* selection = std::get_if<RowSelection>(&request.of))
                             return exportTable(database, *selection, request.format, writer,
                                                token);
                         return exportQuery(database, std::get<std::string>(request.of),
                                            request.table, request.format, writer, token);
                     });
}

void MomentViewer::close()
{
    m_moment.reset();
    m_look.reset();
    m_listed.reset();
}

} // namespace walkeeper
