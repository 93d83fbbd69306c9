#pragma once

#include <QString>
#include <QStringList>

namespace walkeeper::ui {

/// Words that were typed to find something. Each must occur, in any order, whatever its case.
class TypedWords
{
public:
    explicit TypedWords(const QString& typed);

    bool isEmpty() const { return m_words.isEmpty(); }
    const QStringList& all() const { return m_words; }

    /// Whether each word occurs in one of the texts; true if none was typed.
    bool areIn(const QStringList& texts) const;

private:
    QStringList m_words;
};

} // namespace walkeeper::ui
