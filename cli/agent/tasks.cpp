#include "cli/agent/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "cli/support/bytes.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

using namespace std::chrono_literals;

// As in runtime/include/perth/diag/agent.hpp.
constexpr std::uint8_t command_tasks = 16;
constexpr std::uint8_t command_change_task = 17;
constexpr std::uint8_t command_running = 18;

// As in runtime/src/diag/agent_tasks.cpp.
constexpr std::size_t record_size = 32;
constexpr std::size_t profiled_record_size = 56;
constexpr std::uint32_t bytes_a_unit = 8;
constexpr std::uint8_t polling = 16;

// As in runtime/include/perth/core/frame_pool.hpp.
constexpr std::array statuses = {
    std::optional<AgentTask::State>{},  // free
    std::optional(AgentTask::State::held),     std::optional(AgentTask::State::ready),
    std::optional(AgentTask::State::ready),  // its child is destroyed at the end of this turn
    std::optional(AgentTask::State::sleeping), std::optional(AgentTask::State::waiting)};
constexpr std::uint8_t flag_paused = 2;

constexpr std::size_t most_tasks = 65536;  // ids repeat then
constexpr unsigned most_restarts = 3;
/// The list is answered between two turns: one that lasts longer is worth a word.
constexpr auto patience = 700ms;

[[noreturn]] void complain(const std::string& why) {
    throw Error({.what = "the agent lists tasks that cannot be",
                 .why = why,
                 .hint = {},
                 .fault = Fault::protocol});
}

std::string build_in(const CborValue& reply) {
    const auto first = reply.number_of("build");
    if (!first || *first > 0xFFFF'FFFF) complain("it does not say which build it is");
    if (*first == 0) return {};
    std::string text;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        text += fmt::format("{:02x}", *first >> shift & 0xFF);
    }
    return text;
}

