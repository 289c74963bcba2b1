// Running package managers, which ask for passwords and show what they do.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace perth::cli {

/// Runs the commands one after the other in the foreground of the user's terminal; what they print
/// goes to stderr. `announce` is given each line before it is run.
///
/// Errors: a command is not there (Exit::no_permission for sudo, else Exit::missing_tool) or ends
///         with another code than 0. Throws `Interrupted` at Ctrl-C.
void run_in_foreground(const std::vector<std::vector<std::string>>& commands,
                       const std::function<void(std::string_view)>& announce);

}  // namespace perth::cli
