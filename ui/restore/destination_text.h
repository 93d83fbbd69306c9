#pragma once

#include "core/operations/restore_destination.h"

#include <QCoreApplication>
#include <QString>

#include <cstdint>
#include <optional>

namespace walkeeper::ui {

/// What is to be said of the place that a database is to be restored to, before anything is done.
class DestinationText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::DestinationText)

public:
    /// Why it cannot be used; empty if nothing is known against it.
    static QString problem(const DestinationFacts& facts, bool isInPlace);

    /// That the disk may be too small; empty if it is not.
    /// snapshotBytes  of the snapshot, packed: no database is much smaller than that
    /// databaseBytes  what is written, if that is known
    static QString shortage(const DestinationFacts& facts, std::uint64_t snapshotBytes,
                            std::optional<std::uint64_t> databaseBytes);
};

} // namespace walkeeper::ui
