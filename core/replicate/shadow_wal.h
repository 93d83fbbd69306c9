#pragma once

#include "core/format/generations/meta_directory.h"
#include "core/format/generations/position.h"
#include "core/io/file_system.h"
#include "core/sqlite/wal_format.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace walkeeper {

/// The byte-exact copy of a database's WAL files, in its metadata folder.
///
/// One writer, the database's monitor; the questions under "any thread" are for the replicas.
/// What was appended is seen by them only from publish() on, and then it is synced and ends on a
/// commit. Files of the generation before are kept until release() lets them go.
class ShadowWal
{
public:
    ShadowWal(FileSystem& files, MetaDirectory folder);
    ShadowWal(const ShadowWal&) = delete;
    ShadowWal& operator=(const ShadowWal&) = delete;

    // --- any thread ---

    /// End of the newest published commit; nothing while no generation stands.
    std::optional<Position> end() const;
    /// Where the generation before ended, as long as its files are kept.
    std::optional<Position> endOfPrevious() const;

    struct Extent {
        std::uint64_t size = 0; ///< published bytes; a whole number of frames behind the header
        bool isFinal = false;   ///< a later WAL file has begun, so it grows no more
    };
    /// errors  NotFound: not kept, or never was
    Result<Extent> extent(GenerationId generation, WalIndex index) const;
    Result<std::unique_ptr<File>> openWal(GenerationId generation, WalIndex index) const;

    // --- the writer ---

    /// Where the writer stands: more than end() only between append() and publish().
    struct State {
        Position position;    ///< behind the last appended frame
        WalHeader header;     ///< of the WAL file that is current
        WalChecksum checksum; ///< of its last frame, or else of its header

        std::uint32_t frames() const;
        bool operator==(const State& other) const { return position == other.position; }
    };
    const std::optional<State>& state() const { return m_state; }
    /// Whether the folder names a generation, as far as load() or publish() have seen.
    bool isAnnounced() const { return m_announced.has_value(); }

    /// Reads what the folder holds, checks every frame of the newest WAL file and cuts it to its
    /// last commit. No state if there is nothing to go on with; the reason is in the error then.
    /// errors  NotFound: no generation; Corrupt: it cannot be continued; those of the file system
    Result<void> load();

    /// Begins a generation with WAL file 0. It stands only from publish() on: until then a
    /// restart finds the one before.
    Result<void> beginGeneration(GenerationId generation, ByteView header);
    /// Makes the current WAL file final and begins the next one under its own name at once.
    Result<void> beginNextWal(ByteView header);
    /// frames    whole, verified, and following on what stands
    Result<void> append(ByteView frames, WalChecksum last);
    /// Takes back what was appended since `earlier`, which is of the same WAL file.
    Result<void> rewind(const State& earlier);
    /// Drops what was appended since the last publish(), a generation that never stood included.
    Result<void> discard();
    /// Syncs, and shows replicas everything that was appended.
    Result<void> publish();
    /// Closes the file, which an idle database can do without; append() opens it again.
    void closeIdle();
    /// Forgets the state, so that only beginGeneration() or load() can follow. Files stay.
    void abandon();
    /// Deletes WAL files below `index`, and all other generations if `previousToo`.
    Result<void> release(bool previousToo, WalIndex index);

    std::uint64_t storedBytes() const; ///< of all kept files; any thread

private:
    struct Kept {
        GenerationId generation;
        std::map<WalIndex, std::uint64_t> sizes; ///< published bytes of each kept WAL file
    };

    Result<void> listWals(GenerationId generation);
    Result<void> beginWal(Position position, ByteView bytes);
    Result<File*> current();
    void show();
    Result<void> removeAllBut(GenerationId current);

    FileSystem& m_files;
    const MetaDirectory m_folder;
    // Of the writer.
    std::optional<State> m_state;
    std::unique_ptr<File> m_current;           ///< of the state; not open while nothing happens
    std::map<WalIndex, std::uint64_t> m_sizes; ///< of the state's generation
    std::optional<GenerationId> m_announced;   ///< whose name stands in the generation file

    mutable std::mutex m_mutex; ///< guards the two below
    std::optional<Kept> m_kept;
    std::optional<Kept> m_previous;
};

} // namespace walkeeper
