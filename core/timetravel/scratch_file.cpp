#include "core/timetravel/scratch_file.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace walkeeper {

namespace {

/// Calls `part` for each stretch of [offset, offset + size) that lies in one slot.
template <class Part>
Result<void> eachSlot(std::uint64_t offset, std::size_t size, const Part& part)
{
    for (std::size_t done = 0; done < size;) {
        const std::uint64_t inSlot = (offset + done) % ScratchFile::slotSize;
        const auto count = static_cast<std::size_t>(
            std::min<std::uint64_t>(size - done, ScratchFile::slotSize - inSlot));
        if (Result<void> outcome = part(offset + done, done, count); !outcome)
            return outcome;
        done += count;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<ScratchFile>>
ScratchFile::create(FileSystem& files, const std::filesystem::path& folder, std::uint64_t capacity)
{
    std::error_code failure;
    const std::filesystem::path parent =
        folder.empty() ? std::filesystem::temp_directory_path(failure) : folder;
    const std::filesystem::path path = temporaryBeside(parent / "walkeeper-moment");
    Result<std::unique_ptr<File>> file = files.open(path, OpenMode::CreateNew);
    if (!file)
        return std::move(file).error();
    if (Result<void> removed = files.remove(path); !removed)
        return std::move(removed).error();
    return std::unique_ptr<ScratchFile>(new ScratchFile(*std::move(file), capacity / slotSize));
}

ScratchFile::ScratchFile(std::unique_ptr<File> file, std::uint64_t slots)
    : m_file(std::move(file)),
      m_slots(slots)
{
}

Result<std::uint32_t> ScratchFile::take()
{
    if (m_free.empty() && m_used == m_slots && (!m_reclaim || !m_reclaim()))
        return Error{ErrorCode::NoSpace,
                     "the " + std::to_string(capacity() >> 20) +
                         " MiB of disk that looking into a moment may use are not enough"};
    if (m_free.empty())
        return static_cast<std::uint32_t>(m_used++);
    const std::uint32_t slot = m_free.back();
    m_free.pop_back();
    return slot;
}

ScratchBytes::ScratchBytes(ScratchBytes&& other) noexcept
    : m_file(other.m_file),
      m_slots(std::exchange(other.m_slots, {})),
      m_size(std::exchange(other.m_size, 0))
{
}

ScratchBytes& ScratchBytes::operator=(ScratchBytes&& other) noexcept
{
    std::swap(m_file, other.m_file);
    std::swap(m_slots, other.m_slots);
    std::swap(m_size, other.m_size);
    return *this;
}

ScratchBytes::~ScratchBytes()
{
    cut(0);
}

std::uint64_t ScratchBytes::place(std::uint64_t offset) const
{
    return m_slots[static_cast<std::size_t>(offset / ScratchFile::slotSize)] *
               ScratchFile::slotSize +
           offset % ScratchFile::slotSize;
}

Result<void> ScratchBytes::writeAt(std::uint64_t offset, ByteView bytes)
{
    while (m_size < offset) {
        const std::vector<std::byte> zeros(static_cast<std::size_t>(
            std::min<std::uint64_t>(offset - m_size, ScratchFile::slotSize)));
        if (Result<void> filled = write(m_size, zeros); !filled)
            return filled;
    }
    return write(offset, bytes);
}

Result<void> ScratchBytes::write(std::uint64_t offset, ByteView bytes)
{
    const std::uint64_t end = offset + bytes.size();
    while (m_slots.size() * ScratchFile::slotSize < end) {
        const Result<std::uint32_t> slot = m_file->take();
        if (!slot)
            return slot.error();
        m_slots.push_back(*slot);
    }
    Result<void> written =
        eachSlot(offset, bytes.size(), [&](std::uint64_t at, std::size_t done, std::size_t count) {
            return m_file->file().writeAt(place(at), bytes.subspan(done, count));
        });
    if (written)
        m_size = std::max(m_size, end);
    return written;
}

Result<void> ScratchBytes::readAt(std::uint64_t offset, ByteSpan into) const
{
    assert(offset + into.size() <= m_size);
    return eachSlot(offset, into.size(),
                    [&](std::uint64_t at, std::size_t done, std::size_t count) -> Result<void> {
                        const Result<std::size_t> read =
                            m_file->file().readAt(place(at), into.subspan(done, count));
                        if (!read)
                            return read.error();
                        if (*read != count)
                            return Error{ErrorCode::Internal, "a scratch file has become shorter"};
                        return {};
                    });
}

void ScratchBytes::cut(std::uint64_t size)
{
    m_size = std::min(m_size, size);
    const std::uint64_t slots = (m_size + ScratchFile::slotSize - 1) / ScratchFile::slotSize;
    while (m_slots.size() > slots) {
        m_file->giveBack(m_slots.back());
        m_slots.pop_back();
    }
}

} // namespace walkeeper
