#include "core/operations/safety_copy.h"

#include "core/io/sole_use.h"
#include "core/operations/restore_mark.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view folderInfix = ".safety-copy-";
constexpr std::string_view firstLine = "walkeeper-safety-copy ";
constexpr std::string_view version = "1";
constexpr std::array sideSuffixes = {"-wal", "-shm", "-journal"};
constexpr std::size_t largestNote = 65536;

// --- notes ---

void addLine(std::string& text, std::string_view key, const std::string& value)
{
    text += key;
    text += ' ';
    for (const char c : value)
        text += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    text += '\n';
}

void addOrigin(std::string& text, std::string_view key, const std::optional<RestoredFrom>& from)
{
    if (from)
        addLine(text, key,
                from->position.text() + ' ' + formatTimestampExact(from->time) + ' ' +
                    from->replica);
}

/// Cuts off the text up to the first blank or end of line.
std::string_view cut(std::string_view& text, char at)
{
    const std::size_t end = std::min(text.find(at), text.size());
    const std::string_view first = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return first;
}

Error badNote()
{
    return {ErrorCode::Corrupt, "the note of a safety copy cannot be read"};
}

/// Whether it is about a note that cannot be read, which then says nothing of the folder.
bool saysNothing(const Error& error)
{
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::Unsupported;
}

Result<std::uint64_t> parseNumber(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || stop != text.data() + text.size())
        return badNote();
    return number;
}

Result<std::optional<RestoredFrom>> parseOrigin(std::string_view text)
{
    const Result<Position> position = Position::parse(cut(text, ' '));
    const Result<Timestamp> time = parseTimestamp(cut(text, ' '));
    if (!position || !time)
        return badNote();
    return std::optional(RestoredFrom{std::string(text), *position, *time});
}

template <class Value>
Result<void> store(Value& into, Result<Value> parsed)
{
    if (!parsed)
        return std::move(parsed).error();
    into = *std::move(parsed);
    return {};
}

/// Lines that are not known are left out.
Result<void> takeLine(ExchangeNote& note, std::string_view key, std::string_view value)
{
    if (key == "set-aside")
        return store(note.time, parseTimestamp(value));
    if (key == "file")
        return store(note.leaving, parseNumber(value));
    if (key == "in-its-place")
        return store(note.entering, parseNumber(value));
    if (key == "file-restored-from")
        return store(note.leavingFrom, parseOrigin(value));
    if (key == "in-its-place-restored-from")
        return store(note.enteringFrom, parseOrigin(value));
    return {};
}

/// Nothing if there is none.
Result<std::optional<ExchangeNote>> readNote(const fs::path& path, FileSystem& files)
{
    const Result<std::unique_ptr<File>> file = files.open(path, OpenMode::Read);
    if (!file && file.error().code == ErrorCode::NotFound)
        return std::optional<ExchangeNote>();
    if (!file)
        return file.error();
    std::string text(largestNote, '\0');
    const Result<std::size_t> size =
        (*file)->readAt(0, std::as_writable_bytes(std::span(text.data(), text.size())));
    if (!size)
        return size.error();
    Result<ExchangeNote> note = parseNote(std::string_view(text).substr(0, *size));
    if (!note)
        return std::move(note).error().during(path.string());
    return std::optional(*std::move(note));
}

// --- folders ---

/// What is in a folder beside a database.
struct Contents {
    std::optional<ExchangeNote> note;
    std::optional<ExchangeNote> begun;
    FileStatus file;
    Leftover leftover = Leftover::None;
};

/// Nothing if it has no database or no note, as that of a restore that is at work.
Result<std::optional<Contents>> look(const fs::path& folder, const fs::path& file,
                                     FileSystem& files)
{
    Contents contents;
    const Result<FileStatus> status = files.status(file);
    if (!status && status.error().code == ErrorCode::NotFound)
        return std::optional<Contents>();
    if (!status)
        return status.error();
    contents.file = *status;
    Result<std::optional<ExchangeNote>> note = readNote(folder / noteName, files);
    if (!note)
        return std::move(note).error();
    Result<std::optional<ExchangeNote>> begun = readNote(folder / begunNoteName, files);
    if (!begun)
        return std::move(begun).error();
    contents.note = *std::move(note);
    contents.begun = *std::move(begun);
    if (!contents.note && !contents.begun)
        return std::optional<Contents>();
    contents.leftover =
        judgeLeftover(contents.begun, contents.note.has_value(), contents.file.inode);
    return std::optional(std::move(contents));
}

