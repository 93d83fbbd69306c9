#pragma once

#include "tests/core/timetravel/database_history.h"

#include <memory>

namespace walkeeper::test {

/// An index over a store, and the way to a moment in it. Ends the program where nothing but a
/// mistake of the test can be the reason.
class MomentLooker
{
public:
    explicit MomentLooker(ObjectStore& store, const MomentLimits& limits = {});

    Result<FoundMoment> find(const RestoreTarget& target, const CancellationToken& token = {});
    Result<FoundMoment> find(const RestoreTarget& target, const CancellationToken& token,
                             ProgressSink& progress);
    /// What a full restore of the last target writes.
    Bytes restored();

    std::shared_ptr<MomentIndex> index;
    Replica replica;
    RestorePlan plan; ///< of the last target

private:
    ObjectStore& m_store;
};

/// What a full restore of a plan writes.
Bytes restored(ObjectStore& store, const Replica& replica, const RestorePlan& plan);

/// Every byte of a moment.
Bytes contentOf(Moment& moment);

RestoreTarget targetAt(const Position& position);

} // namespace walkeeper::test
