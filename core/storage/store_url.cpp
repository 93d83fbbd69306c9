#include "core/storage/store_url.h"

#include "core/io/file_system.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

namespace walkeeper {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view separator = "://";
constexpr std::string_view hexDigits = "0123456789ABCDEF";

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool isOneOf(char c, std::string_view characters)
{
    return characters.find(c) != std::string_view::npos;
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::size_t schemeLength(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && (isLetterOrDigit(text[length]) || text[length] == '_'))
        ++length;
    return length;
}

std::optional<unsigned> hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    return std::nullopt;
}

/// Nothing if a percent sign is not followed by two hex digits, or stands for a null byte.
std::optional<std::string> percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const auto high = hexValue(text[i + 1]);
        const auto low = hexValue(text[i + 2]);
        if (!high || !low || *high + *low == 0)
            return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return decoded;
}

void appendPercentEncoded(std::string& to, char c)
{
    const auto value = static_cast<unsigned char>(c);
    to += '%';
    to += hexDigits[value >> 4];
    to += hexDigits[value & 15];
}

/// What the reference, which never decodes, takes for the folder: the URL's path as Go writes it
/// out again. That is the path as given if every character may stand in a path, or else the
/// decoded one encoded anew.
/// source  Go 1.21, net/url, URL.EscapedPath
std::string referenceEncoded(std::string_view given, std::string_view decoded)
{
    constexpr std::string_view plain = "-_.~$&+,/:;=@";
    constexpr std::string_view alsoValid = "!'()*[]%";
    const bool isValid = std::all_of(given.begin(), given.end(), [&](char c) {
        return isLetterOrDigit(c) || isOneOf(c, plain) || isOneOf(c, alsoValid);
    });
    if (isValid)
        return std::string(given);
    std::string encoded;
    for (const char c : decoded) {
        if (isLetterOrDigit(c) || isOneOf(c, plain))
            encoded += c;
        else
            appendPercentEncoded(encoded, c);
    }
    return encoded;
}

/// Without ".", "..", doubled slashes and a slash at the end.
std::string cleanPath(const fs::path& path)
{
    std::string text = path.lexically_normal().string();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

bool isExistingFolder(const std::string& path)
{
    const auto status = nativeFileSystem().status(path);
    return status && status->kind == FileKind::Directory;
}

Error badUrl(std::string_view reason)
{
    // Not the URL itself: it may hold a password.
    return {ErrorCode::InvalidArgument, "the replica URL is not valid: " + std::string(reason)};
}

constexpr std::string_view badEscape = "a percent sign needs two hex digits behind it, not 00";

/// rest  everything behind "file://"
Result<StoreUrl> parseFileUrl(std::string_view rest)
{
    if (rest.empty())
        return badUrl("file:// names no folder");
    // The host is the first folder of the path, and a query or fragment is part of the last.
    const std::size_t pathEnd = std::min(rest.find_first_of("?#"), rest.size());
    const std::string_view given = rest.substr(0, pathEnd);
    const std::string tail(rest.substr(pathEnd));

    const auto decoded = percentDecoded(given);
    const std::string encoded =
        cleanPath("/" + referenceEncoded(given, decoded.value_or("")) + tail);
    StoreUrl url{"file", {}, {}, encoded};
    if (decoded) {
        url.path = cleanPath("/" + *decoded + tail);
        if (encoded != url.path && isExistingFolder(encoded))
            url.path = encoded;
    } else if (!isExistingFolder(encoded)) {
        return badUrl(badEscape);
    }
    return url;
}

/// rest  everything behind the "://"
Result<StoreUrl> parseRemoteUrl(std::string scheme, std::string_view rest)
{
    rest = rest.substr(0, rest.find_first_of("?#"));
    const std::size_t authorityEnd = std::min(rest.find('/'), rest.size());
    const std::string_view authority = rest.substr(0, authorityEnd);
    const std::size_t at = authority.rfind('@');

    StoreUrl url;
    url.scheme = std::move(scheme);
    if (at != std::string_view::npos)
        url.user = authority.substr(0, at);
    url.host = authority.substr(at + 1); // npos + 1 is 0
    if (url.host.empty())
        return badUrl("no bucket or host stands behind " + url.scheme + "://");

    const auto decoded = percentDecoded(rest.substr(authorityEnd));
    if (!decoded)
        return badUrl(badEscape);
    if (!decoded->empty()) {
        const std::string clean = cleanPath(*decoded);
        // On an SFTP server the slash tells a path from one in the login folder.
        url.path = url.scheme == "sftp" ? clean : clean.substr(1);
    }
    return url;
}

Result<StoreUrl> parseBarePath(std::string_view text)
{
    std::error_code failure;
    const fs::path path = fs::absolute(fs::path(text), failure);
    if (failure)
        return Error{ErrorCode::InvalidArgument, "cannot make the path " + std::string(text) +
                                                     " absolute: " + failure.message()};
    return StoreUrl{"file", {}, {}, cleanPath(path)};
}

} // namespace

std::string StoreUrl::shown() const
{
    std::string text = scheme + std::string(separator) + host;
    if (!path.empty() && !path.starts_with('/'))
        text += '/';
    for (const char c : path) {
        if (isControl(c) || isOneOf(c, "%?#"))
            appendPercentEncoded(text, c);
        else
            text += c;
    }
    return text;
}

bool isStoreUrl(std::string_view text)
{
    const std::size_t length = schemeLength(text);
    return length > 0 && text.substr(length).starts_with(separator);
}

Result<StoreUrl> parseStoreUrl(std::string_view text)
{
    if (text.empty())
        return Error{ErrorCode::InvalidArgument, "the replica URL or path is empty"};
    if (text.find('\0') != std::string_view::npos)
        return Error{ErrorCode::InvalidArgument,
                     "the replica URL or path has a null character in it"};
    if (!isStoreUrl(text))
        return parseBarePath(text);
    if (std::any_of(text.begin(), text.end(), isControl))
        return badUrl("it has a control character in it");

    std::string scheme(text.substr(0, schemeLength(text)));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const std::string_view rest = text.substr(scheme.size() + separator.size());
    return scheme == "file" ? parseFileUrl(rest) : parseRemoteUrl(std::move(scheme), rest);
}

} // namespace walkeeper
