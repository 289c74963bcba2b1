// A firmware that is run for its output alone: nobody types, and it ends by itself.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "cli/emulator/guest.hpp"

namespace perth::cli {

/// Hands on what the firmware prints until it ends; returns how it ended, nothing if it reset
/// itself (it is not started again). Waits with poll(2) only.
///
/// Errors: Interrupted at Ctrl-C.
[[nodiscard]] std::optional<GuestEnd> run_to_end(
    Guest& guest, const std::function<void(std::string_view)>& on_output);

}  // namespace perth::cli
