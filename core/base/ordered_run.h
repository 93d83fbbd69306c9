#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace walkeeper {

/// One thread's share of an ordered run. Each object is used by one thread only.
class OrderedWorker
{
public:
    virtual ~OrderedWorker() = default;

    /// The long part that needs no order, such as fetching and unpacking.
    virtual Result<void> prepare(std::size_t item) = 0;
    /// The short part: never two at once, and strictly in order of the items. What one turn
    /// writes, the next one sees.
    virtual Result<void> turn(std::size_t item) = 0;
    /// The long part that follows from the turn; again in no order.
    virtual Result<void> complete(std::size_t item) = 0;
};

/// Runs the items 0 .. count-1 on `threads` threads, each with a worker of its own. Items are
/// begun in order, so at most `threads` are under way.
///
/// errors  the first error of a prepare() or turn() in the order of the items, unless a complete()
///         has failed before; later items are then given up. Cancelled when the token is
Result<void> runOrdered(std::size_t count, unsigned threads,
                        const std::function<std::unique_ptr<OrderedWorker>()>& makeWorker,
                        const CancellationToken& token);

} // namespace walkeeper
