#include "cli/console/task_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/support/counted.hpp"
#include "cli/support/json_text.hpp"
#include "cli/support/terminal.hpp"
#include "cli/support/utf8.hpp"

namespace perth::cli {
namespace {

using Row = std::array<std::string, 9>;

const Row head = {"id", "task", "state", "waits for", "frame", "runs", "total", "longest", "late"};

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, text_width(text)), ' ');
}

Row row_of(const AgentTask& task, const std::vector<AgentTask>& all, const TaskNames& names) {
    Row row = {std::to_string(task.id),
               names.task(task),
               std::string(to_string(task.state)),
               names.wait(task, all),
               fmt::format("{} B", task.bytes),
               "-",
               "-",
               "-",
               "-"};
    if (!task.profile) return row;
    row[5] = std::to_string(task.profile->turns);
    row[6] = pretty_time(task.profile->total_us);
    row[7] = pretty_time(task.profile->longest_us);
    row[8] = pretty_time(task.profile->late_us);
    return row;
}

std::string text_or_null(const std::string& text) {
    return text.empty() ? "null" : json_string(text);
}

std::string profile_json(const TaskProfile& profile) {
    return json_object({{"runs", std::to_string(profile.turns)},
                        {"total_us", std::to_string(profile.total_us)},
                        {"longest_us", std::to_string(profile.longest_us)},
                        {"overrun_us", std::to_string(profile.late_us)},
                        {"last_turn", std::to_string(profile.last_turn)}});
}

std::string json_of(const AgentTask& task, const std::vector<AgentTask>& all,
                    const TaskNames& names) {
    const bool sleeps = task.state == AgentTask::State::sleeping;
    return json_object(
        {{"id", std::to_string(task.id)},
         {"task", json_string(names.function(task.name))},
         {"place", text_or_null(names.place(task.name))},
         {"awaits",
          task.leaf_name == task.name ? "null" : json_string(names.function(task.leaf_name))},
         {"state", json_string(to_string(task.state))},
         {"waits_for", text_or_null(names.wait(task, all))},
         {"left_us", sleeps ? std::to_string(task.left_us) : "null"},
         {"frame_bytes", std::to_string(task.bytes)},
         {"address", std::to_string(task.place)},
         {"profile", task.profile ? profile_json(*task.profile) : "null"}});
}

}  // namespace

std::vector<std::string> task_table(const std::vector<AgentTask>& tasks, const TaskNames& names) {
    std::vector<Row> rows = {head};
    for (const AgentTask& task : tasks) rows.push_back(row_of(task, tasks, names));
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], text_width(row[i]));
        }
    }
    std::vector<std::string> lines;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], widths[i]) + "  ";
        line.resize(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string task_line(const std::vector<AgentTask>& tasks, const TaskNames& names) {
    std::string text = counted(tasks.size(), "task");
    for (const AgentTask& task : tasks) {
        text += fmt::format("{} {} {} {}", &task == &tasks.front() ? ":" : ",", task.id,
                            names.task(task), to_string(task.state));
        if (task.state == AgentTask::State::ready) continue;
        const std::string wait = names.wait(task, tasks);
        if (!wait.empty()) text += " " + wait;
    }
    return text;
}

std::string task_json(const std::vector<AgentTask>& tasks, const TaskNames& names,
                      const std::string& device) {
    std::vector<std::string> items;
    for (const AgentTask& task : tasks) items.push_back(json_of(task, tasks, names));
    return json_object({{"device", json_string(device)},
                        {"build", text_or_null(names.build())},
                        {"elf", text_or_null(names.file() ? names.file()->string() : "")},
                        {"tasks", json_list(items)}});
}

// Source: ECMA-48, "CPL" (cursor preceding line), "EL", "ED".
std::string LiveLines::draw(const std::vector<std::string>& lines, std::size_t columns,
                            std::size_t rows) {
    const std::size_t room = rows - 1;  // the cursor stands in a line of its own
    const bool all = lines.size() <= room;
    const std::size_t shown = all ? lines.size() : room - 1;
    std::string text = drawn_ == 0 ? "" : fmt::format("\x1b[{}F", std::min(drawn_, room));
    for (std::size_t i = 0; i < shown; ++i) text += fit(lines[i], columns) + "\x1b[K\n";
    if (!all) text += fmt::format("… {} more\x1b[K\n", lines.size() - shown);
    drawn_ = all ? shown : room;
    return text + "\x1b[J";
}

}  // namespace perth::cli
