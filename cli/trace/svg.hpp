// A timeline as one self-contained picture.
#pragma once

#include <string>
#include <string_view>

#include "cli/trace/timeline.hpp"

namespace perth::cli {

/// Returns the picture: a row a track. Neither it nor the time to look at it grow with the number
/// of events: stretches too dense to tell apart become bands, and arrows are drawn while there are
/// few.
[[nodiscard]] std::string trace_svg(const Timeline& timeline, std::string_view title);

}  // namespace perth::cli
