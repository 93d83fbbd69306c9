#pragma once

#include "core/base/progress.h"

#include <cstddef>
#include <iosfwd>
#include <string>

namespace walkeeper::app {

/// One line of progress on a terminal, written over itself and gone when this is destroyed.
class ProgressLine final : public ProgressSink
{
public:
    /// isShown  false: writes nothing
    ProgressLine(std::ostream& terminal, bool isShown);
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    ~ProgressLine() override { clear(); }

    void report(const Progress& progress) override;
    /// While a replica is listed.
    void reportListed(std::size_t objects);
    /// Before anything else is written to the terminal.
    void clear();

private:
    void show(const std::string& text);

    std::ostream& m_terminal;
    bool m_isShown;
    bool m_isDirty = false;
};

/// The line's text: stage, bytes, pages and time left.
std::string progressText(const Progress& progress);

} // namespace walkeeper::app
