// The tasks of a running firmware, as its agent tells of them. The records are described in
// runtime/src/diag/agent_tasks.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/agent/client.hpp"

namespace perth::cli {

/// How long a task's function has had the processor, in a firmware with "profile".
struct TaskProfile {
    std::uint32_t turns = 0;
    std::uint32_t last_turn = 0;   ///< counted over all tasks
    std::uint64_t total_us = 0;    ///< of all turns
    std::uint32_t longest_us = 0;  ///< of one turn
    std::uint32_t late_us = 0;     ///< at most, from the end of a sleep to the turn
};

/// A task. Addresses are the firmware's.
struct AgentTask {
    enum class State { paused, held, ready, sleeping, waiting, polling };

    std::uint16_t id = 0;
    std::uint32_t place = 0;  ///< of its block: with the id it is the only one
    std::uint32_t bytes = 0;  ///< of its block
    State state = State::ready;
    std::uint32_t name = 0;       ///< in its coroutine function
    std::uint32_t leaf_name = 0;  ///< in the coroutine that waits; `name`, if it is itself
    std::uint32_t line = 0;       ///< waiting: the line of tasks that it is in
    std::int64_t left_us = 0;     ///< sleeping: how long yet
    std::optional<TaskProfile> profile = {};
};

/// All of them, in order of their places.
struct AgentTasks {
    std::string build;  ///< the first eight digits of the build id; empty if there is none
    std::vector<AgentTask> tasks;
};

/// Which task has its turn while the program does not answer.
struct RunningTask {
    std::string build;
    std::optional<std::uint16_t> id = {};  ///< nothing: none has
    std::uint32_t name = 0;                ///< in the coroutine that runs
    std::uint32_t pc = 0;  ///< where the console's interrupt found the program; 0: not known

    bool operator==(const RunningTask&) const = default;
};

/// Returns the state in one word: "sleeping".
[[nodiscard]] std::string_view to_string(AgentTask::State state);

/// Reads one reply to the list's command. Errors: it contradicts itself (Fault::protocol).
[[nodiscard]] AgentTasks parse_tasks(const CborValue& reply);
/// Reads the reply to who runs. Errors: as above.
[[nodiscard]] RunningTask parse_running(const CborValue& reply);

/// Asks for all tasks. Errors: as Agent::ask(); the list has no end, or the program starts anew
/// again and again (Fault::protocol).
[[nodiscard]] AgentTasks ask_tasks(Agent& agent);

/// Asks who runs, which is answered even while no task gives way.
[[nodiscard]] RunningTask ask_running(Agent& agent);

enum class TaskChange : std::uint16_t { pause, resume, cancel };

/// Changes a task, if it is still the one that was listed. Errors: as Agent::ask(); it has ended
/// meanwhile, or cannot be changed (Fault::refused).
void change_task(Agent& agent, const AgentTask& task, TaskChange change);

}  // namespace perth::cli
