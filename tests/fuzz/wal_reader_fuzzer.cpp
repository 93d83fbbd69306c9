// The WAL reader: parseWalHeader, SegmentScanner and checkJoint over any bytes.
//
// Input: one byte of choices, three bytes of numbers, then the content of a segment. The choice
// "repaired" gives the content right salts and checksums, but for one frame of choice, because no
// fuzzer guesses those.

#include "core/format/generations/segment_scanner.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <vector>

using namespace walkeeper;
using namespace walkeeper::fuzz;

namespace {

struct Setup {
    bool repaired = false;
    bool big = false;
    bool fromStart = false; ///< the content begins with a WAL header
    std::uint32_t pageSize = 512;
    std::uint8_t brokenFrame = 0; ///< its checksum is left as it is, counted from 1; 0 is none
    std::uint8_t splitFrame = 0;  ///< where the content is cut into two segments
    std::uint8_t limitFrame = 0;  ///< commits behind it are not wanted; 0 is none

    ByteOrder order() const { return big ? ByteOrder::Big : ByteOrder::Little; }
    WalGeometry geometry() const { return {pageSize, order()}; }
    std::uint64_t start() const { return fromStart ? 0 : walSize(7, pageSize); }
    std::uint64_t limit() const
    {
        return limitFrame == 0 ? UINT64_MAX : walSize(limitFrame, pageSize);
    }
};

Setup setupFrom(Choices& choices)
{
    const unsigned flags = choices.next();
    Setup setup;
    setup.repaired = (flags & 1) != 0;
    setup.big = (flags & 2) != 0;
    setup.fromStart = (flags & 4) != 0;
    setup.pageSize = 512u << ((flags >> 3) % 3);
    setup.brokenFrame = choices.next();
    setup.splitFrame = choices.next();
    setup.limitFrame = choices.next();
    return setup;
}

void repair(std::vector<std::byte>& content, const Setup& setup)
{
    WalSalts salts{0x01020304, 0x05060708};
    WalChecksum sum{17, 4};
    std::size_t at = 0;
    if (setup.fromStart && content.size() >= walHeaderSize) {
        storeBig32(&content[0], setup.big ? 0x377f0683 : 0x377f0682);
        storeBig32(&content[4], 3007000);
        storeBig32(&content[8], setup.pageSize);
        salts = {loadBig32(&content[16]), loadBig32(&content[20])};
        sum = walChecksum(setup.order(), {}, ByteView(content).first(24));
        storeBig32(&content[24], sum.s0);
        storeBig32(&content[28], sum.s1);
        at = walHeaderSize;
    }
    const auto frameSize = static_cast<std::size_t>(walFrameSize(setup.pageSize));
    for (unsigned frame = 1; content.size() - at >= frameSize; at += frameSize, ++frame) {
        std::byte* header = &content[at];
        storeBig32(header + 8, salts.salt1);
        storeBig32(header + 12, salts.salt2);
        if (frame == setup.brokenFrame) {
            // Whatever checksum is there; what follows continues it.
            sum = {loadBig32(header + 16), loadBig32(header + 20)};
            continue;
        }
        sum = walFrameChecksum(setup.order(), sum, ByteView(content).subspan(at, frameSize));
        storeBig32(header + 16, sum.s0);
        storeBig32(header + 20, sum.s1);
    }
}

struct Outcome {
    SegmentScan scan;
    std::optional<SegmentDamage> damage;
    std::vector<SegmentCommit> commits;
};

Outcome scanInPieces(const Setup& setup, std::uint64_t start, ByteView content, std::size_t longest,
                     std::uint32_t seed)
{
    Outcome outcome;
    SegmentScanner scanner(setup.geometry(), start, setup.limit(),
                           [&](const SegmentCommit& commit) { outcome.commits.push_back(commit); });
    Cuts cuts(seed);
    while (!content.empty()) {
        const std::size_t size = std::min(content.size(), cuts.next(longest));
        scanner.push(content.first(size));
        content = content.subspan(size);
    }
    outcome.damage = scanner.finish();
    outcome.scan = std::move(scanner.scan());
    return outcome;
}

Outcome scanAtOnce(const Setup& setup, std::uint64_t start, ByteView content)
{
    Outcome outcome;
    SegmentScanner scanner(setup.geometry(), start, setup.limit(),
                           [&](const SegmentCommit& commit) { outcome.commits.push_back(commit); });
    scanner.push(content);
    outcome.damage = scanner.finish();
    outcome.scan = std::move(scanner.scan());
    return outcome;
}

void requireSame(const Outcome& a, const Outcome& b)
{
    require(a.damage.has_value() == b.damage.has_value(), "cuts do not change the verdict");
    if (a.damage)
        require(a.damage->fault == b.damage->fault && a.damage->offset == b.damage->offset,
                "cuts do not change the damage");
    require(a.scan.end == b.scan.end && a.scan.pages == b.scan.pages &&
                a.scan.lastCommit == b.scan.lastCommit && a.scan.salts == b.scan.salts &&
                a.scan.last == b.scan.last && a.commits == b.commits,
            "cuts do not change the scan");
}

void requireSound(const Setup& setup, const Outcome& outcome, ByteView content)
{
    const SegmentScan& scan = outcome.scan;
    const std::uint64_t header = scan.header ? walHeaderSize : 0;
    require(scan.end - scan.start == header + scan.frames() * walFrameSize(setup.pageSize),
            "a scan ends behind its last frame");
    require(scan.end - scan.start <= content.size(), "a scan does not go beyond its input");
    if (!outcome.damage)
        require(scan.end - scan.start == content.size(), "a good segment is scanned to its end");
    require(std::count(scan.pages.begin(), scan.pages.end(), 0u) == 0, "there is no page 0");
    require(scan.lastCommit.has_value() == !outcome.commits.empty(), "the last commit is one");
    if (scan.lastCommit)
        require(scan.lastCommit == outcome.commits.back() && scan.lastCommit->frame < scan.frames(),
                "the last commit is the last");
    if (outcome.damage)
        require(outcome.damage->offset == scan.end && !outcome.damage->text.empty(),
                "damage has a place and a text");
}

/// What is good in one piece is good in two pieces that join.
void requireJoint(const Setup& setup, const Outcome& whole, ByteView content)
{
    const std::uint64_t header = setup.fromStart ? walHeaderSize : 0;
    const std::uint64_t split = header + setup.splitFrame * walFrameSize(setup.pageSize);
    if (split > content.size() || split == 0)
        return;
    const auto at = static_cast<std::size_t>(split);
    const Outcome first = scanAtOnce(setup, setup.start(), content.first(at));
    const Outcome second = scanAtOnce(setup, setup.start() + split, content.subspan(at));
    if (!whole.damage) {
        require(!first.damage && !second.damage, "parts of a good segment are good");
        require(!checkJoint(first.scan, second.scan, setup.geometry()), "good parts join");
        require(first.scan.frames() + second.scan.frames() == whole.scan.frames(),
                "parts hold all frames");
    } else if (whole.damage->fault == SegmentFault::BadChecksum &&
               whole.damage->offset == setup.start() + split && !second.damage) {
        require(checkJoint(first.scan, second.scan, setup.geometry()).has_value(),
                "a broken link shows at the joint");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Choices choices(std::as_bytes(std::span(data, size)));
    const Setup setup = setupFrom(choices);
    std::vector<std::byte> content(choices.rest().begin(), choices.rest().end());
    if (setup.repaired)
        repair(content, setup);

    if (const auto header = parseWalHeader(content))
        require(isPageSize(header->pageSize), "a page size is possible");

    const Outcome whole = scanAtOnce(setup, setup.start(), content);
    requireSound(setup, whole, content);
    requireSame(whole, scanInPieces(setup, setup.start(), content, 40, size & 0xff));
    requireSame(whole, scanInPieces(setup, setup.start(), content, 4000, size & 0xff));
    if (setup.repaired && setup.brokenFrame == 0 && whole.damage)
        require(whole.damage->fault == SegmentFault::HalfFrame ||
                    whole.damage->fault == SegmentFault::PageZero ||
                    whole.damage->fault == SegmentFault::BadHeader,
                "right checksums are accepted");
    requireJoint(setup, whole, content);
    return 0;
}