/// What a user can rely on; nothing where an exchange never took place.
std::optional<ExchangeNote> validNote(const Contents& contents)
{
    switch (contents.leftover) {
    case Leftover::None:
    case Leftover::NotDone: return contents.note;
    case Leftover::Done: return contents.begun;
    case Leftover::Unused: return std::nullopt;
    case Leftover::Unclear: break;
    }
    return contents.note ? contents.note : contents.begun;
}

/// The name of the database whose safety copy the folder is; empty if it is none.
std::string databaseName(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    const std::size_t at = name.rfind(folderInfix);
    return at == std::string::npos ? std::string() : name.substr(0, at);
}

Result<std::vector<fs::path>> safetyFolders(const fs::path& database, FileSystem& files,
                                            const CancellationToken& token)
{
    const Result<std::vector<DirectoryEntry>> entries =
        files.entries(database.parent_path(), token);
    if (!entries)
        return entries.error();
    std::vector<fs::path> folders;
    for (const DirectoryEntry& entry : *entries) {
        if (entry.status && entry.status->kind == FileKind::Directory &&
            databaseName(entry.name) == database.filename())
            folders.push_back(database.parent_path() / entry.name);
    }
    std::ranges::sort(folders);
    return folders;
}

Result<void> removeAll(const fs::path& folder, const fs::path& file, FileSystem& files)
{
    std::vector<fs::path> all{file};
    for (const char* suffix : sideSuffixes)
        all.emplace_back(file.string() + suffix);
    // The notes last: as long as they are there, the folder says what it is.
    all.push_back(folder / begunNoteName);
    all.push_back(folder / noteName);
    all.push_back(folder / RestoreMark::fileName);
    all.push_back(folder);
    for (const fs::path& each : all) {
        if (Result<void> removed = files.remove(each); !removed)
            return removed;
    }
    return files.syncDirectory(folder.parent_path());
}

/// left  the mark of a restore that was killed
Result<void> settle(const fs::path& folder, const fs::path& file, std::optional<RestoreMark> left,
                    FileSystem& files, const CancellationToken& token)
{
    const Result<std::optional<Contents>> contents = look(folder, file, files);
    if (!contents)
        return contents.error();
    if (!*contents) {
        if (left) {
            if (Result<void> removed =
                    removeUnfinished(folder, file.filename().string(), files, token);
                !removed)
                return removed;
            left.reset();
        }
        // One that has something else in it stays.
        static_cast<void>(files.remove(folder));
        return {};
    }
    switch ((*contents)->leftover) {
    case Leftover::None:
    case Leftover::Unclear: return {};
    case Leftover::Done: return files.renameOver(folder / begunNoteName, folder / noteName);
    case Leftover::NotDone: return files.remove(folder / begunNoteName);
    case Leftover::Unused: break;
    }
    return removeAll(folder, file, files);
}

} // namespace

std::string noteText(const ExchangeNote& note)
{
    std::string text = std::string(firstLine) + std::string(version) + "\n";
    addLine(text, "set-aside", formatTimestampExact(note.time));
    addLine(text, "file", std::to_string(note.leaving));
    addLine(text, "in-its-place", std::to_string(note.entering));
    addOrigin(text, "file-restored-from", note.leavingFrom);
    addOrigin(text, "in-its-place-restored-from", note.enteringFrom);
    return text;
}

Result<ExchangeNote> parseNote(std::string_view text)
{
    std::string_view first = cut(text, '\n');
    if (!first.starts_with(firstLine))
        return badNote();
    first.remove_prefix(firstLine.size());
    if (first != version)
        return Error{ErrorCode::Unsupported, "a later version wrote the note of a safety copy"};
    ExchangeNote note;
    while (!text.empty()) {
        std::string_view value = cut(text, '\n');
        const std::string_view key = cut(value, ' ');
        if (Result<void> taken = takeLine(note, key, value); !taken)
            return std::move(taken).error();
    }
    if (note.leaving == 0 || note.entering == 0)
        return badNote();
    return note;
}

Leftover judgeLeftover(const std::optional<ExchangeNote>& begun, bool hasNote, std::uint64_t file)
{
    if (!begun)
        return Leftover::None;
    if (file == begun->leaving)
        return Leftover::Done;
    if (file != begun->entering)
        return Leftover::Unclear;
    return hasNote ? Leftover::NotDone : Leftover::Unused;
}

