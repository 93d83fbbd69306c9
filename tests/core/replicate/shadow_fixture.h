#pragma once

#include "core/replicate/shadow_wal.h"
#include "core/replicate/snapshot_source.h"
#include "core/storage/object_store.h"
#include "tests/support/replica_builder.h"
#include "tests/support/test_folder.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace walkeeper::test {

/// A database that exists as a shadow WAL and as the bytes of its file, without SQLite. What it
/// says of itself is what a database monitor would say.
class ShadowFixture final : public SnapshotSource
{
public:
    static constexpr std::uint32_t pageSize = 512;
    static constexpr std::uint32_t pages = 8;

    ShadowFixture();

    ShadowWal& shadow() { return m_shadow; }
    std::filesystem::path walFile(WalIndex index) const;
    GenerationId generation() const { return m_generation; }
    Position end() const { return *m_shadow.end(); }

    void beginGeneration(std::uint64_t id);
    /// One transaction that is copied into the shadow and published.
    void commit(std::uint32_t frames = 1);
    /// One that is only made when syncNow() is called next.
    void commitLater() { ++m_later; }
    /// The file gets everything that was committed; the WAL goes on.
    void checkpoint() { m_file = m_content; }
    /// checkpoint(), and the next commit begins a new WAL file.
    void reset();

    /// The database as it stands.
    const Bytes& content() const { return m_content; }
    const std::vector<std::string>& requests() const { return m_requests; }
    int images() const { return m_images; }
    /// Called before each read of an image.
    std::function<void()> onImageRead;
    /// Given by openImage() instead of an image.
    std::optional<Error> imageError;

    Result<DatabaseImage> openImage(const CancellationToken& token) override;
    Result<Position> syncNow(const CancellationToken& token) override;
    void requestNewGeneration(const std::string& why) override { m_requests.push_back(why); }

private:
    class Image;
    void beginWal();

    TestFolder m_folder;
    MetaDirectory m_meta;
    ShadowWal m_shadow;
    GenerationId m_generation;
    std::uint32_t m_salt = 1;
    std::uint32_t m_version = 1;
    std::optional<WalBuilder> m_wal;
    Bytes m_content;
    Bytes m_file;
    int m_later = 0;
    int m_images = 0;
    std::vector<std::string> m_requests;
};

/// The newest state that a replica gives; what went wrong in words if there is none.
Result<Bytes> restored(ObjectStore& store);

/// "00000000_00000000.wal.lz4" and so on: names of a generation's objects, in order of their keys.
std::vector<std::string> storedNames(ObjectStore& store, GenerationId generation);

} // namespace walkeeper::test
