#include "core/replicate/shadow_wal.h"

#include "core/io/new_file.h"

#include <algorithm>
#include <array>
#include <vector>

namespace walkeeper {

namespace {

constexpr std::size_t readSize = std::size_t{1} << 20;

/// The longest prefix of a shadow WAL file that is verified and ends on a commit.
struct CommittedPrefix {
    WalHeader header;
    std::uint64_t size = walHeaderSize;
    WalChecksum checksum;
};

/// Checks the frames of one WAL file as they are read, one after another.
class PrefixScan
{
public:
    explicit PrefixScan(const WalHeader& header) : m_running(header.checksum)
    {
        m_found.header = header;
        m_found.checksum = header.checksum;
    }

    /// False once a frame does not continue the one before it.
    bool add(ByteView frame)
    {
        const WalFrameHeader head = parseWalFrameHeader(frame);
        const WalHeader& header = m_found.header;
        m_running = walFrameChecksum(header.order, m_running, frame);
        if (head.salts != header.salts || head.checksum != m_running)
            return false;
        m_end += frame.size();
        if (head.isCommit()) {
            m_found.size = m_end;
            m_found.checksum = m_running;
        }
        return true;
    }

    const CommittedPrefix& found() const { return m_found; }

private:
    CommittedPrefix m_found;
    WalChecksum m_running;
    std::uint64_t m_end = walHeaderSize;
};

Result<CommittedPrefix> scanShadow(File& file)
{
    std::array<std::byte, walHeaderSize> head{};
    const Result<std::size_t> got = file.readAt(0, head);
    if (!got)
        return got.error();
    const Result<WalHeader> header = parseWalHeader(ByteView(head).first(*got));
    if (!header)
        return Error(header.error()).during("the shadow WAL cannot be continued");
    const std::uint64_t frameSize = walFrameSize(header->pageSize);
    std::vector<std::byte> buffer(std::max<std::size_t>(readSize / frameSize, 1) * frameSize);
    PrefixScan scan(*header);
    for (std::uint64_t offset = walHeaderSize;;) {
        const Result<std::size_t> size = file.readAt(offset, buffer);
        if (!size)
            return size.error();
        for (std::size_t at = 0; at + frameSize <= *size; at += frameSize) {
            if (!scan.add(ByteView(buffer).subspan(at, frameSize)))
                return scan.found();
        }
        if (*size < buffer.size())
            return scan.found();
        offset += *size;
    }
}

std::string trimmed(const std::string& text)
{
    constexpr const char* blanks = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Result<GenerationId> readGenerationFile(FileSystem& files, const std::filesystem::path& path)
{
    const Result<std::unique_ptr<File>> file = files.open(path, OpenMode::Read);
    if (!file)
        return file.error();
    std::array<char, 64> text{};
    const Result<std::size_t> size = (*file)->readAt(0, std::as_writable_bytes(std::span(text)));
    if (!size)
        return size.error();
    Result<GenerationId> id = GenerationId::parse(trimmed(std::string(text.data(), *size)));
    if (!id)
        return Error{ErrorCode::NotFound, path.string() + " names no generation"};
    return id;
}

/// Removes a folder with what it holds. What is missing already is no error.
Result<void> removeTree(FileSystem& files, const std::filesystem::path& folder)
{
    const Result<std::vector<DirectoryEntry>> entries = files.entries(folder, {});
    if (!entries)
        return entries.error().code == ErrorCode::NotFound ? Result<void>() : entries.error();
    for (const DirectoryEntry& entry : *entries) {
        const bool isFolder = entry.status && entry.status->kind == FileKind::Directory;
        Result<void> removed =
            isFolder ? removeTree(files, folder / entry.name) : files.remove(folder / entry.name);
        if (!removed)
            return removed;
    }
    return files.remove(folder);
}

/// Writes beside, syncs, renames over.
Result<void> replaceFile(FileSystem& files, const std::filesystem::path& path, ByteView content)
{
    std::filesystem::path temporary = path;
    temporary += ".tmp";
    static_cast<void>(files.remove(temporary));
    {
        const Result<std::unique_ptr<File>> file = files.open(temporary, OpenMode::CreateNew);
        if (!file)
            return file.error();
        if (Result<void> written = (*file)->writeAt(0, content); !written)
            return written;
        if (Result<void> synced = (*file)->sync(); !synced)
            return synced;
    }
    if (Result<void> renamed = files.renameOver(temporary, path); !renamed)
        return renamed;
    return files.syncDirectory(path.parent_path());
}

} // namespace

std::uint32_t ShadowWal::State::frames() const
{
    return static_cast<std::uint32_t>((position.offset - walHeaderSize) /
                                      walFrameSize(header.pageSize));
}

ShadowWal::ShadowWal(FileSystem& files, MetaDirectory folder)
    : m_files(files),
      m_folder(std::move(folder))
{
}

std::optional<Position> ShadowWal::end() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_kept || m_kept->sizes.empty())
        return std::nullopt;
    const auto& [index, size] = *m_kept->sizes.rbegin();
    return Position{m_kept->generation, index, size};
}

