#include "ui/text/typed_words.h"

#include <algorithm>

namespace walkeeper::ui {

TypedWords::TypedWords(const QString& typed)
    : m_words(typed.simplified().split(u' ', Qt::SkipEmptyParts))
{
}

bool TypedWords::areIn(const QStringList& texts) const
{
    return std::all_of(m_words.begin(), m_words.end(), [&texts](const QString& word) {
        return std::any_of(texts.begin(), texts.end(), [&word](const QString& text) {
            return text.contains(word, Qt::CaseInsensitive);
        });
    });
}

} // namespace walkeeper::ui
