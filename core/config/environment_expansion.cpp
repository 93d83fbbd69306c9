#include "core/config/environment_expansion.h"

#include <algorithm>
#include <set>

namespace walkeeper {

namespace {

bool isSpecial(char c)
{
    return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos;
}

bool isWord(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What stands behind a '$': a name and the characters that it takes.
struct Reference {
    std::string_view name; ///< empty: nothing to look up
    std::size_t length = 0;
};

/// isClosed  there is a '}' somewhere behind; told, because to look each time is slow
Reference referenceAt(std::string_view text, bool isClosed)
{
    if (text.starts_with('{')) {
        if (text.size() > 2 && isSpecial(text[1]) && text[2] == '}')
            return {text.substr(1, 1), 3};
        const std::size_t end = isClosed ? text.find('}') : std::string_view::npos;
        if (end == std::string_view::npos)
            return {{}, 1};
        return {text.substr(1, end - 1), end + 1};
    }
    if (isSpecial(text.front()))
        return {text.substr(0, 1), 1};
    const auto end = std::find_if_not(text.begin(), text.end(), isWord);
    const auto length = static_cast<std::size_t>(end - text.begin());
    return {text.substr(0, length), length};
}

/// Keeps count of lines, and of those that are only a comment.
class LineTracker
{
public:
    explicit LineTracker(std::string_view text) : m_text(text), m_isComment(startsComment(0)) {}

    /// `offset` never goes back.
    void moveTo(std::size_t offset)
    {
        const std::size_t before = m_line;
        std::size_t start = 0;
        for (; m_offset < offset; ++m_offset) {
            if (m_text[m_offset] == '\n') {
                ++m_line;
                start = m_offset + 1;
            }
        }
        if (m_line != before)
            m_isComment = startsComment(start);
    }

    std::size_t line() const { return m_line; }
    bool isComment() const { return m_isComment; }

private:
    bool startsComment(std::size_t lineStart) const
    {
        const std::size_t first = m_text.find_first_not_of(" \t", lineStart);
        return first != std::string_view::npos && m_text[first] == '#';
    }

    std::string_view m_text;
    std::size_t m_offset = 0;
    std::size_t m_line = 1;
    bool m_isComment;
};

} // namespace

ExpandedText expandVariables(std::string_view text, const VariableLookup& lookup)
{
    ExpandedText expanded;
    LineTracker lines(text);
    std::set<std::string, std::less<>> unset;
    const std::size_t lastBrace = text.rfind('}');
    std::size_t done = 0;
    for (std::size_t at = text.find('$'); at != std::string_view::npos && at + 1 < text.size();
         at = text.find('$', done)) {
        const bool isClosed = lastBrace != std::string_view::npos && lastBrace > at;
        const Reference reference = referenceAt(text.substr(at + 1), isClosed);
        const bool isLoneDollar = reference.length == 0;
        expanded.text += text.substr(done, at + (isLoneDollar ? 1 : 0) - done);
        done = at + 1 + reference.length;
        if (reference.name.empty())
            continue;
        const std::string name(reference.name);
        const std::optional<std::string> value = lookup ? lookup(name) : std::nullopt;
        lines.moveTo(at);
        if (value)
            expanded.text += *value;
        else if (!lines.isComment() && unset.insert(name).second)
            expanded.unset.push_back({name, lines.line()});
    }
    expanded.text += text.substr(done);
    return expanded;
}

} // namespace walkeeper
