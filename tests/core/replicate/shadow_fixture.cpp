#include "tests/core/replicate/shadow_fixture.h"

#include "core/restore/restorer.h"
#include "tests/support/give_up.h"

#include <algorithm>

namespace walkeeper::test {

namespace {

void need(const Result<void>& outcome)
{
    if (!outcome)
        giveUp(outcome.error().message);
}

} // namespace

class ShadowFixture::Image final : public ByteSource
{
public:
    explicit Image(ShadowFixture& fixture) : m_fixture(fixture) {}

    /// In small bites, and from the file as it is at that moment.
    Result<std::size_t> read(ByteSpan into) override
    {
        if (m_fixture.onImageRead)
            m_fixture.onImageRead();
        const Bytes& file = m_fixture.m_file;
        const std::size_t count = std::min({into.size(), file.size() - m_at, std::size_t{1000}});
        std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(m_at), count, into.begin());
        m_at += count;
        return count;
    }

private:
    ShadowFixture& m_fixture;
    std::size_t m_at = 0;
};

ShadowFixture::ShadowFixture()
    : m_meta(m_folder / "app.db", {}),
      m_shadow(nativeFileSystem(), m_meta),
      m_content(makeDatabase(pageSize, pages, 1)),
      m_file(m_content)
{
}

std::filesystem::path ShadowFixture::walFile(WalIndex index) const
{
    return m_meta.walFile(m_generation, index);
}

void ShadowFixture::beginGeneration(std::uint64_t id)
{
    m_generation = GenerationId(id);
    m_file = m_content;
    m_wal.emplace(pageSize, ByteOrder::Little, WalSalts{m_salt++, 7});
    need(m_shadow.beginGeneration(m_generation, m_wal->bytes()));
    commit();
}

void ShadowFixture::beginWal()
{
    m_wal.emplace(pageSize, ByteOrder::Little, WalSalts{m_salt++, 7});
    need(m_shadow.beginNextWal(m_wal->bytes()));
}

void ShadowFixture::reset()
{
    checkpoint();
    m_wal.reset();
}

void ShadowFixture::commit(std::uint32_t frames)
{
    if (!m_wal)
        beginWal();
    const std::uint64_t from = m_wal->size();
    for (std::uint32_t i = 0; i < frames; ++i) {
        const std::uint32_t page = 1 + m_version % pages;
        const Bytes content = makePage(pageSize, page, ++m_version);
        m_wal->addFrame(page, content, i + 1 == frames ? pages : 0);
        std::ranges::copy(content,
                          m_content.begin() + static_cast<std::ptrdiff_t>((page - 1) * pageSize));
    }
    const ByteView added = ByteView(m_wal->bytes()).subspan(from);
    const WalFrameHeader last =
        parseWalFrameHeader(added.subspan(added.size() - walFrameSize(pageSize)));
    need(m_shadow.append(added, last.checksum));
    need(m_shadow.publish());
}

Result<DatabaseImage> ShadowFixture::openImage(const CancellationToken& /*token*/)
{
    if (imageError)
        return *imageError;
    ++m_images;
    return DatabaseImage{end(), m_file.size(), std::make_unique<Image>(*this)};
}

Result<Position> ShadowFixture::syncNow(const CancellationToken& /*token*/)
{
    for (; m_later > 0; --m_later)
        commit();
    return end();
}

Result<Bytes> restored(ObjectStore& store)
{
    const TestFolder folder;
    const Result<Replica> replica = listReplica(store, {}, {});
    if (!replica)
        return replica.error();
    const Result<RestorePlan> plan = planRestore(*replica, {});
    if (!plan)
        return plan.error();
    if (plan->obstacle)
        return obstacleError(*plan->obstacle);
    const Result<std::unique_ptr<File>> file =
        nativeFileSystem().open(folder / "restored", OpenMode::CreateNew);
    if (!file)
        return file.error();
    NoProgress silent;
    ProgressMeter meter(silent, 0);
    const Result<RestoredPages> pages =
        restorePages(store, *replica->find(plan->generation), *plan, **file, {}, meter, {});
    if (!pages)
        return pages.error();
    if (!pages->damage.isEmpty())
        return Error{ErrorCode::Corrupt, "the replica is damaged"};
    if (!pages->warnings.empty())
        return Error{ErrorCode::Corrupt, pages->warnings.front().text};
    Bytes bytes(static_cast<std::size_t>(pages->databaseBytes));
    if (const Result<std::size_t> got = (*file)->readAt(0, bytes); !got)
        return got.error();
    return bytes;
}

std::vector<std::string> storedNames(ObjectStore& store, GenerationId generation)
{
    std::vector<std::string> names;
    ListOptions options;
    options.depth = ListOptions::Depth::AllLevels;
    need(store.list(generationFolder(generation), options,
                    [&](const ListPage& page) {
                        for (const ObjectInfo& object : page.objects)
                            names.emplace_back(object.key.name());
                    },
                    {}));
    return names;
}

} // namespace walkeeper::test
