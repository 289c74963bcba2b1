// What the drives of debug probes (DAPLink, ST-LINK) tell in text files of themselves and of what
// went wrong.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace perth::cli {

/// DETAILS.TXT.
struct DriveDetails {
    std::map<std::string, std::string> facts;  ///< "Interface Version": "0255"

    /// DAPLink counts how often its drive came back; others do not.
    [[nodiscard]] std::optional<std::uint64_t> remounts() const;
};

/// Reads lines "Key: value"; others are passed over.
/// Source: DAPLink, docs/MSD_COMMANDS.md and source/daplink/drag-n-drop/vfs_user.c.
[[nodiscard]] DriveDetails parse_drive_details(std::string_view text);

/// FAIL.TXT.
struct DriveFailure {
    std::string text;             ///< one line, safe to print
    std::set<std::string> types;  ///< of DAPLink: "transient", "user" …; empty of others
};

/// Reads "error: TEXT" and "type: A, B"; of a file that is otherwise, all of it is the text.
[[nodiscard]] DriveFailure parse_drive_failure(std::string_view text);

/// Returns what to do about a failure, or nothing.
[[nodiscard]] std::string drive_hint(const DriveFailure& failure);

}  // namespace perth::cli
