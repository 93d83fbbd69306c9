#include "ui/timeline/checked_words.h"

#include "ui/text/error_text.h"
#include "ui/text/human_text.h"

namespace walkeeper::ui {

namespace {

class CheckedText
{
    Q_DECLARE_TR_FUNCTIONS(walkeeper::ui::CheckedText)
};

} // namespace

std::optional<CheckedStretch> checkedStretch(const Check* check, const QTimeZone& zone)
{
    if (!check || check->isRunning() || !check->ended || !*check->end ||
        check->rung == ValidationRung::Listing || !(*check->end)->validation.passed() ||
        !check->contents || check->contents->timeline.isEmpty())
        return std::nullopt;
    const auto& entries = check->contents->timeline.entries();
    return CheckedStretch{{entries.front().time, entries.back().time},
                          CheckedText::tr("Validated on %1 (%2): %3, no damage")
                              .arg(HumanText::dateAndClock(*check->ended, zone),
                                   HumanText::zoneName(*check->ended, zone),
                                   ErrorText::rungName(check->rung).toLower())};
}

} // namespace walkeeper::ui
