#include "core/config/replica_section.h"

#include <algorithm>
#include <array>

namespace walkeeper {

namespace {

using Zero = YamlSection::Zero;

/// The keys that say where a replica is.
struct Location {
    std::string url;
    std::string type;
    std::string path;
    std::string bucket;
    std::string host;
};

bool isKnownType(std::string_view type)
{
    constexpr std::array<std::string_view, 5> types{"file", "s3", "gcs", "abs", "sftp"};
    return std::find(types.begin(), types.end(), type) != types.end();
}

/// A URL's text without what stands before the '@': that may be a password.
std::string shownUrl(const std::string& url)
{
    const std::size_t at = url.rfind('@');
    if (at == std::string::npos)
        return url;
    const std::size_t start = url.find("://");
    const bool hasScheme = start != std::string::npos && start < at;
    return (hasScheme ? url.substr(0, start + 3) : "") + url.substr(at + 1);
}

StoreUrl fromUrl(const Location& location, YamlSection& section)
{
    if (!isStoreUrl(location.url)) {
        section.fail("url", "replica url scheme required: " + shownUrl(location.url));
        return {};
    }
    auto url = parseStoreUrl(location.url);
    if (!url) {
        section.fail("url", url.error().message);
        return {};
    }
    const std::string& type = url->scheme;
    if (!isKnownType(type))
        section.fail("url", "unknown replica type in config: \"" + type + "\"");
    else if (!location.path.empty())
        section.fail("path", "cannot specify url & path for " + type + " replica");
    else if (!location.bucket.empty() && type != "file" && type != "sftp")
        section.fail("bucket", "cannot specify url & bucket for " + type + " replica");
    else if (!location.host.empty() && type == "sftp")
        section.fail("host", "cannot specify url & host for sftp replica");
    return *std::move(url);
}

StoreUrl fromFilePath(const Location& location, const ConfigOptions& options, YamlSection& section)
{
    if (location.path.empty()) {
        section.fail("type", "file replica path required");
        return {};
    }
    auto path = resolvePath(location.path, options);
    if (!path) {
        section.fail("path", path.error().message);
        return {};
    }
    return {"file", {}, {}, *std::move(path)};
}

StoreUrl fromKeys(const Location& location, const ConfigOptions& options, YamlSection& section)
{
    const std::string type = location.type.empty() ? "file" : location.type;
    if (!isKnownType(type)) {
        section.fail("type", "unknown replica type in config: \"" + type + "\"");
        return {};
    }
    if (isStoreUrl(location.path)) {
        section.fail("path", "replica path cannot be a url, please use the 'url' field instead: " +
                                 shownUrl(location.path));
        return {};
    }
    if (type == "file")
        return fromFilePath(location, options, section);
    const bool isSftp = type == "sftp";
    const std::string& host = isSftp ? location.host : location.bucket;
    if (host.empty())
        section.fail("type", std::string(isSftp ? "host" : "bucket") + " required for " + type +
                                 " replica");
    std::string path = location.path;
    if (!isSftp)
        path.erase(0, path.find_first_not_of('/'));
    return {type, {}, host, std::move(path)};
}

StoreUrl readLocation(YamlSection& section, const ConfigOptions& options)
{
    const Location location{section.text("url").value_or(""), section.text("type").value_or(""),
                            section.text("path").value_or(""), section.text("bucket").value_or(""),
                            section.text("host").value_or("")};
    return location.url.empty() ? fromKeys(location, options, section) : fromUrl(location, section);
}

StoreSettings readSettings(YamlSection& section)
{
    StoreSettings settings;
    settings.accessKeyId = section.text("access-key-id").value_or("");
    settings.secretAccessKey = section.secret("secret-access-key").value_or(Secret());
    settings.region = section.text("region").value_or("");
    settings.endpoint = section.text("endpoint").value_or("");
    settings.forcePathStyle = section.boolean("force-path-style");
    settings.skipVerify = section.boolean("skip-verify").value_or(false);
    settings.accountName = section.text("account-name").value_or("");
    settings.accountKey = section.secret("account-key").value_or(Secret());
    settings.user = section.text("user").value_or("");
    settings.password = section.secret("password").value_or(Secret());
    settings.keyPath = section.text("key-path").value_or("");
    return settings;
}

/// True if one of the text's lines is a key: lines that are empty or a comment are not.
bool holdsKey(std::string_view text, std::string_view prefix)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (text.substr(0, end).starts_with(prefix))
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

AgeConfig readAge(const YAML::Node& node, ConfigJournal& journal)
{
    YamlSection section(node, "age", journal);
    AgeConfig age;
    for (std::string& text : section.texts("identities")) {
        if (!holdsKey(text, "AGE-SECRET-KEY-1"))
            section.fail("identities", "an age identity begins with AGE-SECRET-KEY-1");
        age.identities.emplace_back(std::move(text));
    }
    age.recipients = section.texts("recipients");
    if (!std::all_of(age.recipients.begin(), age.recipients.end(),
                     [](const std::string& text) { return holdsKey(text, "age1"); }))
        section.fail("recipients", "an age recipient begins with age1");
    section.reportUnknown();
    return age;
}

} // namespace

ReplicaConfig readReplica(const YAML::Node& node, const ConfigOptions& options,
                          ConfigJournal& journal)
{
    YamlSection section(node, "a replica", journal);
    ReplicaConfig replica;
    replica.line = section.line();
    replica.configuredName = section.text("name").value_or("");
    replica.url = readLocation(section, options);
    replica.settings = readSettings(section);
    if (replica.url.scheme == "sftp" && replica.url.user.empty() && replica.settings.user.empty())
        section.fail("host", "user required for sftp replica");
    if (const auto age = section.mapping("age"))
        replica.age = readAge(*age, journal);

    const auto syncInterval = section.duration("sync-interval", Zero::Refused);
    replica.hasSyncInterval = syncInterval.has_value();
    replica.syncInterval = syncInterval.value_or(replica.syncInterval);
    replica.retention = section.duration("retention", Zero::Allowed).value_or(replica.retention);
    replica.retentionCheckInterval = section.duration("retention-check-interval", Zero::Refused)
                                         .value_or(replica.retentionCheckInterval);
    replica.snapshotInterval =
        section.duration("snapshot-interval", Zero::Allowed).value_or(replica.snapshotInterval);
    replica.validationInterval =
        section.duration("validation-interval", Zero::Allowed).value_or(replica.validationInterval);
    section.reportUnknown();
    return replica;
}

} // namespace walkeeper
