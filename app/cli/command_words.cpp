#include "app/cli/command_words.h"

namespace walkeeper::app {

namespace {

Error misuse(std::string_view text, const std::string& what)
{
    return {ErrorCode::InvalidArgument,
            "cannot run the command \"" + std::string(text) + "\": " + what};
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

Result<std::vector<std::string>> splitCommand(std::string_view text)
{
    constexpr std::string_view operators = ";&|<>";
    std::vector<std::string> words;
    std::string word;
    bool isInWord = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && quote != '\'') {
            if (++i == text.size())
                return misuse(text, "nothing stands behind its last backslash");
            word += text[i];
            isInWord = true;
        } else if (quote != 0) {
            if (c == quote)
                quote = 0;
            else
                word += c;
        } else if (c == '\'' || c == '"') {
            quote = c;
            isInWord = true;
        } else if (isBlank(c)) {
            if (isInWord)
                words.push_back(std::move(word));
            word.clear();
            isInWord = false;
        } else if (operators.find(c) != std::string_view::npos) {
            return misuse(text, std::string("'") + c +
                                    "' needs a shell; quote it, or run \"sh -c '...'\"");
        } else {
            word += c;
            isInWord = true;
        }
    }
    if (quote != 0)
        return misuse(text, "a quote is not closed");
    if (isInWord)
        words.push_back(std::move(word));
    if (words.empty())
        return misuse(text, "it is empty");
    return words;
}

std::string quotedWord(const std::string& word)
{
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+,:@%=";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos)
        return word;
    std::string quoted = "'";
    for (const char c : word)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

} // namespace walkeeper::app
