#include "tests/support/faulty_file_system.h"

#include <utility>

namespace walkeeper::test {

/// An open file of a FaultyFileSystem, which must outlive it.
class FaultyFile final : public File
{
public:
    FaultyFile(std::unique_ptr<File> real, FaultyFileSystem& files)
        : m_real(std::move(real)),
          m_files(files)
    {
    }

    Result<std::size_t> readAt(std::uint64_t offset, ByteSpan into) override
    {
        if (auto error = m_files.failure(FileCall::Read))
            return *error;
        return m_real->readAt(offset, into);
    }
    Result<void> writeAt(std::uint64_t offset, ByteView bytes) override
    {
        if (auto error = m_files.failure(FileCall::Write)) {
            if (m_files.m_fault.writeHalf)
                (void)m_real->writeAt(offset, bytes.first(bytes.size() / 2));
            return *error;
        }
        return m_real->writeAt(offset, bytes);
    }
    Result<void> resize(std::uint64_t size) override
    {
        if (auto error = m_files.failure(FileCall::Resize))
            return *error;
        return m_real->resize(size);
    }
    Result<void> sync() override
    {
        if (auto error = m_files.failure(FileCall::Sync))
            return *error;
        return m_files.m_fault.syncs ? m_real->sync() : Result<void>();
    }
    void beginWriteOut() override { m_real->beginWriteOut(); }
    Result<FileStatus> status() const override
    {
        if (auto error = m_files.failure(FileCall::FileStatus))
            return *error;
        return m_real->status();
    }
    Result<void> setModified(Timestamp time) override
    {
        if (auto error = m_files.failure(FileCall::SetModified))
            return *error;
        return m_real->setModified(time);
    }

private:
    std::unique_ptr<File> m_real;
    FaultyFileSystem& m_files;
};

FaultyFileSystem::FaultyFileSystem(FileFault fault, FileSystem& real)
    : m_fault(std::move(fault)),
      m_real(real)
{
}

std::optional<Error> FaultyFileSystem::failure(FileCall call)
{
    if (m_observer)
        m_observer(call);
    if (m_fault.only && *m_fault.only != call)
        return std::nullopt;
    const int number = ++m_count;
    if (m_isHealed)
        return std::nullopt;
    if (number != m_fault.nth && !(m_fault.andAllLater && number > m_fault.nth))
        return std::nullopt;
    m_failed = true;
    return m_fault.error;
}

Result<std::unique_ptr<File>> FaultyFileSystem::open(const std::filesystem::path& path,
                                                     OpenMode mode, const FileAccess& ofNew)
{
    if (auto error = failure(mode == OpenMode::Read ? FileCall::OpenRead : FileCall::CreateNew))
        return *error;
    auto file = m_real.open(path, mode, ofNew);
    if (!file)
        return file;
    return std::unique_ptr<File>(std::make_unique<FaultyFile>(*std::move(file), *this));
}

Result<FileStatus> FaultyFileSystem::status(const std::filesystem::path& path)
{
    if (auto error = failure(FileCall::Status))
        return *error;
    return m_real.status(path);
}

Result<std::vector<DirectoryEntry>> FaultyFileSystem::entries(const std::filesystem::path& path,
                                                              const CancellationToken& token)
{
    if (auto error = failure(FileCall::Entries))
        return *error;
    return m_real.entries(path, token);
}

Result<std::vector<std::filesystem::path>>
FaultyFileSystem::createDirectories(const std::filesystem::path& path, const FileAccess& ofNew)
{
    if (auto error = failure(FileCall::CreateDirectories))
        return *error;
    return m_real.createDirectories(path, ofNew);
}

Result<void> FaultyFileSystem::renameNew(const std::filesystem::path& from,
                                         const std::filesystem::path& to)
{
    if (auto error = failure(FileCall::RenameNew))
        return *error;
    return m_real.renameNew(from, to);
}

Result<void> FaultyFileSystem::renameOver(const std::filesystem::path& from,
                                          const std::filesystem::path& to)
{
    if (auto error = failure(FileCall::RenameOver))
        return *error;
    return m_real.renameOver(from, to);
}

Result<void> FaultyFileSystem::exchange(const std::filesystem::path& one,
                                        const std::filesystem::path& other)
{
    if (auto error = failure(FileCall::Exchange))
        return *error;
    return m_real.exchange(one, other);
}

Result<void> FaultyFileSystem::copyAccess(const std::filesystem::path& from,
                                          const std::filesystem::path& to)
{
    if (auto error = failure(FileCall::CopyAccess))
        return *error;
    return m_real.copyAccess(from, to);
}

Result<void> FaultyFileSystem::remove(const std::filesystem::path& path)
{
    if (auto error = failure(FileCall::Remove))
        return *error;
    return m_real.remove(path);
}

Result<void> FaultyFileSystem::syncDirectory(const std::filesystem::path& path)
{
    if (auto error = failure(FileCall::SyncDirectory))
        return *error;
    return m_fault.syncs ? m_real.syncDirectory(path) : Result<void>();
}

Result<FolderRoom> FaultyFileSystem::room(const std::filesystem::path& folder)
{
    Result<FolderRoom> room = m_real.room(folder);
    if (room && m_toldFreeBytes)
        room->freeBytes = *m_toldFreeBytes;
    return room;
}

} // namespace walkeeper::test
