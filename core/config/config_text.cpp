#include "core/config/config_text.h"

#include <algorithm>

namespace walkeeper {

namespace fs = std::filesystem;

std::vector<std::string> linesOf(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines)
        text += line;
    return text;
}

bool isBlankOrComment(const std::string& line)
{
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    return first == std::string::npos || line[first] == '#';
}

std::size_t behindContent(const std::vector<std::string>& lines, std::size_t end)
{
    while (end > 0 && isBlankOrComment(lines[end - 1]))
        --end;
    return end;
}

std::optional<LineRange> linesOfEntry(const std::vector<std::string>& lines,
                                      const YamlDocuments& yaml, std::size_t entry)
{
    if (yaml.secondLine || !yaml.first.IsMap() || yaml.first.Style() == YAML::EmitterStyle::Flow)
        return std::nullopt;
    const YAML::Node list = yaml.first["dbs"];
    if (!list.IsSequence() || list.Style() == YAML::EmitterStyle::Flow || entry >= list.size())
        return std::nullopt;
    const auto lineOf = [](const YAML::Node& node) {
        return static_cast<std::size_t>(node.Mark().line);
    };
    std::size_t next = lines.size();
    std::string owner; // the key that the entry stands below
    for (const auto& each : yaml.first) {
        if (lineOf(each.first) > lineOf(list[entry]))
            next = std::min(next, lineOf(each.first));
        else
            owner = each.first.IsScalar() ? each.first.Scalar() : std::string();
    }
    if (owner != "dbs")
        return std::nullopt;
    if (entry + 1 < list.size())
        next = lineOf(list[entry + 1]);
    const LineRange range{lineOf(list[entry]), behindContent(lines, next)};
    const bool beginsWithDash =
        range.first < range.last &&
        lines[range.first].substr(lines[range.first].find_first_not_of(' ')).starts_with("- ");
    return beginsWithDash ? std::optional(range) : std::nullopt;
}

Config withoutLines(Config config)
{
    for (DatabaseConfig& database : config.databases) {
        database.line = 0;
        for (ReplicaConfig& replica : database.replicas)
            replica.line = 0;
    }
    return config;
}

Result<std::string> readConfigText(const fs::path& path, FileSystem& files)
{
    Result<std::unique_ptr<File>> file = files.open(path, OpenMode::Read);
    if (!file)
        return std::move(file).error();
    std::string text(maxConfigBytes + 1, '\0');
    const Result<std::size_t> size =
        (*file)->readAt(0, std::as_writable_bytes(std::span(text.data(), text.size())));
    if (!size)
        return size.error();
    text.resize(*size);
    return text;
}

} // namespace walkeeper
