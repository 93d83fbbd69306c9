#include "core/operations/state_exchange.h"

#include "core/io/new_file.h"
#include "core/io/sole_use.h"
#include "core/sqlite/fold_database.h"

#include <array>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& file, const char* suffix)
{
    return file.string() + suffix;
}

Result<bool> exists(const fs::path& path, FileSystem& files)
{
    const Result<FileStatus> status = files.status(path);
    if (!status && status.error().code != ErrorCode::NotFound)
        return status.error();
    return static_cast<bool>(status);
}

/// Whether SQLite would take a file beside it for part of the database.
Result<bool> hasCommitsBeside(const fs::path& file, FileSystem& files)
{
    const Result<bool> wal = exists(beside(file, "-wal"), files);
    if (!wal || *wal)
        return wal;
    return exists(beside(file, "-journal"), files);
}

Error unreadable(const fs::path& file)
{
    return {ErrorCode::Corrupt,
            "SQLite cannot read " + file.string() +
                ", and its -wal or -journal is there too; restore to another path, or move all of "
                "them away and restore to this one"};
}

/// Leaves one file that holds all.
Result<void> makeWhole(const fs::path& file, FileSystem& files)
{
    const Result<FileStatus> status = files.status(file);
    if (!status)
        return status.error();
    const Result<bool> isMore = hasCommitsBeside(file, files);
    if (!isMore)
        return isMore.error();
    // SQLite would delete the WAL of a database without a byte.
    if (status->size == 0 && *isMore)
        return unreadable(file);
    Result<void> folded = foldIntoFile(file);
    if (!folded && folded.error().code == ErrorCode::Corrupt)
        return *isMore ? Result<void>(unreadable(file)) : Result<void>();
    if (!folded)
        return std::move(folded).error().during("cannot complete " + file.string());
    return {};
}

/// Whether a journal holds what SQLite would roll back: a transaction that came to its end leaves
/// none, or one that is empty or begins with zeros.
Result<bool> isHot(const fs::path& journal, FileSystem& files)
{
    const Result<std::unique_ptr<File>> file = files.open(journal, OpenMode::Read);
    if (!file && file.error().code == ErrorCode::NotFound)
        return false;
    if (!file)
        return file.error();
    std::array<std::byte, 1> first{};
    const Result<std::size_t> size = (*file)->readAt(0, first);
    if (!size)
        return size.error();
    return *size > 0 && first.front() != std::byte{0};
}

Error openedMeanwhile(const fs::path& file)
{
    return {ErrorCode::Busy, file.string() + " was opened by somebody meanwhile"};
}

/// What is left beside a database that was read, and is open nowhere, holds nothing any more. But
/// for a WAL or a hot journal: then somebody came in between, and died.
Result<void> clearBeside(const fs::path& file, FileSystem& files)
{
    const Result<bool> wal = exists(beside(file, "-wal"), files);
    if (!wal)
        return wal.error();
    const Result<bool> hot = isHot(beside(file, "-journal"), files);
    if (!hot)
        return hot.error();
    if (*wal || *hot)
        return openedMeanwhile(file);
    for (const char* suffix : {"-shm", "-journal"}) {
        if (Result<void> removed = files.remove(beside(file, suffix)); !removed)
            return removed;
    }
    return {};
}

/// One exchange from beginning to end.
class ExchangeRun
{
public:
    ExchangeRun(const StateExchange& exchange, FileSystem& files)
        : m_exchange(exchange),
          m_files(files),
          m_aside(exchange.folder / exchange.database.filename())
    {
    }

