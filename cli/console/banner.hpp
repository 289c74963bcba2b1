// The first line that a firmware prints.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perth::cli {

/// Who has started.
struct Banner {
    std::string name;
    std::string version;
    std::string build;  ///< the first bytes of the build id, hexadecimal

    bool operator==(const Banner&) const = default;
};

/// Reads "-- NAME VERSION, build 1a2b3c4d", the line that the runtime prints when its console
/// starts; nothing if the line is another.
[[nodiscard]] std::optional<Banner> parse_banner(std::string_view line);

}  // namespace perth::cli
