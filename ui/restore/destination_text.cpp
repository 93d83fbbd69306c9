#include "ui/restore/destination_text.h"

#include "ui/text/conversion.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

QString DestinationText::problem(const DestinationFacts& facts, bool isInPlace)
{
    const QString folder = pathToQt(facts.path.parent_path());
    if (isInPlace) {
        if (!facts.kind)
            return tr("There is no database of this name to restore over.");
        if (*facts.kind != FileKind::Regular)
            return tr("This is not a file.");
        if (facts.room && !facts.room->mayCreate)
            return tr("You may not make files in its folder, where the old state would be kept.");
        return {};
    }
    if (facts.kind)
        return tr("There is something of this name already; it is not overwritten.");
    if (facts.leftover)
        return tr("%1 is left from another database, and SQLite would take it for part of the "
                  "restored one. Move it away, or choose another name.")
            .arg(pathToQt(facts.leftover->filename()));
    if (!facts.room)
        return tr("There is no folder %1.").arg(folder);
    if (!facts.room->mayCreate)
        return tr("You may not make files in %1.").arg(folder);
    return {};
}

QString DestinationText::shortage(const DestinationFacts& facts, std::uint64_t snapshotBytes,
                                  std::optional<std::uint64_t> databaseBytes)
{
    if (!facts.room || facts.room->freeBytes >= databaseBytes.value_or(snapshotBytes))
        return {};
    const QString free = HumanText::bytes(facts.room->freeBytes);
    return databaseBytes
               ? tr("Only %1 are free there, and the restored database needs %2. Free some space, "
                    "or choose another disk.")
                     .arg(free, HumanText::bytes(*databaseBytes))
               : tr("Only %1 are free there, and the restored database needs more than %2. Free "
                    "some space, or choose another disk.")
                     .arg(free, HumanText::bytes(snapshotBytes));
}

} // namespace walkeeper::ui
