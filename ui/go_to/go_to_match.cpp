#include "ui/go_to/go_to_match.h"

#include <algorithm>
#include <utility>

namespace walkeeper::ui {

namespace {

enum Fit { Beginning, WordBeginning, Inside, Elsewhere };

bool hasWordThatBegins(const QString& text, const QString& typed)
{
    for (qsizetype at = text.indexOf(typed, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(typed, at + 1, Qt::CaseInsensitive)) {
        if (at == 0 || !text.at(at - 1).isLetterOrNumber())
            return true;
    }
    return false;
}

std::optional<int> fitOf(const QString& typed, const GoToItem& item)
{
    if (item.text.startsWith(typed, Qt::CaseInsensitive))
        return Beginning;
    if (hasWordThatBegins(item.text, typed))
        return WordBeginning;
    if (item.text.contains(typed, Qt::CaseInsensitive))
        return Inside;
    const bool isElsewhere =
        std::any_of(item.words.begin(), item.words.end(), [&typed](const QString& word) {
            return word.contains(typed, Qt::CaseInsensitive);
        });
    return isElsewhere ? std::optional<int>(Elsewhere) : std::nullopt;
}

} // namespace

std::optional<int> goToDistance(const TypedWords& typed, const GoToItem& item)
{
    int distance = 0;
    for (const QString& word : typed.all()) {
        const auto fit = fitOf(word, item);
        if (!fit)
            return std::nullopt;
        distance += *fit;
    }
    return distance;
}

std::vector<GoToItem> goToMatches(const TypedWords& typed, const std::vector<GoToItem>& items)
{
    std::vector<std::pair<int, const GoToItem*>> found;
    for (const GoToItem& each : items) {
        if (const auto distance = goToDistance(typed, each))
            found.emplace_back(*distance, &each);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    std::vector<GoToItem> matches;
    matches.reserve(found.size());
    for (const auto& [distance, item] : found)
        matches.push_back(*item);
    return matches;
}

} // namespace walkeeper::ui
