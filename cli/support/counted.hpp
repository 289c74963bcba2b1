// Numbers of things, as a sentence has them.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace perth::cli {

/// Returns "1 byte", "0 bytes", "2 bytes": English nouns whose plural has an s.
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace perth::cli
