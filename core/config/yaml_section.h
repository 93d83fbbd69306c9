#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walkeeper {

/// Collects what is said about one file. The first error counts; reading goes on with defaults.
class ConfigJournal
{
public:
    explicit ConfigJournal(std::string fileName) : m_fileName(std::move(fileName)) {}

    void warn(std::size_t line, std::string_view text);
    void fail(std::size_t line, std::string_view text);
    bool hasFailed() const { return m_error.has_value(); }

    /// Valid after fail().
    Error error() && { return std::move(*m_error); }
    /// By line.
    std::vector<std::string> warnings() const;

    /// Counts parts of the file that were read; fails beyond what any real file has. Aliases can
    /// make a small file mean a very large one.
    bool countPart(std::size_t line);

private:
    std::string placed(std::size_t line, std::string_view text) const;

    std::string m_fileName;
    std::vector<std::pair<std::size_t, std::string>> m_warnings;
    std::optional<Error> m_error;
    std::size_t m_parts = 0;
};

/// Line of a node, from 1.
std::size_t lineOf(const YAML::Node& node);

/// One mapping of the file. Each question takes a key's value; report() then names the keys that
/// nobody asked for. A key without a value counts as absent. "<<" merges other mappings in.
class YamlSection
{
public:
    enum class Zero : std::uint8_t { Allowed, Refused };

    /// what  for messages: "a replica"
    YamlSection(const YAML::Node& node, std::string what, ConfigJournal& journal);

    std::size_t line() const { return m_line; }
    /// Line of a key's value; the section's own if it is absent.
    std::size_t lineOfKey(std::string_view key) const;

    /// Any scalar, also a number, as it is written.
    std::optional<std::string> text(std::string_view key);
    std::optional<Secret> secret(std::string_view key);
    std::optional<bool> boolean(std::string_view key);
    /// Not negative.
    std::optional<std::int64_t> integer(std::string_view key, Zero zero);
    /// Not negative. A bare number is nanoseconds, with a warning.
    std::optional<std::chrono::nanoseconds> duration(std::string_view key, Zero zero);
    /// A list of scalars.
    std::vector<std::string> texts(std::string_view key);
    /// A list of anything; empty if absent.
    std::vector<YAML::Node> list(std::string_view key);
    /// A mapping; undefined if absent.
    std::optional<YAML::Node> mapping(std::string_view key);

    void warn(std::string_view key, std::string_view text);
    void fail(std::string_view key, std::string_view text);
    /// Warns of the keys that were not asked for.
    void reportUnknown();

private:
    struct Entry {
        YAML::Node value;
        std::size_t line = 0;
        bool isKnown = false;
        bool isMerged = false;
    };

    void add(const YAML::Node& node, bool isMerged, int depth);
    void merge(const YAML::Node& value, int depth);
    const Entry* find(std::string_view key);
    const Entry* findScalar(std::string_view key, std::string_view wanted);

    std::string m_what;
    ConfigJournal& m_journal;
    std::size_t m_line;
    std::map<std::string, Entry, std::less<>> m_entries;
};

} // namespace walkeeper
