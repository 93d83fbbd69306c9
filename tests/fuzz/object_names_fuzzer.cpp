// Names, positions, keys, URLs and times: any text is read or refused, and what is read can be
// written and read again.

#include "core/base/time.h"
#include "core/format/generations/object_names.h"
#include "core/storage/object_store.h"
#include "core/storage/store_url.h"
#include "tests/fuzz/fuzz_input.h"

using namespace walkeeper;
using namespace walkeeper::fuzz;

namespace {

void checkNames(std::string_view text)
{
    if (const auto index = parseSnapshotName(text))
        require(snapshotName(*index) == text, "a snapshot's name reads back");
    if (const auto name = parseSegmentName(text))
        require(segmentName(*name) == text, "a segment's name reads back");
    if (const auto generation = GenerationId::parse(text))
        require(generation->text() == text, "a generation's name reads back");
    if (const auto position = Position::parse(text)) {
        const auto again = Position::parse(position->text());
        require(again && *again == *position, "a position reads back");
    }
}

void checkKey(std::string_view text)
{
    const auto key = ObjectKey::parse(text);
    if (!key)
        return;
    require(key->text() == text, "a key keeps its text");
    require(key->isRoot() == text.empty(), "only the empty key is the root");
    if (key->isRoot())
        return;
    require(text.ends_with(key->name()) && !key->name().empty(), "a key ends in its name");
    const auto slash = text.rfind('/');
    const auto parent =
        ObjectKey::parse(slash == std::string_view::npos ? "" : text.substr(0, slash));
    require(parent && parent->child(key->name()) == *key, "a key is its folder's child");
}

void checkUrl(std::string_view text)
{
    const auto url = parseStoreUrl(text);
    if (!url) {
        require(!url.error().message.empty(), "a refusal says why");
        return;
    }
    require(isStoreUrl(url->shown()), "a URL is shown as one");
    StoreUrl expected = *url;
    expected.user.clear();
    const auto again = parseStoreUrl(url->shown());
    require(again && *again == expected, "a shown URL reads back, without the user");
    if (url->scheme == "file")
        require(url->path.starts_with('/'), "a file URL names an absolute path");
}

void checkTime(std::string_view text)
{
    const auto time = parseTimestamp(text);
    if (!time)
        return;
    const auto exact = parseTimestamp(formatTimestampExact(*time));
    require(exact && *exact == *time, "a time reads back");
    const auto whole = parseTimestamp(formatTimestamp(*time));
    require(whole && *whole <= *time && *time - *whole < std::chrono::seconds(1),
            "whole seconds are cut");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    checkNames(text);
    checkKey(text);
    checkUrl(text);
    checkTime(text);
    return 0;
}