std::uint32_t number_in(const CborValue& reply, const char* key) {
    const auto number = reply.number_of(key);
    if (!number || *number > 0xFFFF'FFFF) complain(fmt::format("no number: {}", key));
    return static_cast<std::uint32_t>(*number);
}

/// Returns the state that the status of the coroutine that waits stands for.
AgentTask::State state_of(std::uint8_t status, std::uint8_t flags) {
    if ((flags & flag_paused) != 0) return AgentTask::State::paused;
    if (status == polling) return AgentTask::State::polling;
    if (status >= statuses.size() || !statuses[status]) {
        complain(fmt::format("one is in state {}", status));
    }
    return *statuses[status];
}

TaskProfile profile_in(BytesView record) {
    return {.turns = little_endian<std::uint32_t>(record, 32),
            .last_turn = little_endian<std::uint32_t>(record, 36),
            .total_us = little_endian<std::uint64_t>(record, 40),
            .longest_us = little_endian<std::uint32_t>(record, 48),
            .late_us = little_endian<std::uint32_t>(record, 52)};
}

AgentTask task_in(BytesView record, std::int64_t now) {
    const std::uint8_t flags = record[5];
    AgentTask task{.id = little_endian<std::uint16_t>(record, 6),
                   .place = little_endian<std::uint32_t>(record, 8),
                   .bytes = little_endian<std::uint16_t>(record, 0) * bytes_a_unit,
                   .state = state_of(record[2], flags),
                   .name = little_endian<std::uint32_t>(record, 12),
                   .leaf_name = little_endian<std::uint32_t>(record, 16)};
    if (task.state == AgentTask::State::waiting) {
        task.line = little_endian<std::uint32_t>(record, 20);
    }
    if (task.state == AgentTask::State::sleeping) {
        const auto due = static_cast<std::int64_t>(little_endian<std::uint64_t>(record, 24));
        if (due < 0) complain("one sleeps since before the start");
        task.left_us = std::max<std::int64_t>(due - now, 0);
    }
    if (record.size() == profiled_record_size) task.profile = profile_in(record);
    return task;
}

BytesView view_of(const std::string& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string_view to_string(AgentTask::State state) {
    switch (state) {
        case AgentTask::State::paused:
            return "paused";
        case AgentTask::State::held:
            return "not started";
        case AgentTask::State::ready:
            return "ready";
        case AgentTask::State::sleeping:
            return "sleeping";
        case AgentTask::State::waiting:
            return "waiting";
        case AgentTask::State::polling:
            return "polling";
    }
    return "";
}

AgentTasks parse_tasks(const CborValue& reply) {
    AgentTasks found{.build = build_in(reply), .tasks = {}};
    const CborValue* const now_bytes = reply.find("now");
    if (now_bytes == nullptr || now_bytes->kind != CborValue::Kind::bytes ||
        now_bytes->text.size() != 8) {
        complain("it does not say what time it is");
    }
    const auto now =
        static_cast<std::int64_t>(little_endian<std::uint64_t>(view_of(now_bytes->text), 0));
    if (now < 0) complain("it is before its start");
    const CborValue* const list = reply.find("tasks");
    if (list == nullptr || list->kind != CborValue::Kind::array) complain("no list of tasks");
    for (const CborValue& item : list->items) {
        const std::size_t size = item.text.size();
        if (item.kind != CborValue::Kind::bytes ||
            (size != record_size && size != profiled_record_size)) {
            complain("a task is no record");
        }
        AgentTask task = task_in(view_of(item.text), now);
        if (!found.tasks.empty() && task.place <= found.tasks.back().place) {
            complain("they are not in order");
        }
        found.tasks.push_back(task);
    }
    return found;
}

RunningTask parse_running(const CborValue& reply) {
    RunningTask running{.build = build_in(reply), .pc = number_in(reply, "pc")};
    if (reply.find("id") == nullptr) return running;
    const std::uint32_t id = number_in(reply, "id");
    if (id > 0xFFFF) complain("no number: id");
    running.id = static_cast<std::uint16_t>(id);
    running.name = number_in(reply, "name");
    return running;
}

AgentTasks ask_tasks(Agent& agent) {
    AgentTasks all;
    for (unsigned restarts = 0; restarts < most_restarts;) {
        const std::uint32_t after = all.tasks.empty() ? 0 : all.tasks.back().place;
        const AgentTasks some =
            parse_tasks(agent.ask({.command = command_tasks,
                                   .payload = CborMapWriter().number("after", after).take(),
                                   .what = "list its tasks",
                                   .patience = patience}));
        if (all.tasks.empty()) all.build = some.build;
        if (some.build != all.build) {  // another program runs now
            all = {};
            ++restarts;
            continue;
        }
        if (some.tasks.empty()) return all;
        if (some.tasks.front().place <= after) complain("they are not in order");
        if (all.tasks.size() + some.tasks.size() > most_tasks) complain("there is no end of them");
        all.tasks.insert(all.tasks.end(), some.tasks.begin(), some.tasks.end());
    }
    complain("another program runs at each answer");
}

RunningTask ask_running(Agent& agent) {
    return parse_running(
        agent.ask({.command = command_running, .what = "say who runs", .patience = patience}));
}

void change_task(Agent& agent, const AgentTask& task, TaskChange change) {
    constexpr std::array names = {"pause", "resume", "cancel"};
    constexpr std::uint64_t no_entry = 5;
    constexpr std::uint64_t bad_state = 6;
    const auto to = static_cast<std::uint16_t>(change);
    Bytes record;
    append_little_endian(record, task.place);
    append_little_endian(record, task.id);
    append_little_endian(record, to);
    try {
        (void)agent.ask({.op = SmpPacket::Op::write,
                         .command = command_change_task,
                         .payload = CborMapWriter().bytes("task", record).take(),
                         .what = fmt::format("{} task {}", names.at(to), task.id)});
    } catch (const Error& error) {
        if (error.parts().fault != Fault::refused) throw;
        if (error.parts().why == smp_error(no_entry)) {
            throw Error({.what = fmt::format("task {} has ended meanwhile", task.id),
                         .hint = "perth tasks"});
        }
        if (error.parts().why != smp_error(bad_state)) throw;
        throw Error({.what = fmt::format("task {} cannot be changed", task.id),
                     .why = "another scheduler runs it, or run() waits for its end",
                     .hint = {},
                     .fault = Fault::refused});
    }
}

}  // namespace perth::cli
