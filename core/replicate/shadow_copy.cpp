#include "core/replicate/shadow_copy.h"

#include <algorithm>
#include <thread>
#include <vector>

namespace walkeeper {

namespace {

constexpr std::size_t chunkSize = std::size_t{1} << 20;

/// What does not verify may have been overtaken by a reset: look again so often. Committed frames
/// do not change within a life, so the same place failing again and again is the end of it, though
/// writers go on meanwhile.
constexpr int sameTries = 20;
constexpr int allTries = 200;
constexpr std::chrono::microseconds betweenTries(250);

class Copy
{
public:
    Copy(SourceDatabase& source, ShadowWal& shadow, const PinNote& governing)
        : m_source(source),
          m_shadow(shadow),
          m_governing(governing)
    {
    }

    Result<CopyOutcome> run()
    {
        BadPlace last;
        int same = 0;
        for (int tries = 0; tries < allTries && same < sameTries; ++tries) {
            const Result<WalIndexHeader> index = m_source.walIndex();
            if (!index)
                return index.error();
            m_bad = {index->salts, 0};
            Result<bool> done = step(*index);
            if (!done)
                return std::move(done).error();
            if (*done)
                return m_outcome;
            same = m_bad == last ? same + 1 : 1;
            last = m_bad;
            std::this_thread::sleep_for(betweenTries);
        }
        m_outcome.end = NewGenerationReason::UnverifiableWal;
        return m_outcome;
    }

private:
    /// Where something did not verify.
    struct BadPlace {
        WalSalts salts;
        std::uint64_t offset = 0;
        bool operator==(const BadPlace&) const = default;
    };

    /// False if what was found did not verify.
    Result<bool> step(const WalIndexHeader& index)
    {
        const SyncDecision decision = decideSync(factsOf(*m_shadow.state()), index, m_governing);
        switch (decision.action) {
        case SyncDecision::Action::Nothing: return true;
        case SyncDecision::Action::NewGeneration: m_outcome.end = decision.reason; return true;
        case SyncDecision::Action::Append: return append(index);
        case SyncDecision::Action::NextWal: {
            Result<bool> begun = beginNextWal(index);
            return begun && *begun ? append(index) : std::move(begun);
        }
        }
        return true;
    }

    Result<bool> beginNextWal(const WalIndexHeader& index)
    {
        const Result<std::optional<WalHeaderBytes>> header = readHeader(m_source, index.salts);
        if (!header)
            return header.error();
        if (!*header)
            return false;
        if (Result<void> final = m_shadow.publish(); !final)
            return std::move(final).error();
        if (Result<void> begun = m_shadow.beginNextWal(**header); !begun)
            return std::move(begun).error();
        m_outcome.grew = true;
        return true;
    }

    Result<bool> append(const WalIndexHeader& index)
    {
        const ShadowWal::State before = *m_shadow.state();
        Result<bool> appended = appendFrames(index);
        if (appended && *appended) {
            m_outcome.grew = true;
            return true;
        }
        if (Result<void> back = m_shadow.rewind(before); !back)
            return std::move(back).error();
        return appended;
    }

    Result<bool> appendFrames(const WalIndexHeader& index)
    {
        const std::uint64_t frameSize = walFrameSize(index.pageSize);
        const std::uint64_t end = walSize(index.maxFrame, index.pageSize);
        const std::uint64_t most = std::max<std::uint64_t>(chunkSize / frameSize, 1) * frameSize;
        const std::uint64_t wanted = end - m_shadow.state()->position.offset;
        std::vector<std::byte> buffer(std::min(wanted, most));
        WalChecksum running = m_shadow.state()->checksum;
        while (m_shadow.state()->position.offset < end) {
            const std::uint64_t offset = m_shadow.state()->position.offset;
            const ByteSpan chunk = ByteSpan(buffer).first(std::min(end - offset, most));
            const Result<std::size_t> size = m_source.readWal(offset, chunk);
            if (!size)
                return size.error();
            if (*size < chunk.size())
                return false;
            for (std::size_t at = 0; at < chunk.size(); at += frameSize) {
                m_bad.offset = offset + at;
                if (!verify(chunk.subspan(at, frameSize), index, running))
                    return false;
            }
            if (Result<void> appended = m_shadow.append(chunk, running); !appended)
                return std::move(appended).error();
        }
        return running == index.checksum;
    }

    static bool verify(ByteView frame, const WalIndexHeader& index, WalChecksum& running)
    {
        const WalFrameHeader header = parseWalFrameHeader(frame);
        running = walFrameChecksum(index.order, running, frame);
        return header.salts == index.salts && header.checksum == running;
    }

    SourceDatabase& m_source;
    ShadowWal& m_shadow;
    const PinNote m_governing;
    CopyOutcome m_outcome;
    BadPlace m_bad;
};

} // namespace

Result<std::optional<WalHeaderBytes>> readHeader(SourceDatabase& source, const WalSalts& salts)
{
    WalHeaderBytes bytes{};
    const Result<std::size_t> size = source.readWal(0, bytes);
    if (!size)
        return size.error();
    const Result<WalHeader> header = parseWalHeader(ByteView(bytes).first(*size));
    if (!header || header->salts != salts)
        return std::optional<WalHeaderBytes>();
    return std::optional(bytes);
}

ShadowFacts factsOf(const ShadowWal::State& state)
{
    return {state.position.index, state.frames(), state.header.salts, state.checksum};
}

Result<CopyOutcome> copyCommits(SourceDatabase& source, ShadowWal& shadow, const PinNote& governing)
{
    return Copy(source, shadow, governing).run();
}

} // namespace walkeeper
