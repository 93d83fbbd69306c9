#pragma once

#include "core/io/file_system.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace walkeeper {

/// Disk space of a bounded size, in one file without a name: it is gone when it is closed, however
/// the program ends. For one thread at a time.
class ScratchFile
{
public:
    /// Bytes of one slot, the unit in which the space is given out.
    static constexpr std::uint64_t slotSize = std::uint64_t{64} << 10;

    /// folder    the system's folder for temporary files if empty
    /// capacity  bytes; the file never gets larger
    static Result<std::unique_ptr<ScratchFile>>
    create(FileSystem& files, const std::filesystem::path& folder, std::uint64_t capacity);

    /// Asked when all slots are taken; it gives some back, or says that it has none.
    void setReclaim(std::function<bool()> reclaim) { m_reclaim = std::move(reclaim); }

    /// errors  NoSpace: everything is in use
    Result<std::uint32_t> take();
    void giveBack(std::uint32_t slot) { m_free.push_back(slot); }

    std::uint64_t capacity() const { return m_slots * slotSize; }
    std::uint64_t freeBytes() const { return (m_slots - m_used + m_free.size()) * slotSize; }
    File& file() { return *m_file; }

private:
    ScratchFile(std::unique_ptr<File> file, std::uint64_t slots);

    std::unique_ptr<File> m_file;
    const std::uint64_t m_slots;
    std::uint64_t m_used = 0; ///< slots that were ever taken
    std::vector<std::uint32_t> m_free;
    std::function<bool()> m_reclaim;
};

/// A run of bytes in a scratch file that grows as it is written. It must not outlive the file.
class ScratchBytes
{
public:
    explicit ScratchBytes(ScratchFile& file) : m_file(&file) {}
    ScratchBytes(ScratchBytes&& other) noexcept;
    ScratchBytes& operator=(ScratchBytes&& other) noexcept;
    ~ScratchBytes();

    std::uint64_t size() const { return m_size; }
    /// Makes it longer where needed; what lies between is zero. errors  NoSpace
    Result<void> writeAt(std::uint64_t offset, ByteView bytes);
    Result<void> append(ByteView bytes) { return writeAt(m_size, bytes); }
    /// All of it must be there.
    Result<void> readAt(std::uint64_t offset, ByteSpan into) const;
    void cut(std::uint64_t size);

private:
    Result<void> write(std::uint64_t offset, ByteView bytes);
    std::uint64_t place(std::uint64_t offset) const;

    ScratchFile* m_file;
    std::vector<std::uint32_t> m_slots;
    std::uint64_t m_size = 0;
};

} // namespace walkeeper
