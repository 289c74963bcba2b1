// Tasks as a table, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/agent/tasks.hpp"
#include "cli/console/task_names.hpp"

namespace perth::cli {

/// Returns the table's lines, its head first.
[[nodiscard]] std::vector<std::string> task_table(const std::vector<AgentTask>& tasks,
                                                  const TaskNames& names);
/// Returns them in one line: "3 tasks: 1 count sleeping 120 ms, 2 beat ready".
[[nodiscard]] std::string task_line(const std::vector<AgentTask>& tasks, const TaskNames& names);
/// Returns a JSON object; `device` is where the firmware is.
[[nodiscard]] std::string task_json(const std::vector<AgentTask>& tasks, const TaskNames& names,
                                    const std::string& device);

/// Lines that are drawn again and again in the same place of a terminal.
class LiveLines {
public:
    /// Returns what puts `lines` in the place of those before, cut to fit the terminal.
    [[nodiscard]] std::string draw(const std::vector<std::string>& lines, std::size_t columns,
                                   std::size_t rows);

private:
    std::size_t drawn_ = 0;
};

}  // namespace perth::cli
