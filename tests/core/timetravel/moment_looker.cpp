#include "tests/core/timetravel/moment_looker.h"

#include "core/restore/restorer.h"
#include "tests/support/give_up.h"

namespace walkeeper::test {

MomentLooker::MomentLooker(ObjectStore& store, const MomentLimits& limits) : m_store(store)
{
    Result<std::shared_ptr<MomentIndex>> made =
        MomentIndex::create(store, nativeFileSystem(), limits);
    Result<Replica> listed = listReplica(store, {}, {});
    if (!made || !listed)
        giveUp("cannot look into the replica");
    index = *std::move(made);
    replica = *std::move(listed);
}

Result<FoundMoment> MomentLooker::find(const RestoreTarget& target, const CancellationToken& token)
{
    NoProgress silent;
    return find(target, token, silent);
}

Result<FoundMoment> MomentLooker::find(const RestoreTarget& target, const CancellationToken& token,
                                       ProgressSink& progress)
{
    Result<RestorePlan> planned = planRestore(replica, target);
    if (!planned)
        return std::move(planned).error();
    plan = *std::move(planned);
    ProgressMeter meter(progress, index->bytesToRead(plan));
    return index->find(*replica.find(plan.generation), plan, meter, token);
}

Bytes MomentLooker::restored()
{
    return test::restored(m_store, replica, plan);
}

Bytes restored(ObjectStore& store, const Replica& replica, const RestorePlan& plan)
{
    const TestFolder folder;
    const auto file = nativeFileSystem().open(folder / "restored.db", OpenMode::CreateNew);
    NoProgress silent;
    ProgressMeter meter(silent, plan.storedBytes());
    const Result<RestoredPages> pages =
        restorePages(store, *replica.find(plan.generation), plan, **file, {}, meter, {});
    if (!pages || !pages->damage.isEmpty())
        giveUp("a sound plan cannot be restored");
    Bytes content((*file)->status()->size);
    if (!(*file)->readAt(0, content))
        giveUp("cannot read what was restored");
    return content;
}

Bytes contentOf(Moment& moment)
{
    Bytes content(moment.facts().databaseBytes + 1);
    const Result<std::size_t> size = moment.read(0, content, {});
    if (!size)
        giveUp(size.error().message);
    content.resize(*size);
    return content;
}

RestoreTarget targetAt(const Position& position)
{
    return {RestoreTarget::AtPosition{position}, std::nullopt};
}

} // namespace walkeeper::test
