// A timeline as the JSON that Perfetto (ui.perfetto.dev) and chrome://tracing open.
#pragma once

#include <string>
#include <string_view>

#include "cli/trace/timeline.hpp"

namespace perth::cli {

/// Returns the document: a thread a track, arrows as flows, pins as counters of a second process.
/// Times are microseconds since the firmware's start.
///
/// Source: "Trace Event Format" (Google), sections "JSON Object Format" and "Event Descriptions".
[[nodiscard]] std::string chrome_json(const Timeline& timeline, std::string_view title);

}  // namespace perth::cli
