// A task that keeps the processor, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/agent/tasks.hpp"
#include "cli/console/stuck_line.hpp"
#include "cli/console/task_names.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {

/// Asks, when the list of tasks does not come, who keeps it from coming. Returns the `Error` that
/// names the task; `timeout` itself where nobody answers.
[[nodiscard]] Error explain_silence(Agent& agent, const Error& timeout, const BuiltFiles& files);

/// Returns the alarm in words: "task 3 spin (src/main.cpp:17) has not given way for 100 ms; it is
/// in spin at src/main.cpp:21".
[[nodiscard]] std::string explain_stuck(const StuckLine& line, const std::vector<BuiltFile>& files);

/// Reads along in a console for the alarm.
class StuckWatch {
public:
    explicit StuckWatch(BuiltFiles files) : files_(std::move(files)) {}

    void line(std::string_view text);
    /// Returns what has come up since it was last asked, a line each.
    [[nodiscard]] std::string take_lines() { return std::exchange(lines_, {}); }

private:
    BuiltFiles files_;
    std::string lines_;
};

}  // namespace perth::cli
