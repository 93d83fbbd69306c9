#include "core/engine/moment_viewer.h"

#include "core/io/new_file.h"
#include "core/timetravel/table_export.h"

#include <utility>

namespace walkeeper {

namespace {

/// Writes text to a file that appears when it is whole.
Result<ExportReport> writeFile(const std::filesystem::path& path, FileSystem& files,
                               const std::function<Result<void>(const TextWriter&)>& produce)
{
    if (files.status(path))
        return Error{ErrorCode::AlreadyExists,
                     path.string() + " exists already; choose another name"};
    Result<NewFile> made = NewFile::create(files, path);
    if (!made)
        return std::move(made).error();
    ExportReport report{path, 0};
    Result<void> produced = produce([&](std::string_view text) {
        Result<void> written = made->file().writeAt(report.bytes, std::as_bytes(std::span(text)));
        report.bytes += text.size();
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
    const bool isSame = m_look && m_listed->url == request.contents->url;
    if (!isSame) {
        close();
        Result<std::unique_ptr<LookInside>> look =
            LookInside::open(request.contents->url, m_context, MomentLimits{}, token);
        if (!look)
            return std::move(look).error();
        m_look = *std::move(look);
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
                                              const CancellationToken& token)
{
    const Result<MomentDatabase*> found = find(request.view);
    if (!found)
        return found.error();
    MomentDatabase& database = **found;
    return writeFile(request.output, m_context.files, [&](const TextWriter& writer) {
        if (request.sql.empty())
            return exportTable(database, request.table, request.format, writer, token);
        return exportQuery(database, request.sql, request.table, request.format, writer, token);
    });
}

void MomentViewer::close()
{
    m_moment.reset();
    m_look.reset();
    m_listed.reset();
}

} // namespace walkeeper
