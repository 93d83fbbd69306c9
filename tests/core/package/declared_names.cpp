#include "tests/core/package/declared_names.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace walkeeper::test {

namespace {

bool isWordChar(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool isIdentifier(const std::string& token)
{
    return !token.empty() && isWordChar(token[0]) &&
           std::isdigit(static_cast<unsigned char>(token[0])) == 0;
}

/// Words and single characters; no comments, preprocessor lines or literals of text.
std::vector<std::string> tokens(std::string_view text)
{
    std::vector<std::string> found;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '#' || text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (c == '"') {
            at = std::min(text.find('"', at + 1), text.size() - 1) + 1;
        } else if (isWordChar(c)) {
            const std::size_t begin = at;
            // A quote within a number separates its digits.
            while (at < text.size() && (isWordChar(text[at]) || text[at] == '\''))
                ++at;
            found.emplace_back(text.substr(begin, at - begin));
        } else {
            if (std::isspace(static_cast<unsigned char>(c)) == 0)
                found.emplace_back(1, c);
            ++at;
        }
    }
    return found;
}

class Reader
{
public:
    explicit Reader(std::vector<std::string> all) : m_tokens(std::move(all)) {}

    std::set<std::string> read()
    {
        readScope({}, Kind::Namespace, true);
        return std::move(m_names);
    }

private:
    enum class Kind { Namespace, Class, Enumeration };

    const std::string& token(std::size_t ahead = 0) const
    {
        static const std::string none;
        return m_at + ahead < m_tokens.size() ? m_tokens[m_at + ahead] : none;
    }
    bool isEnd() const { return m_at >= m_tokens.size(); }

    /// From an opening bracket to behind its closing one.
    void skipBalanced(const std::string& open, const std::string& close)
    {
        int depth = 0;
        for (; !isEnd(); ++m_at) {
            depth += token() == open ? 1 : token() == close ? -1 : 0;
            if (depth == 0) {
                ++m_at;
                return;
            }
        }
    }

    /// A default value: up to what ends the declaration.
    void skipValue(bool isEnumerator)
    {
        while (!isEnd() && token() != ";" && token() != "}" && !(isEnumerator && token() == ",")) {
            if (token() == "{")
                skipBalanced("{", "}");
            else if (token() == "(")
                skipBalanced("(", ")");
            else
                ++m_at;
        }
    }

    void declare(const std::string& scope, const std::string& name, bool isPublic)
    {
        if (isPublic)
            m_names.insert(scope.empty() ? name : scope + "::" + name);
    }

    /// A class or enumeration: its name, then its body if it has one.
    void readType(const std::string& scope, bool isPublic)
    {
        const bool isEnumeration = token() == "enum";
        bool membersArePublic = token() != "class";
        ++m_at;
        if (isEnumeration && token() == "class")
            ++m_at;
        while (token() == "[")
            skipBalanced("[", "]");
        const std::string name = token();
        declare(scope, name, isPublic);
        while (!isEnd() && token() != "{" && token() != ";")
            ++m_at;
        if (token() != "{")
            return;
        ++m_at;
        membersArePublic = (membersArePublic || isEnumeration) && isPublic;
        const bool wasPublic = std::exchange(m_isOuterPublic, isPublic);
        readScope(scope.empty() ? name : scope + "::" + name,
                  isEnumeration ? Kind::Enumeration : Kind::Class, membersArePublic);
        m_isOuterPublic = wasPublic;
    }

    /// Up to behind the closing brace.
    void readScope(const std::string& scope, Kind kind, bool isPublic)
    {
        bool isParameterSeen = false; ///< so that a brace begins a function's body
        while (!isEnd()) {
            const std::string& now = token();
            if (now == "}") {
                ++m_at;
                return;
            }
            if (now == ";") {
                isParameterSeen = false;
                ++m_at;
            } else if (now == "namespace") {
                while (!isEnd() && token() != "{")
                    ++m_at;
                ++m_at;
                readScope(scope, Kind::Namespace, true);
            } else if (now == "template" && token(1) == "<") {
                ++m_at;
                skipBalanced("<", ">");
            } else if (now == "class" || now == "struct" || now == "enum") {
                readType(scope, isPublic);
            } else if ((now == "public" || now == "private" || now == "protected") &&
                       token(1) == ":") {
                isPublic = now == "public" && m_isOuterPublic;
                m_at += 2;
            } else if (isIdentifier(now) && now != "operator" && token(1) == "<") {
                ++m_at;
                skipBalanced("<", ">");
            } else if (now == "(") {
                isParameterSeen = true;
                skipBalanced("(", ")");
            } else if (now == "{") {
                skipBalanced("{", "}");
                isParameterSeen = false;
            } else if (now == "=") {
                skipValue(kind == Kind::Enumeration);
            } else if (isIdentifier(now) && !isParameterSeen && ends(kind, token(1))) {
                declare(scope, now, isPublic);
                ++m_at;
            } else {
                ++m_at;
            }
        }
    }

    /// What stands behind a name that is being declared.
    static bool ends(Kind kind, const std::string& next)
    {
        if (kind == Kind::Enumeration)
            return next == "," || next == "}" || next == "=";
        return next == "(" || next == ";" || next == "=" || next == "{";
    }

    std::vector<std::string> m_tokens;
    std::size_t m_at = 0;
    bool m_isOuterPublic = true;
    std::set<std::string> m_names;
};

} // namespace

std::set<std::string> declaredNames(std::string_view header)
{
    return Reader(tokens(header)).read();
}

} // namespace walkeeper::test
