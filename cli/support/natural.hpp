// Order in which people expect names with numbers in them: ttyACM2 before ttyACM10.
#pragma once

#include <string_view>

namespace perth::cli {

/// Returns whether `a` comes before `b` when runs of digits are compared by their value.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace perth::cli
