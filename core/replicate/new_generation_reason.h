#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace walkeeper {

/// Why a generation begins, which costs a full snapshot.
enum class NewGenerationReason : std::uint8_t {
    NoGeneration,     ///< the first one
    ShadowMissing,    ///< the metadata folder lacks its shadow WAL
    ShadowDamaged,    ///< the shadow WAL does not verify
    WalChanged,       ///< on a start: the WAL was reset while nobody watched
    WalShrank,        ///< the WAL holds fewer commits than were copied
    WalOverwritten,   ///< the last copied commit stands no longer in the WAL
    MissedReset,      ///< a reset that cannot be proven to have come after the last copy
    UnverifiableWal,  ///< committed frames without a checksum; a savepoint left them so
    IndexExhausted,   ///< no WAL file number is left
    DatabaseReplaced, ///< another file stands in the database's place
    PageSizeChanged,
    ReplicaLost, ///< a replica lacks what is no longer kept here
    Requested,
};
inline constexpr std::size_t newGenerationReasons = 13;

/// A stable lower-case word, for logs and JSON: "missed-reset".
std::string_view reasonName(NewGenerationReason reason);
/// One clause for people: "the WAL was reset before its end was copied".
std::string_view reasonText(NewGenerationReason reason);

} // namespace walkeeper
