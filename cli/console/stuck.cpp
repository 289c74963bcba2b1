#include "cli/console/stuck.hpp"

#include <fmt/format.h>

#include <chrono>

#include "cli/support/json_text.hpp"

namespace perth::cli {
namespace {

/// Between two looks: a task that has its turn in both most likely has not had two.
constexpr std::chrono::milliseconds pause{200};

std::string named(std::uint16_t id, std::uint32_t name, const TaskNames& names) {
    const std::string place = names.place(name);
    return fmt::format("task {} {}{}", id, names.function(name),
                       place.empty() ? "" : fmt::format(" ({})", place));
}

std::string found_at(const RunningTask& running, const TaskNames& names) {
    if (running.pc == 0) return "nothing else has its turn";
    return fmt::format("nothing else has its turn; it is in {}", names.instruction(running.pc));
}

std::string result_of(const RunningTask& running, const TaskNames& names) {
    const std::string id = running.id ? std::to_string(*running.id) : "null";
    const std::string pc = running.pc == 0 ? "null" : json_string(names.instruction(running.pc));
    return json_object(
        {{"running",
          json_object({{"id", id},
                       {"task", running.id ? json_string(names.function(running.name)) : "null"},
                       {"at", pc}})}});
}

Error nobody_runs(const RunningTask& running, const TaskNames& names) {
    const std::string where =
        running.pc == 0 ? "" : fmt::format("; it is in {}", names.instruction(running.pc));
    return Error({.what = "the program does not come to its tasks",
                  .why = "none has its turn, and yet none gets one" + where,
                  .hint = {},
                  .result = result_of(running, names)});
}

}  // namespace

Error explain_silence(Agent& agent, const Error& timeout, const BuiltFiles& files) {
    RunningTask first;
    RunningTask second;
    try {
        first = ask_running(agent);
        agent.sleep(pause);
        second = ask_running(agent);
    } catch (const Error&) {
        return timeout;
    }
    const TaskNames names(files ? files() : std::vector<BuiltFile>{}, second.build);
    if (!second.id) return nobody_runs(second, names);
    if (first.id != second.id) {
        return Error({.what = "the program is too busy to list its tasks",
                      .why = fmt::format("{} had its turn, then another one",
                                         named(*second.id, second.name, names)),
                      .hint = "perth tasks, once more",
                      .fault = Fault::timeout});
    }
    std::string why = found_at(second, names);
    if (!names.complaint().empty()) why += "\n" + names.complaint();
    return Error({.what = named(*second.id, second.name, names) + " does not give way",
                  .why = why,
                  .hint = "let its loop co_await something, perth::yield() at least",
                  .result = result_of(second, names)});
}

std::string explain_stuck(const StuckLine& line, const std::vector<BuiltFile>& files) {
    const TaskNames names(files, line.build);
    std::string text = fmt::format("{} has not given way for {}", named(line.id, line.name, names),
                                   pretty_time(std::uint64_t{line.ms} * 1000));
    if (line.pc != 0) text += fmt::format("; it is in {}", names.instruction(line.pc));
    if (!names.complaint().empty()) text += fmt::format(" ({})", names.complaint());
    return text;
}

void StuckWatch::line(std::string_view text) {
    const auto stuck = parse_stuck_line(text);
    if (!stuck) return;
    lines_ += fmt::format("--- {} ---\n",
                          explain_stuck(*stuck, files_ ? files_() : std::vector<BuiltFile>{}));
}

}  // namespace perth::cli
