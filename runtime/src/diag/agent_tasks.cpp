// What the agent tells of tasks, and does to them.
//
//     tasks    {"after": PLACE}       {"build": BUILD, "now": 8 bytes, "tasks": [TaskRecord, …]}
//     change   {"task": TaskChange}   {}
//     running  {}                     {"build": BUILD, "id": ID, "name": NAME, "pc": ADDRESS}
//
// PLACE of a task is the address of its block: ids repeat, blocks are used again, both at once do
// not. A list goes on behind the block that came last, so that tasks which begin and end between
// two requests make nobody else appear twice or never; it has ended when nobody comes. NAME is an
// address in a coroutine function, BUILD the first four bytes of the build id. Records are bytes,
// their numbers little-endian, as these chips are; that of a task is longer in a program with
// "profile".
#include <bit>
#include <cstring>

#include "perth/core/profile.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {

/// What the scheduler shows to nobody else.
struct TaskAccess {
    enum Change : std::uint16_t { pause, resume, cancel };

    static PromiseBase& leaf_of(FrameHeader& task) noexcept { return Scheduler::leaf_of(task); }
    static bool is_polling(const PromiseBase& leaf) noexcept {
        return leaf.line == &leaf.scheduler->hurried_;
    }
    static AgentStatus change(FrameHeader& task, std::uint16_t change) noexcept;
};

namespace {

#ifdef PERTH_PROFILE
/// As in ProfileEntry.
struct TaskCounts {
    std::uint32_t turns;
    std::uint32_t last_turn;
    std::uint64_t total_us;
    std::uint32_t longest_us;
    std::uint32_t late_us;
};

TaskCounts counts_of(FrameHeader& task) noexcept {
    const ProfileEntry* const entry = profile.find(task);
    if (entry == nullptr) return {};
    return {entry->turns, entry->last_turn, entry->total_us, entry->longest_us, entry->late_us};
}

constexpr std::size_t record_size = 32 + sizeof(TaskCounts);
#else
constexpr std::size_t record_size = 32;
#endif

/// A task as the host is told of it. `leaf` is the innermost coroutine, the one that waits.
struct TaskRecord {
    std::uint16_t units;  ///< of its block, 8 bytes each
    std::uint8_t leaf_status;
    TaskStatus status;
    Errc error;
    std::uint8_t flags;
    std::uint16_t id;
    std::uint32_t place;
    std::uint32_t name;
    std::uint32_t leaf_name;
    std::uint32_t line;  ///< of waiting tasks, if it waits
    std::int64_t due;    ///< if it sleeps
#ifdef PERTH_PROFILE
    TaskCounts counts = {};
#endif
};
/// What is to become of which task.
struct TaskChange {
    std::uint32_t place;
    std::uint16_t id;
    std::uint16_t to;  ///< TaskAccess::Change
};
static_assert(sizeof(TaskRecord) == record_size && sizeof(TaskChange) == 8 &&
              std::endian::native == std::endian::little);

/// A leaf_status that is no TaskStatus: waits for an event that is polled, or for a turn before
/// others.
constexpr std::uint8_t polling = 16;

/// On the host, where only tests have an agent, the lower half of an address.
std::uint32_t address(const void* object) noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(object));
}

std::uint32_t name_of(FrameHeader& block) noexcept {
    return address(static_cast<const void* const*>(block.frame())[1]);
}

/// Returns the first task behind `block` in memory, or of all (null); null at the end.
FrameHeader* next_task(FrameHeader* block) noexcept {
    do {
        block = frame_pool.next(block);
    } while (block != nullptr && (block->status == TaskStatus::free || block->ended() ||
                                  (block->flags & FrameHeader::task) == 0));
    return block;
}

template <typename T>
void write_raw(CborWriter& reply, const T& value) noexcept {
    reply.bytes({reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
}

void write_build(CborWriter& reply) noexcept {
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    std::uint32_t first = 0;
    if (size >= sizeof first) std::memcpy(&first, id, sizeof first);
    reply.number("build", first);
}

void write_task(CborWriter& reply, FrameHeader& task) noexcept {
    PromiseBase& leaf = TaskAccess::leaf_of(task);
    FrameHeader& inner = leaf.header();
    const bool polls = inner.status == TaskStatus::waiting && TaskAccess::is_polling(leaf);
    write_raw(reply,
              TaskRecord{.units = task.units,
                         .leaf_status = polls ? polling : static_cast<std::uint8_t>(inner.status),
                         .status = task.status,
                         .error = task.error,
                         .flags = task.flags,
                         .id = task.id,
                         .place = address(&task),
                         .name = name_of(task),
                         .leaf_name = name_of(inner),
                         .line = address(leaf.line),
#ifdef PERTH_PROFILE
                         .due = leaf.due,
                         .counts = counts_of(task)});
#else
                         .due = leaf.due});
#endif
}

}  // namespace

/// Another scheduler's task cannot be changed from here, and what waits for the end of run() cannot
/// do without the task that it runs. A cancelled one is destroyed after the inbox was emptied: part
/// of it may be there.
AgentStatus TaskAccess::change(FrameHeader& task, std::uint16_t change) noexcept {
    Scheduler& scheduler = *PromiseBase::of(task).scheduler;
    if (!scheduler.running()) return AgentStatus::bad_state;
    switch (change) {
        case pause:
            (void)Scheduler::pause(task);
            return AgentStatus::ok;
        case resume:
            (void)Scheduler::resume(task);
            return AgentStatus::ok;
        case cancel:
            if ((task.flags & FrameHeader::main) != 0) return AgentStatus::bad_state;
            task.flags |= FrameHeader::doomed;
            scheduler.note(Scheduler::task_doomed);
            return AgentStatus::ok;
        default:
            return AgentStatus::invalid_value;
    }
}

AgentStatus agent_tasks(AgentRequest& request) noexcept {
    const std::uint32_t after = request.map.number("after").value_or(0);
    CborWriter& reply = request.reply;
    write_build(reply);
    reply.text("now");
    write_raw(reply, hal::now());
    reply.text("tasks");
    reply.begin_array();
    for (FrameHeader* task = next_task(nullptr); task != nullptr; task = next_task(task)) {
        if (address(task) <= after) continue;
        const std::size_t before = reply.size();
        write_task(reply, *task);
        if (reply.left() != 0) continue;  // for the end of the list
        reply.rewind(before);
        break;
    }
    reply.end();
    return AgentStatus::ok;
}

AgentStatus agent_change_task(AgentRequest& request) noexcept {
    const auto bytes = request.map.bytes("task");
    TaskChange change;
    if (!bytes || bytes->size() != sizeof change) return AgentStatus::invalid_value;
    std::memcpy(&change, bytes->data(), sizeof change);
    for (FrameHeader* task = next_task(nullptr); task != nullptr; task = next_task(task)) {
        if (address(task) != change.place || task->id != change.id) continue;
        return TaskAccess::change(*task, change.to);
    }
    return AgentStatus::no_entry;
}

/// In the console's interrupt.
AgentStatus agent_running(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    write_build(reply);
    std::uint16_t id = 0;
    const void* name = nullptr;
    if (running_task(id, name)) {
        reply.number("id", id);
        reply.number("name", address(name));
    }
    reply.number("pc", static_cast<std::uint32_t>(hal::interrupted_at()));
    return AgentStatus::ok;
}

}  // namespace perth::detail