std::optional<Position> ShadowWal::endOfPrevious() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_previous || m_previous->sizes.empty())
        return std::nullopt;
    const auto& [index, size] = *m_previous->sizes.rbegin();
    return Position{m_previous->generation, index, size};
}

Result<ShadowWal::Extent> ShadowWal::extent(GenerationId generation, WalIndex index) const
{
    const std::lock_guard lock(m_mutex);
    for (const std::optional<Kept>* kept : {&m_kept, &m_previous}) {
        if (!*kept || (*kept)->generation != generation)
            continue;
        const auto found = (*kept)->sizes.find(index);
        if (found == (*kept)->sizes.end())
            break;
        const bool isNewest = kept == &m_kept && std::next(found) == (*kept)->sizes.end();
        return Extent{found->second, !isNewest};
    }
    return Error{ErrorCode::NotFound, m_folder.walFile(generation, index).string() +
                                          " is not kept in the shadow WAL any more"};
}

Result<std::unique_ptr<File>> ShadowWal::openWal(GenerationId generation, WalIndex index) const
{
    return m_files.open(m_folder.walFile(generation, index), OpenMode::Read);
}

Result<void> ShadowWal::load()
{
    m_state.reset();
    m_current.reset();
    m_sizes.clear();
    const Result<GenerationId> id = readGenerationFile(m_files, m_folder.generationFile());
    if (!id)
        return id.error();
    m_announced = *id;
    if (Result<void> sizes = listWals(*id); !sizes)
        return sizes;
    const WalIndex index = m_sizes.rbegin()->first;
    Result<std::unique_ptr<File>> file =
        m_files.open(m_folder.walFile(*id, index), OpenMode::ReadWrite);
    if (!file)
        return std::move(file).error();
    const Result<CommittedPrefix> prefix = scanShadow(**file);
    if (!prefix)
        return prefix.error();
    const Result<FileStatus> status = (*file)->status();
    if (!status)
        return status.error();
    if (status->size > prefix->size) {
        if (Result<void> cut = (*file)->resize(prefix->size); !cut)
            return cut;
    }
    m_current = *std::move(file);
    m_state = State{{*id, index, prefix->size}, prefix->header, prefix->checksum};
    for (auto& [each, size] : m_sizes)
        size = each == index ? prefix->size : walFrameAlign(size, prefix->header.pageSize);
    show();
    return {};
}

Result<void> ShadowWal::listWals(GenerationId generation)
{
    const std::filesystem::path folder = m_folder.walFolder(generation);
    const Result<std::vector<DirectoryEntry>> entries = m_files.entries(folder, {});
    if (!entries && entries.error().code != ErrorCode::NotFound)
        return entries.error();
    for (const DirectoryEntry& entry : entries ? *entries : std::vector<DirectoryEntry>()) {
        // Left by a program that was killed.
        if (entry.name.ends_with(".tmp"))
            static_cast<void>(m_files.remove(folder / entry.name));
        const Result<WalIndex> index = parseShadowWalName(entry.name);
        if (index && entry.status && entry.status->kind == FileKind::Regular)
            m_sizes[*index] = entry.status->size;
    }
    if (m_sizes.empty())
        return Error{ErrorCode::NotFound, "no shadow WAL stands in " + folder.string()};
    return {};
}

Result<void> ShadowWal::beginGeneration(GenerationId generation, ByteView header)
{
    m_state.reset();
    m_current.reset();
    m_sizes.clear();
    Result<std::vector<std::filesystem::path>> made =
        m_files.createDirectories(m_folder.walFolder(generation));
    if (!made)
        return std::move(made).error();
    for (const std::filesystem::path& folder : *made) {
        if (Result<void> synced = m_files.syncDirectory(folder.parent_path()); !synced)
            return synced;
    }
    return beginWal({generation, 0, walHeaderSize}, header);
}

Result<void> ShadowWal::beginNextWal(ByteView header)
{
    const Result<File*> before = current();
    if (!before)
        return before.error();
    if (Result<void> synced = (*before)->sync(); !synced)
        return synced;
    Position next = m_state->position;
    ++next.index;
    next.offset = walHeaderSize;
    return beginWal(next, header);
}

Result<void> ShadowWal::beginWal(Position position, ByteView bytes)
{
    Result<WalHeader> header = parseWalHeader(bytes);
    if (!header)
        return std::move(header).error();
    const std::filesystem::path path = m_folder.walFile(position.generation, position.index);
    // Left from an attempt that failed before it was known here.
    if (Result<void> removed = m_files.remove(path); !removed)
        return removed;
    Result<NewFile> file = NewFile::create(m_files, path);
    if (!file)
        return std::move(file).error();
    if (Result<void> written = file->file().writeAt(0, bytes.first(walHeaderSize)); !written)
        return written;
    if (Result<void> synced = file->file().sync(); !synced)
        return synced;
    if (Result<void> named = file->commit(); !named)
        return named;
    Result<std::unique_ptr<File>> opened = m_files.open(path, OpenMode::ReadWrite);
    if (!opened)
        return std::move(opened).error();
    m_current = *std::move(opened);
    m_state = State{position, *header, header->checksum};
    m_sizes[position.index] = position.offset;
    return {};
}

