// What `perth monitor --json` prints: one event an object a line.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cli/console/banner.hpp"
#include "cli/console/dump.hpp"
#include "cli/console/stuck_line.hpp"

namespace perth::cli {

/// Returns {"line","time"}; time is in seconds since 1970, as in every event.
[[nodiscard]] std::string line_event(std::string_view line);
/// Returns {"event": what, "port", "time"}; what is connected, gone, lent or returned.
[[nodiscard]] std::string port_event(std::string_view what, std::string_view port);
/// Returns {"event": what, "client", "time"}; what is client or client gone.
[[nodiscard]] std::string client_event(std::string_view what, std::string_view client);
/// Returns {"event": "gap", "ms", "restarted", "time"}.
[[nodiscard]] std::string gap_event(std::chrono::milliseconds length, bool restarted);
/// Returns {"event": "started", "name", "version", "build", "time"}.
[[nodiscard]] std::string banner_event(const Banner& banner);
/// Returns {"event": "dump", "what", "lines", "time"}.
[[nodiscard]] std::string dump_event(const Dump& dump, const std::vector<std::string>& lines);
/// A task keeps the processor; `text` says which.
[[nodiscard]] std::string stuck_event(const StuckLine& stuck, const std::string& text);

/// Returns the event with "board": name in front, of one board among several.
[[nodiscard]] std::string board_event(std::string_view name, std::string_view event);

/// Returns what typed keys look like on a terminal: CR ends the line, other controls are left out.
[[nodiscard]] std::string printable_keys(std::string_view text);

}  // namespace perth::cli
