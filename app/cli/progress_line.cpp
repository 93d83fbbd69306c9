#include "app/cli/progress_line.h"

#include "app/cli/output.h"

#include <ostream>
#include <string_view>

namespace walkeeper::app {

namespace {

std::string_view stageText(Stage stage)
{
    switch (stage) {
    case Stage::Listing: return "Listing the replica";
    case Stage::Segments: return "Reading WAL segments";
    case Stage::Snapshot: return "Reading the snapshot";
    case Stage::Integrity: return "Checking the database";
    case Stage::Comparing: return "Comparing with the database";
    case Stage::Finishing: return "Finishing";
    case Stage::Removing: return "Deleting";
    case Stage::Exporting: return "Writing rows";
    }
    return "Working";
}

std::string timeLeftText(std::chrono::milliseconds left)
{
    const auto seconds = (left.count() + 999) / 1000;
    if (seconds < 120)
        return std::to_string(seconds) + " s left";
    if (seconds < 2 * 60 * 60)
        return std::to_string(seconds / 60) + " min left";
    return std::to_string(seconds / 3600) + " h left";
}

} // namespace

std::string progressText(const Progress& progress)
{
    std::string text(stageText(progress.stage));
    if (progress.stage == Stage::Listing)
        return text;
    text += ": " + humanBytes(progress.doneBytes);
    if (progress.totalBytes)
        text += " of " + humanBytes(*progress.totalBytes);
    if (progress.pages > 0)
        text += ", " + counted(progress.pages, "page");
    if (progress.timeLeft)
        text += ", " + timeLeftText(*progress.timeLeft);
    return text;
}

ProgressLine::ProgressLine(std::ostream& terminal, bool isShown)
    : m_terminal(terminal),
      m_isShown(isShown)
{
}

void ProgressLine::report(const Progress& progress)
{
    show(progressText(progress));
}

void ProgressLine::reportListed(std::size_t objects)
{
    show("Listing the replica: " + counted(objects, "object"));
}

void ProgressLine::show(const std::string& text)
{
    if (!m_isShown)
        return;
    // To the line's start, and clear what the longer text before has left behind it.
    m_terminal << "\r" << text << "\x1b[K" << std::flush;
    m_isDirty = true;
}

void ProgressLine::clear()
{
    if (m_isDirty)
        m_terminal << "\r\x1b[K" << std::flush;
    m_isDirty = false;
}

} // namespace walkeeper::app
