// What doctor finds out, and what follows from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/support/error.hpp"
#include "cli/support/exit.hpp"

namespace perth::cli {

/// Something that was looked at.
struct Check {
    enum class State {
        ok,
        warn,  ///< perth works, but less well
        bad,   ///< perth cannot do its work
    };

    std::string name;  ///< "lld", "/dev/ttyACM0"
    State state = State::ok;
    std::string evidence;     ///< what was seen, in the system's words where it has some
    std::string remedy = {};  ///< what to type or to do; empty if there is nothing to mend
    Exit exit = Exit::done;   ///< of a bad one: missing_tool or no_permission
    std::string tool = {};    ///< what packages provide it, for packages_of(); empty if none do
};

/// Returns "ok", "warn" or "bad".
[[nodiscard]] const char* word_of(Check::State state) noexcept;

/// Returns {"checks": […]}.
[[nodiscard]] std::string json_of(const std::vector<Check>& checks);

/// Returns what the command fails with if a check is bad; a missing tool counts more than a missing
/// permission. `can_install` says whether `perth doctor --install` would help against the former.
[[nodiscard]] std::optional<Error> failure_of(const std::vector<Check>& checks, bool can_install);

}  // namespace perth::cli
