// What watching came to: the failure, the JSON.
#pragma once

#include <optional>
#include <string>

#include "cli/console/watch.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// What was waited for, as it was typed; empty if nothing.
struct WatchAsked {
    std::string expect;
    std::string fail_on;
    std::string limit;
};

/// Returns {"port","reason","bytes","lines"}; reason is quit, expect, fail_on, time, gone or
/// closed.
[[nodiscard]] std::string json_of(const WatchEnd& end, const std::string& port);

/// Returns why it failed, with json_of() as its result, or nothing if it did what was asked.
[[nodiscard]] std::optional<Error> failure_of(const WatchEnd& end, const WatchAsked& asked,
                                              const std::string& port);

}  // namespace perth::cli
