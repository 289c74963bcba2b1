// A timeline as a page of its own, to zoom and look into.
#pragma once

#include <string>
#include <string_view>

#include "cli/trace/timeline.hpp"

namespace perth::cli {

/// Returns the page. It needs nothing else, no network either; light and dark as the reader's
/// system is.
[[nodiscard]] std::string trace_page(const Timeline& timeline, std::string_view title);

}  // namespace perth::cli
