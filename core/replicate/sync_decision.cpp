#include "core/replicate/sync_decision.h"

namespace walkeeper {

namespace {

using Action = SyncDecision::Action;

SyncDecision newGeneration(NewGenerationReason reason)
{
    return {Action::NewGeneration, reason};
}

SyncDecision decideWithinLife(const ShadowFacts& shadow, const WalIndexHeader& index)
{
    if (index.maxFrame < shadow.frames)
        return newGeneration(NewGenerationReason::WalShrank);
    if (index.maxFrame > shadow.frames)
        return {Action::Append, {}};
    if (shadow.frames > 0 && shadow.checksum != index.checksum)
        return newGeneration(NewGenerationReason::WalOverwritten);
    return {};
}

} // namespace

SyncDecision decideSync(const ShadowFacts& shadow, const WalIndexHeader& index,
                        const PinNote& governing)
{
    if (shadow.salts == index.salts)
        return decideWithinLife(shadow, index);
    // Nothing is committed in the new life, and its header may be written once more.
    if (index.maxFrame == 0)
        return {};
    if (governing != PinNote{shadow.index, shadow.frames})
        return newGeneration(NewGenerationReason::MissedReset);
    if (shadow.index >= maxWalIndex)
        return newGeneration(NewGenerationReason::IndexExhausted);
    return {Action::NextWal, {}};
}

std::optional<NewGenerationReason> decideResume(const ResumeFacts& facts,
                                                const WalIndexHeader& index)
{
    // An index without a commit says nothing of the page size yet.
    if (index.maxFrame > 0 && facts.shadowPageSize != index.pageSize)
        return NewGenerationReason::PageSizeChanged;
    if (facts.shadow.salts != index.salts || !facts.sameHeader)
        return NewGenerationReason::WalChanged;
    if (index.maxFrame < facts.shadow.frames)
        return NewGenerationReason::WalShrank;
    if (!facts.sameLastFrame)
        return NewGenerationReason::WalOverwritten;
    return std::nullopt;
}

std::string_view reasonName(NewGenerationReason reason)
{
    switch (reason) {
    case NewGenerationReason::NoGeneration: return "no-generation";
    case NewGenerationReason::ShadowMissing: return "shadow-missing";
    case NewGenerationReason::ShadowDamaged: return "shadow-damaged";
    case NewGenerationReason::WalChanged: return "wal-changed";
    case NewGenerationReason::WalShrank: return "wal-shrank";
    case NewGenerationReason::WalOverwritten: return "wal-overwritten";
    case NewGenerationReason::MissedReset: return "missed-reset";
    case NewGenerationReason::UnverifiableWal: return "unverifiable-wal";
    case NewGenerationReason::IndexExhausted: return "index-exhausted";
    case NewGenerationReason::DatabaseReplaced: return "database-replaced";
    case NewGenerationReason::PageSizeChanged: return "page-size-changed";
    case NewGenerationReason::ReplicaLost: return "replica-lost";
    case NewGenerationReason::Requested: return "requested";
    }
    return "requested";
}

std::string_view reasonText(NewGenerationReason reason)
{
    switch (reason) {
    case NewGenerationReason::NoGeneration: return "the database was not replicated before";
    case NewGenerationReason::ShadowMissing: return "the shadow WAL is missing";
    case NewGenerationReason::ShadowDamaged: return "the shadow WAL is damaged";
    case NewGenerationReason::WalChanged: return "the WAL was reset while nobody watched";
    case NewGenerationReason::WalShrank: return "the WAL holds fewer commits than were copied";
    case NewGenerationReason::WalOverwritten: return "the last copied commit was overwritten";
    case NewGenerationReason::MissedReset: return "the WAL was reset before its end was copied";
    case NewGenerationReason::UnverifiableWal:
        return "SQLite left committed frames without a checksum in the WAL";
    case NewGenerationReason::IndexExhausted: return "no WAL file number is left";
    case NewGenerationReason::DatabaseReplaced:
        return "another file stands in the database's place";
    case NewGenerationReason::PageSizeChanged: return "the page size has changed";
    case NewGenerationReason::ReplicaLost: return "a replica lacks WAL that is not kept any more";
    case NewGenerationReason::Requested: return "it was asked for";
    }
    return "";
}

} // namespace walkeeper