    Result<SafetyCopy> run(Timestamp now)
    {
        for (const fs::path* file : {&m_exchange.database, &m_aside}) {
            // First, so that nothing is done to a database that is in use.
            if (const Result<SoleUse> use = SoleUse::acquire(*file); !use)
                return use.error();
            if (Result<void> whole = makeWhole(*file, m_files); !whole)
                return std::move(whole).error();
        }
        Result<SoleUse> place = SoleUse::acquire(m_exchange.database);
        if (!place)
            return std::move(place).error();
        const Result<SoleUse> aside = SoleUse::acquire(m_aside);
        if (!aside)
            return aside.error();
        for (const fs::path* file : {&m_exchange.database, &m_aside}) {
            if (Result<void> cleared = clearBeside(*file, m_files); !cleared)
                return std::move(cleared).error();
        }
        const Result<ExchangeNote> note = writeNote(now);
        if (!note) {
            static_cast<void>(m_files.remove(m_exchange.folder / begunNoteName));
            return note.error();
        }
        if (Result<void> done = changePlaces(*std::move(place), *aside); !done) {
            // While the files stand otherwise, the note alone says what the folder holds.
            const Result<FileStatus> there = m_files.status(m_aside);
            if (there && there->inode == note->entering)
                static_cast<void>(m_files.remove(m_exchange.folder / begunNoteName));
            return std::move(done).error();
        }
        return SafetyCopy{m_exchange.folder, m_aside, m_exchange.database, m_leavingBytes, *note};
    }

private:
    Result<ExchangeNote> writeNote(Timestamp now)
    {
        const Result<FileStatus> leaving = m_files.status(m_exchange.database);
        if (!leaving)
            return leaving.error();
        const Result<FileStatus> entering = m_files.status(m_aside);
        if (!entering)
            return entering.error();
        m_leavingBytes = leaving->size;
        ExchangeNote note{now, leaving->inode, entering->inode, m_exchange.leavingFrom,
                          m_exchange.enteringFrom};
        Result<NewFile> file = NewFile::create(m_files, m_exchange.folder / begunNoteName);
        if (!file)
            return std::move(file).error();
        const std::string text = noteText(note);
        if (Result<void> written = file->file().writeAt(0, asBytes(text)); !written)
            return std::move(written).error();
        if (Result<void> synced = file->file().sync(); !synced)
            return std::move(synced).error();
        if (Result<void> named = file->commit(); !named)
            return std::move(named).error();
        return note;
    }

    /// aside  held to the end: whoever opens the new state meanwhile waits
    Result<void> changePlaces(SoleUse place, const SoleUse& aside)
    {
        // The WAL must not come back after a power cut: it would be played into the other state.
        if (Result<void> synced = m_files.syncDirectory(m_exchange.database.parent_path()); !synced)
            return synced;
        if (place.isAwaited())
            return openedMeanwhile(m_exchange.database);
        if (Result<void> exchanged = m_files.exchange(m_exchange.database, m_aside); !exchanged)
            return exchanged;
        Result<void> done = completeExchange(std::move(place));
        return done ? done : takeBack(aside, done.error());
    }

    Result<void> completeExchange(SoleUse place)
    {
        // Who was on the way to the file of before has it open now, and would go on with it.
        const bool isAwaited = place.isAwaited();
        {
            const SoleUse over = std::move(place);
        }
        if (isAwaited || !SoleUse::acquire(m_aside))
            return openedMeanwhile(m_exchange.database);
        for (const fs::path& folder : {m_exchange.folder, m_exchange.database.parent_path()}) {
            if (Result<void> synced = m_files.syncDirectory(folder); !synced)
                return synced;
        }
        return m_files.renameOver(m_exchange.folder / begunNoteName, m_exchange.folder / noteName);
    }

    /// Whoever has asked for the new state gets it, and would write to what nothing leads to any
    /// more. So it stays in place then.
    Error takeBack(const SoleUse& aside, const Error& why)
    {
        const Error isInUse{ErrorCode::Busy,
                            "a program has opened the new state meanwhile; bring that of before "
                            "back when no program has the database open"};
        if (aside.isAwaited())
            return staysInPlace(why, isInUse);
        if (Result<void> back = m_files.exchange(m_exchange.database, m_aside); !back)
            return staysInPlace(why, std::move(back).error());
        if (aside.isAwaited()) {
            if (m_files.exchange(m_exchange.database, m_aside))
                return staysInPlace(why, isInUse);
            return Error(why).during("a program has asked for " + m_exchange.database.string() +
                                     " meanwhile and has " + m_aside.string() +
                                     " open instead; close it, what it writes goes there");
        }
        static_cast<void>(m_files.syncDirectory(m_exchange.database.parent_path()));
        return why;
    }

    Error staysInPlace(const Error& why, Error obstacle)
    {
        static_cast<void>(m_files.syncDirectory(m_exchange.database.parent_path()));
        return std::move(obstacle).during(
            m_exchange.database.string() + " has the new state, that of before is in " +
            m_exchange.folder.string() + ", and though something went wrong (" + why.message +
            ") it cannot be brought back now");
    }

    const StateExchange& m_exchange;
    FileSystem& m_files;
    const fs::path m_aside;
    std::uint64_t m_leavingBytes = 0;
};

} // namespace

Result<SafetyCopy> exchangeStates(const StateExchange& exchange, FileSystem& files, Timestamp now)
{
    return ExchangeRun(exchange, files).run(now);
}

} // namespace walkeeper
