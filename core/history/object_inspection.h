#pragma once

#include "core/base/cancellation.h"
#include "core/format/generations/segment_scanner.h"
#include "core/history/replica.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walkeeper {

/// What the first page of a database says of it.
/// source  https://www.sqlite.org/fileformat2.html section 1.3
struct DatabaseHeader {
    std::uint32_t pageSize = 0;
    std::uint32_t pages = 0; ///< in-header size; the true one may be another in WAL mode
    std::uint32_t freePages = 0;
    std::uint32_t schemaVersion = 0;
    std::uint32_t userVersion = 0;
    std::uint32_t applicationId = 0;
    std::uint32_t textEncoding = 0; ///< 1 UTF-8, 2 UTF-16le, 3 UTF-16be
    std::uint32_t writtenBy = 0;    ///< SQLite's version number, such as 3040001
};

/// errors  Corrupt: shorter than 100 bytes, or no SQLite database
Result<DatabaseHeader> parseDatabaseHeader(ByteView bytes);

/// A stored object, unpacked and taken apart. Everything but the pages' content.
struct ObjectInspection {
    ObjectKey key;
    std::uint64_t storedBytes = 0; ///< that were read
    std::uint64_t plainBytes = 0;

    struct Segment {
        WalGeometry geometry;
        std::uint64_t start = 0;          ///< offset in the WAL file
        std::optional<WalHeader> header;  ///< if it begins at offset 0
        std::optional<WalSalts> salts;    ///< not set in an empty segment
        std::vector<std::uint32_t> pages; ///< page number of each frame
        std::vector<SegmentCommit> commits;

        /// Offset of a frame in the WAL file.
        std::uint64_t offsetOf(std::size_t frame) const;
    };
    struct Snapshot {
        DatabaseHeader header;
    };
    std::variant<std::monostate, Segment, Snapshot> content;

    /// What is wrong with it; what was read before the bad place is told all the same.
    std::optional<Finding> damage;
};

/// Reads one object to its end and checks it by itself: not how it joins the one before.
/// errors  those of the store; Corrupt: nothing of it can be told
Result<ObjectInspection> inspectSegment(ObjectStore& store, const Generation& generation,
                                        const StoredSegment& segment,
                                        const CancellationToken& token);
Result<ObjectInspection> inspectSnapshot(ObjectStore& store, const Generation& generation,
                                         const StoredSnapshot& snapshot,
                                         const CancellationToken& token);

} // namespace walkeeper
