// A task that keeps the processor, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/agent/tasks.hpp"
#include "cli/console/task_names.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// Asks, when the list of tasks does not come, who keeps it from coming. Returns the `Error` that
/// names the task; `timeout` itself where nobody answers.
[[nodiscard]] Error explain_silence(Agent& agent, const Error& timeout, const BuiltFiles& files);

}  // namespace perth::cli
