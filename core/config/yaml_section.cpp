#include "core/config/yaml_section.h"

#include "core/config/duration_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace walkeeper {

namespace {

constexpr std::size_t mostParts = 100'000;
constexpr int deepestMerge = 16;

std::string quoted(std::string_view text)
{
    constexpr std::size_t most = 60;
    std::string shown = "\"";
    for (const char c : text.substr(0, most))
        shown += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return shown + (text.size() > most ? "...\"" : "\"");
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c != '_'; });
    std::string_view rest = digits;
    const bool isNegative = rest.starts_with('-');
    if (isNegative || rest.starts_with('+'))
        rest.remove_prefix(1);
    int base = 10;
    if (rest.starts_with("0x")) {
        base = 16;
        rest.remove_prefix(2);
    }
    // The reference reads a number that begins with 0 as octal, which nobody means.
    const bool isOctal = base == 10 && rest.size() > 1 && rest.front() == '0';
    std::int64_t value = 0;
    const char* end = rest.data() + rest.size();
    const auto [stop, failure] = std::from_chars(rest.data(), end, value, base);
    if (rest.empty() || isOctal || stop != end || failure != std::errc() || value < 0)
        return std::nullopt;
    return isNegative ? -value : value;
}

std::optional<bool> truth(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    constexpr std::array<std::string_view, 4> yes{"true", "yes", "y", "on"};
    constexpr std::array<std::string_view, 4> no{"false", "no", "n", "off"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end())
        return true;
    if (std::find(no.begin(), no.end(), text) != no.end())
        return false;
    return std::nullopt;
}

} // namespace

std::string ConfigJournal::placed(std::size_t line, std::string_view text) const
{
    std::string message = m_fileName + ":" + std::to_string(line) + ": " + std::string(text);
    // Values of the file may stand in it, with line breaks.
    std::replace_if(
        message.begin(), message.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; },
        ' ');
    return message;
}

void ConfigJournal::warn(std::size_t line, std::string_view text)
{
    m_warnings.emplace_back(line, placed(line, text));
}

std::vector<std::string> ConfigJournal::warnings() const
{
    auto sorted = m_warnings;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> texts;
    for (auto& [line, text] : sorted)
        texts.push_back(std::move(text));
    return texts;
}

void ConfigJournal::fail(std::size_t line, std::string_view text)
{
    if (!m_error)
        m_error = Error{ErrorCode::InvalidArgument, placed(line, text)};
}

bool ConfigJournal::countPart(std::size_t line)
{
    if (++m_parts > mostParts)
        fail(line, "the file means more than " + std::to_string(mostParts) + " entries");
    return !m_error;
}

std::size_t lineOf(const YAML::Node& node)
{
    const YAML::Mark mark = node.Mark();
    return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

YamlSection::YamlSection(const YAML::Node& node, std::string what, ConfigJournal& journal)
    : m_what(std::move(what)),
      m_journal(journal),
      m_line(lineOf(node))
{
    if (node.IsMap())
        add(node, false, 0);
    else
        m_journal.fail(m_line, m_what + " must be a list of \"key: value\" lines");
}

void YamlSection::add(const YAML::Node& node, bool isMerged, int depth)
{
    for (const auto& pair : node) {
        const std::size_t line = lineOf(pair.first);
        if (!m_journal.countPart(line))
            return;
        if (!pair.first.IsScalar()) {
            m_journal.fail(line, "a key in " + m_what + " is not a word");
            return;
        }
        const std::string& key = pair.first.Scalar();
        if (key == "<<") {
            merge(pair.second, depth);
            continue;
        }
        const auto found = m_entries.find(key);
        if (found == m_entries.end()) {
            m_entries.emplace(key, Entry{pair.second, line, false, isMerged});
        } else if (found->second.isMerged && !isMerged) {
            // Not assigned: assigning to a YAML::Node changes the node that it stands for.
            m_entries.erase(found);
            m_entries.emplace(key, Entry{pair.second, line, false, isMerged});
        } else if (!isMerged) {
            m_journal.fail(line, "the key " + quoted(key) + " stands twice in " + m_what +
                                     " (first in line " + std::to_string(found->second.line) + ")");
        }
    }
}

void YamlSection::merge(const YAML::Node& value, int depth)
{
    if (depth >= deepestMerge)
        m_journal.fail(m_line, m_what + " merges too many levels of \"<<\"");
    if (!m_journal.countPart(lineOf(value)))
        return;
    if (value.IsMap()) {
        add(value, true, depth + 1);
    } else if (value.IsSequence()) {
        for (const auto& part : value)
            merge(part, depth + 1);
    } else {
        m_journal.fail(lineOf(value), "\"<<\" needs another mapping to take keys from");
    }
}

const YamlSection::Entry* YamlSection::find(std::string_view key)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return nullptr;
    found->second.isKnown = true;
    return found->second.value.IsNull() ? nullptr : &found->second;
}

