#include "core/operations/restore_in_place.h"

#include "core/io/sole_use.h"
#include "core/operations/restore_database.h"
#include "core/operations/restore_mark.h"
#include "core/operations/state_exchange.h"

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

/// Where the state came from that is in the database's place now, as far as it was put there.
Result<std::optional<RestoredFrom>> originOf(const fs::path& database, FileSystem& files,
                                             const CancellationToken& token)
{
    const Result<FileStatus> status = files.status(database);
    if (!status)
        return status.error();
    const Result<std::vector<SafetyCopy>> copies = listSafetyCopies(database, files, token);
    if (!copies)
        return copies.error();
    for (const SafetyCopy& copy : *copies) {
        if (copy.note.entering == status->inode)
            return copy.note.enteringFrom;
    }
    return std::optional<RestoredFrom>();
}

/// A new folder with a restored database, beside the one that it is to replace. Both go again,
/// unless the files have changed places.
class RestoredBeside
{
public:
    /// folder  nobody else's, with nothing but the mark
    RestoredBeside(fs::path database, fs::path folder, RestoreMark mark, FileSystem& files)
        : m_database(std::move(database)),
          m_folder(std::move(folder)),
          m_mark(std::move(mark)),
          m_files(files)
    {
    }
    ~RestoredBeside()
    {
        if (!mayBeUsed())
            static_cast<void>(m_files.remove(file()));
        m_mark.reset();
        // One that has something in it stays.
        static_cast<void>(m_files.remove(m_folder));
    }
    RestoredBeside(const RestoredBeside&) = delete;
    RestoredBeside& operator=(const RestoredBeside&) = delete;

    Result<MadeState> take(const std::function<Result<MadeState>(const fs::path& path)>& make)
    {
        Result<MadeState> made = make(file());
        if (!made)
            return made;
        if (Result<void> given = giveAccess(); !given)
            return std::move(given).error();
        return made;
    }

    /// leavingFrom, enteringFrom  as in StateExchange
    Result<SafetyCopy> changePlaces(std::optional<RestoredFrom> leavingFrom,
                                    RestoredFrom enteringFrom, Timestamp now)
    {
        const Result<FileStatus> status = m_files.status(file());
        if (!status)
            return status.error();
        m_offered = status->inode;
        return exchangeStates(
            {m_database, m_folder, std::move(leavingFrom), std::move(enteringFrom)}, m_files, now);
    }

private:
    fs::path file() const { return m_folder / m_database.filename(); }

    /// Whether the file may be another one than the one that was restored.
    bool mayBeUsed() const
    {
        if (!m_offered)
            return false;
        const Result<FileStatus> status = m_files.status(file());
        return !status || status->inode != *m_offered;
    }

    /// Whoever may use the database may use the restored one.
    Result<void> giveAccess()
    {
        if (Result<void> copied = m_files.copyAccess(m_database, file()); !copied)
            return copied;
        const Result<std::unique_ptr<File>> open = m_files.open(file(), OpenMode::ReadWrite);
        return open ? (*open)->sync() : Result<void>(open.error());
    }

    const fs::path m_database;
    const fs::path m_folder;
    std::optional<RestoreMark> m_mark;
    FileSystem& m_files;
    std::optional<std::uint64_t> m_offered; ///< inode of the file that was to change places
};

} // namespace

Result<RestoredInPlace> restoreInPlace(const RestoreRequest& request,
                                       const OperationContext& context,
                                       const CancellationToken& token, ProgressSink& progress)
{
    const auto make = [&](const fs::path& path) -> Result<MadeState> {
        RestoreRequest beside = request;
        beside.output = path;
        Result<RestoreReport> report = restoreDatabase(beside, context, token, progress);
        if (!report)
            return std::move(report).error();
        return MadeState{*std::move(report), request.source};
    };
    return replaceState(request.output, make, context, token);
}

Result<RestoredInPlace>
replaceState(const fs::path& output,
             const std::function<Result<MadeState>(const fs::path& path)>& make,
             const OperationContext& context, const CancellationToken& token)
{
    const Result<fs::path> database = databaseFile(output, context.files);
    if (!database)
        return database.error();
    // Long before it matters, so that nobody waits for a restore that cannot take place.
    if (const Result<SoleUse> use = SoleUse::acquire(*database); !use)
        return use.error();
    if (Result<void> settled = settleSafetyCopies(*database, context.files, token); !settled)
        return std::move(settled).error();
    Result<std::optional<RestoredFrom>> origin = originOf(*database, context.files, token);
    if (!origin)
        return std::move(origin).error();
    Result<fs::path> folder = makeSafetyFolder(*database, context.clock.now(), context.files);
    if (!folder)
        return std::move(folder).error();
    Result<RestoreMark> mark = RestoreMark::set(*folder, context.files);
    if (!mark) {
        static_cast<void>(context.files.remove(*folder));
        return std::move(mark).error();
    }

    RestoredBeside beside(*database, *std::move(folder), *std::move(mark), context.files);
    Result<MadeState> made = beside.take(make);
    if (!made)
        return std::move(made).error();
    if (token.isCancelled())
        return cancelledError();
    Result<SafetyCopy> before = beside.changePlaces(
        *std::move(origin), {made->source.shown(), made->report.position, made->report.time},
        context.clock.now());
    if (!before)
        return std::move(before).error();
    return RestoredInPlace{std::move(made->report), *std::move(before)};
}

Result<SafetyCopy> bringBack(const fs::path& folder, const OperationContext& context,
                             const CancellationToken& token)
{
    Result<SafetyCopy> copy = readSafetyCopy(folder, context.files);
    if (!copy)
        return copy;
    const Result<fs::path> database = databaseFile(copy->database, context.files);
    if (!database && database.error().code == ErrorCode::NotFound)
        return Error{ErrorCode::NotFound, "there is no database at " + copy->database.string() +
                                              " to change places with; " + copy->file.string() +
                                              " is whole and can be moved there"};
    if (!database)
        return database.error();
    if (const Result<SoleUse> use = SoleUse::acquire(*database); !use)
        return use.error();
    if (Result<void> settled = settleSafetyCopies(*database, context.files, token); !settled)
        return std::move(settled).error();
    Result<std::optional<RestoredFrom>> origin = originOf(*database, context.files, token);
    if (!origin)
        return std::move(origin).error();
    return exchangeStates({*database, copy->folder, *std::move(origin), copy->note.leavingFrom},
                          context.files, context.clock.now());
}

} // namespace walkeeper
