#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/io/byte_stream.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walkeeper {

/// Name of an object or folder inside a store: components joined by '/', relative to the store's
/// root, without empty, "." or ".." components. The empty key is the root.
class ObjectKey
{
public:
    ObjectKey() = default;
    /// errors  InvalidArgument
    static Result<ObjectKey> parse(std::string_view text);

    const std::string& text() const { return m_text; }
    /// The last component.
    std::string_view name() const;
    bool isRoot() const { return m_text.empty(); }
    /// name  one component that keeps the rules; asserted
    ObjectKey child(std::string_view name) const;

    auto operator<=>(const ObjectKey&) const = default;

private:
    std::string m_text;
};

struct ObjectInfo {
    ObjectKey key;
    std::uint64_t size = 0; ///< stored bytes
    Timestamp modified;     ///< when the store says that it was written; see the backend's header
    std::optional<Timestamp> recorded; ///< when the writer says so; only if asked for
};

/// Something that is listed but that cannot be looked at, and why.
struct UnreadableObject {
    ObjectKey key;
    Error error;
};

struct ListPage {
    std::vector<ObjectInfo> objects;
    std::vector<ObjectKey> folders; ///< only when one level is listed
    std::vector<UnreadableObject> unreadable;
};

struct ListOptions {
    enum class Depth : std::uint8_t { OneLevel, AllLevels };
    Depth depth = Depth::OneLevel;
    bool recordedTimes = false; ///< may cost a request an object
};

struct ByteRange {
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length; ///< to the end if not set
};

/// Moves bytes by key and knows no replica format.
///
/// Every backend keeps these promises, and tests check each of them:
/// - list hands over pages as they come, together in byte order of the keys (a folder sorts as
///   its key with '/' behind it); a missing folder is an empty listing, not an error;
/// - open gives NotFound for a missing object, and InvalidArgument for a range that begins
///   beyond its end; a range that ends beyond it is cut;
/// - put is all or nothing: a reader never sees half an object. It replaces silently;
/// - remove of a missing key succeeds; folders left empty are gone afterwards;
/// - every call may come from any thread, and stops within a quarter second of cancellation
///   with Cancelled.
class ObjectStore
{
public:
    virtual ~ObjectStore() = default;

    virtual Result<void> list(const ObjectKey& folder, const ListOptions& options,
                              const std::function<void(ListPage)>& page,
                              const CancellationToken& token) = 0;
    virtual Result<std::unique_ptr<ByteSource>> open(const ObjectKey& key, ByteRange range,
                                                     const CancellationToken& token) = 0;
    virtual Result<ObjectInfo> put(const ObjectKey& key, ByteSource& body,
                                   const CancellationToken& token) = 0;
    virtual Result<void> remove(std::span<const ObjectKey> keys,
                                const CancellationToken& token) = 0;
};

/// The error that every backend gives when its token was cancelled.
Error cancelledError();

} // namespace walkeeper
