#include "tests/core/timetravel/database_history.h"

#include "tests/support/give_up.h"

#include <cstring>

namespace walkeeper::test {

namespace {

Bytes bytesOf(const std::filesystem::path& path)
{
    const std::string text = fileText(path);
    Bytes bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

} // namespace

DatabaseHistory::DatabaseHistory(unsigned pageSize, unsigned seed)
    : m_database(std::make_unique<WorkloadDatabase>(m_folder / "app.db", pageSize, seed)),
      m_random(seed)
{
    m_database->insertItems(30, 200);
    m_database->truncateWal();
    storeSnapshot();
}

void DatabaseHistory::storeWal()
{
    const Bytes wal = bytesOf(m_folder / "app.db-wal");
    if (wal.size() == m_stored)
        return;
    m_builder.addSegment(m_index, m_stored, ByteView(wal).subspan(m_stored));
    m_stored = wal.size();
    m_moments.push_back({m_builder.generation, m_index, m_stored});
}

void DatabaseHistory::nextWal()
{
    storeWal();
    m_database->truncateWal();
    if (m_stored > 0)
        ++m_index;
    m_stored = 0;
}

void DatabaseHistory::storeSnapshot()
{
    m_builder.addSnapshot(m_index, bytesOf(m_folder / "app.db"));
}

void DatabaseHistory::nextGeneration()
{
    nextWal();
    m_builder.generation = GenerationId(0x1000 + ++m_generations);
    m_index = 0;
    storeSnapshot();
}

void DatabaseHistory::act(unsigned choice)
{
    switch (choice) {
    case 0: m_database->deleteItems(0.5); break;
    case 1: m_database->vacuum(); break;
    case 2:
    case 3: m_database->updateItems(10, 300); break;
    case 4: m_database->insertItems(40, 500); break;
    case 5: m_database->addNote(); break;
    default: m_database->insertItems(5, 100); break;
    }
}

void DatabaseHistory::liveOn(unsigned steps)
{
    for (unsigned step = 0; step < steps; ++step) {
        act(static_cast<unsigned>(m_random() % 9));
        storeWal();
        if (step % 40 == 39)
            nextGeneration();
        else if (step % 7 == 6)
            nextWal();
        if (step % 21 == 20)
            storeSnapshot();
    }
    if (!m_database->state())
        giveUp(m_database->state().error().message);
}

} // namespace walkeeper::test