Result<fs::path> databaseFile(const fs::path& path, FileSystem& files)
{
    std::error_code failure;
    fs::path file = fs::canonical(path, failure);
    if (failure)
        return Error{failure == std::errc::permission_denied ? ErrorCode::PermissionDenied
                                                             : ErrorCode::NotFound,
                     "there is no database at " + path.string() + ": " + failure.message()};
    const Result<FileStatus> status = files.status(file);
    if (!status)
        return status.error();
    if (status->kind != FileKind::Regular)
        return Error{ErrorCode::InvalidArgument, file.string() + " is not a database file"};
    if (status->names != 1)
        return Error{ErrorCode::InvalidArgument,
                     file.string() + " has other names too (hard links), which would go on leading "
                                     "to the old state"};
    return file;
}

Result<SafetyCopy> readSafetyCopy(const fs::path& path, FileSystem& files)
{
    std::error_code failure;
    const fs::path folder = fs::canonical(path, failure);
    const std::string name = databaseName(folder);
    const Error missing{ErrorCode::NotFound, path.string() + " is not a safety copy"};
    if (failure || name.empty())
        return missing;
    const fs::path file = folder / name;
    const Result<std::optional<Contents>> contents = look(folder, file, files);
    if (!contents)
        return contents.error();
    const std::optional<ExchangeNote> note =
        *contents ? validNote(**contents) : std::optional<ExchangeNote>();
    if (!note)
        return missing;
    return SafetyCopy{folder, file, folder.parent_path() / name, (*contents)->file.size, *note};
}

Result<std::vector<SafetyCopy>> listSafetyCopies(const fs::path& path, FileSystem& files,
                                                 const CancellationToken& token)
{
    // The database itself may be gone.
    std::error_code failure;
    const fs::path database = fs::weakly_canonical(path, failure);
    if (failure)
        return Error{ErrorCode::NotFound, path.string() + ": " + failure.message()};
    const Result<std::vector<fs::path>> folders = safetyFolders(database, files, token);
    if (!folders)
        return folders.error();
    std::vector<SafetyCopy> copies;
    for (const fs::path& folder : *folders) {
        Result<SafetyCopy> copy = readSafetyCopy(folder, files);
        if (!copy && (copy.error().code == ErrorCode::NotFound || saysNothing(copy.error())))
            continue;
        if (!copy)
            return std::move(copy).error();
        copies.push_back(*std::move(copy));
    }
    std::ranges::stable_sort(copies, std::ranges::greater(),
                             [](const SafetyCopy& copy) { return copy.note.time; });
    return copies;
}

Result<void> removeSafetyCopy(const fs::path& folder, FileSystem& files)
{
    const Result<SafetyCopy> copy = readSafetyCopy(folder, files);
    if (!copy)
        return copy.error();
    // Neither by a program that looks into it, nor by one that is about to bring it back.
    const Result<SoleUse> use = SoleUse::acquire(copy->file);
    if (!use)
        return use.error();
    return removeAll(copy->folder, copy->file, files);
}

Result<fs::path> makeSafetyFolder(const fs::path& database, Timestamp now, FileSystem& files)
{
    std::string time = formatTimestamp(now);
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    const std::string base = database.string() + std::string(folderInfix) + time;
    fs::path folder = base;
    for (int number = 2;; ++number) {
        const Result<std::vector<fs::path>> made = files.createDirectories(folder);
        if (!made)
            return made.error();
        if (!made->empty())
            return folder;
        folder = base + "-" + std::to_string(number);
    }
}

Result<void> settleSafetyCopies(const fs::path& database, FileSystem& files,
                                const CancellationToken& token)
{
    const Result<std::vector<fs::path>> folders = safetyFolders(database, files, token);
    if (!folders)
        return folders.error();
    for (const fs::path& folder : *folders) {
        const fs::path file = folder / database.filename();
        // Whoever is at work on it holds the mark, or has it open.
        Result<std::optional<RestoreMark>> left = RestoreMark::takeOver(folder, files);
        if (!left)
            continue;
        const Result<SoleUse> use = SoleUse::acquire(file);
        if (!use && use.error().code != ErrorCode::NotFound)
            continue;
        Result<void> settled = settle(folder, file, *std::move(left), files, token);
        if (!settled && !saysNothing(settled.error()))
            return settled;
    }
    return {};
}

} // namespace walkeeper
