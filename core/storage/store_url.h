#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace walkeeper {

/// Where a replica is.
struct StoreUrl {
    std::string scheme; ///< "file", "s3", "gcs", "abs", "sftp", lower case
    std::string user;   ///< never shown
    std::string host;   ///< host, bucket or container, with its port
    std::string path; ///< file: an absolute path, decoded; sftp: as given; else without leading '/'

    /// For people and logs, without the user part: "file:///var/backups/app".
    std::string shown() const;

    bool operator==(const StoreUrl&) const = default;
};

/// True if the text begins like a URL: word characters, then "://".
bool isStoreUrl(std::string_view text);

/// Reads a URL, or a bare path (made absolute) as a file URL.
///
/// file URLs are percent-decoded; where a folder of the still encoded name exists, as the
/// reference makes it, that one is meant.
/// errors  InvalidArgument
Result<StoreUrl> parseStoreUrl(std::string_view text);

} // namespace walkeeper
