#pragma once

#include "core/format/generations/position.h"
#include "core/storage/object_store.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace walkeeper {

// Names of Litestream 0.3's objects under the root of a replica:
//     generations/<16 hex>/snapshots/<8 hex>.snapshot.lz4
//     generations/<16 hex>/wal/<8 hex>_<8 hex>.wal.lz4

ObjectKey generationsFolder();
ObjectKey generationFolder(GenerationId generation);
ObjectKey snapshotsFolder(GenerationId generation);
ObjectKey walFolder(GenerationId generation);

/// "0000001f.snapshot.lz4"
std::string snapshotName(WalIndex index);
/// Reads the name of a snapshot object. errors  InvalidArgument for any other shape
Result<WalIndex> parseSnapshotName(std::string_view name);

struct SegmentName {
    WalIndex index = 0;
    std::uint64_t offset = 0;      ///< where the segment begins in its WAL file, bytes
    std::uint8_t offsetDigits = 8; ///< as written; kept so that the name can be made again

    bool operator==(const SegmentName&) const = default;
};

/// "0000001f_00001038.wal.lz4"; offsets over 4 GiB take more than eight digits.
std::string segmentName(const SegmentName& name);
/// Reads the name of a WAL segment object, with 8 to 16 offset digits: 0.3 writes eight and skips
/// longer ones when it reads; later readers take up to 16, for WAL files over 4 GiB.
/// errors  InvalidArgument for any other shape
Result<SegmentName> parseSegmentName(std::string_view name);

} // namespace walkeeper