const YamlSection::Entry* YamlSection::findScalar(std::string_view key, std::string_view wanted)
{
    const Entry* entry = find(key);
    if (entry == nullptr || entry->value.IsScalar())
        return entry;
    fail(key, std::string(key) + " must be " + std::string(wanted) + ", not a list or mapping");
    return nullptr;
}

std::size_t YamlSection::lineOfKey(std::string_view key) const
{
    const auto found = m_entries.find(key);
    return found == m_entries.end() ? m_line : found->second.line;
}

std::optional<std::string> YamlSection::text(std::string_view key)
{
    const Entry* entry = findScalar(key, "text");
    if (entry == nullptr)
        return std::nullopt;
    return entry->value.Scalar();
}

std::optional<Secret> YamlSection::secret(std::string_view key)
{
    auto value = text(key);
    if (!value)
        return std::nullopt;
    return Secret(*std::move(value));
}

std::optional<bool> YamlSection::boolean(std::string_view key)
{
    const Entry* entry = findScalar(key, "true or false");
    if (entry == nullptr)
        return std::nullopt;
    const auto value = truth(entry->value.Scalar());
    if (!value)
        fail(key,
             std::string(key) + " must be true or false, not " + quoted(entry->value.Scalar()));
    return value;
}

std::optional<std::int64_t> YamlSection::integer(std::string_view key, Zero zero)
{
    const Entry* entry = findScalar(key, "a whole number");
    if (entry == nullptr)
        return std::nullopt;
    const auto value = wholeNumber(entry->value.Scalar());
    if (value && (*value > 0 || (*value == 0 && zero == Zero::Allowed)))
        return value;
    const std::string_view least = zero == Zero::Allowed ? "0" : "1";
    fail(key, std::string(key) + " must be a whole number, at least " + std::string(least) +
                  ", not " + quoted(entry->value.Scalar()));
    return std::nullopt;
}

std::optional<std::chrono::nanoseconds> YamlSection::duration(std::string_view key, Zero zero)
{
    const Entry* entry = findScalar(key, "a duration such as 10s");
    if (entry == nullptr)
        return std::nullopt;
    const std::string& written = entry->value.Scalar();
    const auto bare = wholeNumber(written);
    if (bare && *bare != 0)
        warn(key, std::string(key) + ": " + written + " has no unit and means nanoseconds; write " +
                      written + "s if seconds are meant");
    const Result<std::chrono::nanoseconds> value =
        bare ? Result(std::chrono::nanoseconds(*bare)) : parseDuration(written);
    if (!value)
        fail(key, std::string(key) + ": " + quoted(written) +
                      " is not a duration (write, for example, 10s, 1h30m or 500ms; there is no "
                      "unit for days)");
    else if (value->count() < 0)
        fail(key, std::string(key) + " must not be negative");
    else if (value->count() == 0 && zero == Zero::Refused)
        fail(key, std::string(key) + " must be more than 0");
    else
        return *value;
    return std::nullopt;
}

std::vector<YAML::Node> YamlSection::list(std::string_view key)
{
    const Entry* entry = find(key);
    if (entry == nullptr)
        return {};
    std::vector<YAML::Node> nodes;
    if (!entry->value.IsSequence()) {
        fail(key, std::string(key) + " must be a list, each entry behind a \"-\"");
        return nodes;
    }
    for (const auto& node : entry->value) {
        if (!m_journal.countPart(entry->line))
            break;
        nodes.push_back(node);
    }
    return nodes;
}

std::vector<std::string> YamlSection::texts(std::string_view key)
{
    std::vector<std::string> values;
    for (const YAML::Node& node : list(key)) {
        if (node.IsScalar())
            values.push_back(node.Scalar());
        else
            m_journal.fail(lineOf(node), "an entry of " + std::string(key) + " must be text");
    }
    return values;
}

std::optional<YAML::Node> YamlSection::mapping(std::string_view key)
{
    const Entry* entry = find(key);
    if (entry == nullptr)
        return std::nullopt;
    return entry->value;
}

void YamlSection::warn(std::string_view key, std::string_view text)
{
    m_journal.warn(lineOfKey(key), text);
}

void YamlSection::fail(std::string_view key, std::string_view text)
{
    m_journal.fail(lineOfKey(key), text);
}

void YamlSection::reportUnknown()
{
    for (const auto& [key, entry] : m_entries) {
        if (!entry.isKnown && !entry.isMerged)
            m_journal.warn(entry.line,
                           "the key " + quoted(key) + " in " + m_what + " is unknown and ignored");
    }
}

} // namespace walkeeper