/// The file that the state is of; opened if need be.
Result<File*> ShadowWal::current()
{
    if (!m_current) {
        const Position& at = m_state->position;
        Result<std::unique_ptr<File>> opened =
            m_files.open(m_folder.walFile(at.generation, at.index), OpenMode::ReadWrite);
        if (!opened)
            return std::move(opened).error();
        m_current = *std::move(opened);
    }
    return m_current.get();
}

void ShadowWal::closeIdle()
{
    if (m_state && m_state->position == end())
        m_current.reset();
}

Result<void> ShadowWal::append(ByteView frames, WalChecksum last)
{
    const Result<File*> file = current();
    if (!file)
        return file.error();
    const Result<FileStatus> status = (*file)->status();
    if (!status)
        return status.error();
    if (status->size > m_state->position.offset)
        return Error{
            ErrorCode::Busy,
            "somebody else writes to the shadow WAL, " +
                m_folder.walFile(m_state->position.generation, m_state->position.index).string() +
                "; only one program may replicate a database"};
    if (Result<void> written = (*file)->writeAt(m_state->position.offset, frames); !written) {
        // Or the half that was written would look like somebody else's.
        static_cast<void>((*file)->resize(m_state->position.offset));
        return written;
    }
    m_state->position.offset += frames.size();
    m_state->checksum = last;
    m_sizes[m_state->position.index] = m_state->position.offset;
    return {};
}

Result<void> ShadowWal::rewind(const State& earlier)
{
    if (*m_state == earlier)
        return {};
    const Result<File*> file = current();
    if (!file)
        return file.error();
    if (Result<void> cut = (*file)->resize(earlier.position.offset); !cut)
        return cut;
    m_state = earlier;
    m_sizes[earlier.position.index] = earlier.position.offset;
    return {};
}

Result<void> ShadowWal::discard()
{
    const std::optional<GenerationId> wanted =
        m_state ? std::optional(m_state->position.generation) : std::nullopt;
    if (wanted && wanted != m_announced) {
        // A generation that never stood.
        m_state.reset();
        m_current.reset();
        return removeTree(m_files, m_folder.generationFolder(*wanted));
    }
    return load();
}

Result<void> ShadowWal::publish()
{
    const GenerationId generation = m_state->position.generation;
    const Result<File*> file = current();
    if (!file)
        return file.error();
    if (Result<void> synced = (*file)->sync(); !synced)
        return synced;
    if (m_announced != generation) {
        const std::string text = generation.text() + "\n";
        if (Result<void> named = replaceFile(m_files, m_folder.generationFile(), asBytes(text));
            !named)
            return named;
        m_announced = generation;
    }
    show();
    return {};
}

void ShadowWal::show()
{
    const GenerationId generation = m_state->position.generation;
    const std::lock_guard lock(m_mutex);
    if (m_kept && m_kept->generation != generation)
        m_previous = std::move(m_kept);
    m_kept = Kept{generation, m_sizes};
}

void ShadowWal::abandon()
{
    m_state.reset();
    m_current.reset();
}

Result<void> ShadowWal::release(bool previousToo, WalIndex index)
{
    GenerationId current;
    std::vector<WalIndex> old;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_kept)
            return {};
        current = m_kept->generation;
        if (previousToo)
            m_previous.reset();
        for (auto at = m_kept->sizes.begin();
             at->first < index && std::next(at) != m_kept->sizes.end();
             at = m_kept->sizes.erase(at))
            old.push_back(at->first);
    }
    const bool isWritten = m_state && m_state->position.generation == current;
    for (const WalIndex each : old) {
        if (isWritten)
            m_sizes.erase(each);
        if (Result<void> removed = m_files.remove(m_folder.walFile(current, each)); !removed)
            return removed;
    }
    return previousToo ? removeAllBut(current) : Result<void>();
}

/// A generation that is being begun stays as well.
Result<void> ShadowWal::removeAllBut(GenerationId current)
{
    const std::filesystem::path folder = m_folder.generationsFolder();
    const Result<std::vector<DirectoryEntry>> entries = m_files.entries(folder, {});
    if (!entries)
        return entries.error();
    for (const DirectoryEntry& entry : *entries) {
        const Result<GenerationId> id = GenerationId::parse(entry.name);
        if (!id || *id == current || (m_state && *id == m_state->position.generation))
            continue;
        if (Result<void> removed = removeTree(m_files, folder / entry.name); !removed)
            return removed;
    }
    return {};
}

std::uint64_t ShadowWal::storedBytes() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t bytes = 0;
    for (const std::optional<Kept>* kept : {&m_kept, &m_previous}) {
        if (!*kept)
            continue;
        for (const auto& [index, size] : (*kept)->sizes)
            bytes += size;
    }
    return bytes;
}

} // namespace walkeeper
