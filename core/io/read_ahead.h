#pragma once

#include "core/io/byte_stream.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

namespace walkeeper {

/// Reads a source on a thread of its own while what it gave before is being used, with at most
/// 2 MiB between the two. An error of the source comes where it would have come without it.
///
/// The destructor waits for a read that is under way. The source belongs to the thread meanwhile.
class ReadAhead final : public ByteSource
{
public:
    explicit ReadAhead(ByteSource& source);
    ~ReadAhead() override;
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    Result<std::size_t> read(ByteSpan into) override;

private:
    struct Chunk {
        std::vector<std::byte> bytes;
        Result<std::size_t> size = std::size_t{0}; ///< 0: the end
        bool isFull = false;
    };

    void run();
    bool isLast(const Chunk& chunk) const { return !chunk.size || *chunk.size == 0; }

    ByteSource& m_source;
    std::mutex m_mutex; ///< guards isFull of each chunk, and the next
    bool m_isStopping = false;
    std::condition_variable m_changed;
    std::array<Chunk, 2> m_chunks; ///< a full one is the reader's, another the thread's
    std::size_t m_current = 0;     ///< which of them is being read
    std::size_t m_given = 0;       ///< bytes of it that were handed out
    std::thread m_thread;
};

} // namespace walkeeper
