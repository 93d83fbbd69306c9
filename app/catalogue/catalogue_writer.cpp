#include "app/catalogue/catalogue_writer.h"

#include "ui/text/conversion.h"

#include <utility>

namespace walkeeper::app {

namespace {

constexpr std::chrono::seconds pauseWhileBusy(1);
constexpr std::chrono::seconds pauseAfterFailure(30);
/// Of what could not be kept yet; the oldest goes.
constexpr std::size_t mostWaiting = 2000;

} // namespace

CatalogueWriter::CatalogueWriter(QString path) : m_path(std::move(path)), m_again(new QTimer(this))
{
    m_again->setSingleShot(true);
    connect(m_again, &QTimer::timeout, this, &CatalogueWriter::writeWaiting);
}

void CatalogueWriter::load()
{
    if (m_path.isEmpty()) {
        m_isReadOnly = true;
        emit remembered(std::make_shared<ui::Remembered>());
        return;
    }
    m_file = std::make_unique<CatalogueFile>(m_path);
    const Result<void> opened = open();
    emit remembered(std::make_shared<ui::Remembered>(m_file->readAll()));
    sayTroubles();
    if (!opened)
        tell(opened.error());
    writeWaiting();
}

void CatalogueWriter::add(Write write)
{
    if (m_isReadOnly)
        return;
    m_waiting.push_back(std::move(write));
    if (m_waiting.size() > mostWaiting)
        m_waiting.pop_front();
    if (!m_again->isActive())
        writeWaiting();
}

void CatalogueWriter::close()
{
    writeWaiting();
    m_again->stop();
    m_file.reset();
}

Result<void> CatalogueWriter::open()
{
    Result<void> opened = m_file->open();
    m_isReadOnly = opened && !m_file->isWritable();
    if (m_isReadOnly)
        m_waiting.clear();
    return opened;
}

void CatalogueWriter::writeWaiting()
{
    if (!m_file)
        return;
    bool isRepaired = false;
    while (!m_waiting.empty()) {
        Result<void> done = m_file->isWritable() ? Result<void>() : open();
        if (m_isReadOnly)
            break;
        if (done)
            done = m_waiting.front()(*m_file);
        if (done) {
            m_waiting.pop_front();
            continue;
        }
        // Found to be damaged in use: opening it again sets it aside.
        if (done.error().code == ErrorCode::Corrupt && !std::exchange(isRepaired, true) && open())
            continue;
        tell(done.error());
        m_again->start(done.error().code == ErrorCode::Busy ? pauseWhileBusy : pauseAfterFailure);
        break;
    }
    sayTroubles();
}

/// A busy one is waited for without a word.
void CatalogueWriter::tell(const Error& error)
{
    if (error.code != ErrorCode::Busy && !std::exchange(m_hasSaid, true))
        emit troubled({ui::CatalogueTrouble::Kind::NotKept, m_path, ui::toQt(error.message)});
}

void CatalogueWriter::sayTroubles()
{
    if (!m_file)
        return;
    for (const ui::CatalogueTrouble& trouble : m_file->takeTroubles())
        emit troubled(trouble);
}

} // namespace walkeeper::app
