// The trace's ring, and the agent's commands that tell of it.
//
// The commands are here, with what a traced program links anyway: the agent refers to them weakly.
// In a program without an agent they are left out when it is linked.
#include <algorithm>
#include <array>

#include "perth/core/frame_pool.hpp"
#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/trace_ring.hpp"

namespace perth::detail {
namespace {

// Without "trace" nobody refers to it.
constexpr std::size_t ring_bytes = is_traced ? trace_bytes : 256;

// All written with interrupts masked.
constinit TraceRing<ring_bytes / sizeof(TraceEntry)> ring;
bool stopped = false;
std::uint32_t interrupt = 0;                        // the exception's number; 0: none runs
std::uint32_t quiet_interrupt = ~std::uint32_t{0};  // the console's, once the tool has spoken

std::uint32_t time_now() noexcept { return static_cast<std::uint32_t>(hal::now()); }

void put_16(std::uint8_t* to, std::uint16_t value) noexcept {
    to[0] = static_cast<std::uint8_t>(value);
    to[1] = static_cast<std::uint8_t>(value >> 8);
}

void put_32(std::uint8_t* to, std::uint32_t value) noexcept {
    put_16(to, static_cast<std::uint16_t>(value));
    put_16(to + 2, static_cast<std::uint16_t>(value >> 16));
}

std::uint32_t low_bits(const volatile void* place) noexcept {
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(place));
}

bool is_live_task(const FrameHeader& block) noexcept {
    return (block.flags & FrameHeader::task) != 0 && block.status != TaskStatus::free &&
           !block.ended();
}

}  // namespace

void trace_always(TraceKind kind, std::uint32_t value) noexcept {
    if constexpr (hal::single_core) {
        const hal::Critical guard;
        if (stopped) return;
        if (kind == TraceKind::sleep) return ring.sleep(time_now());
        ring.push(TraceEntry::of(time_now(), kind, value));
    } else {
        hal::record_trace(kind, value, nullptr);
    }
}

void trace_place(TraceKind kind, std::uint32_t value, const volatile void* place) noexcept {
    if constexpr (!hal::single_core) {
        hal::record_trace(kind, value, place);
    } else if (kind != TraceKind::named) {
        trace_always(kind, low_bits(place));
    } else {
        const hal::Critical guard;
        if (!stopped) ring.push(TraceEntry::of(low_bits(place), kind, value));
    }
}

TracedInterrupt trace_interrupt(std::uint32_t number) noexcept {
    const hal::Critical guard;
    const std::uint32_t outer = interrupt;
    interrupt = number;
    trace_always(TraceKind::interrupt, number);
    return {.number = number, .outer = outer, .begun = ring.written()};
}

void trace_interrupt_end(const TracedInterrupt& it) noexcept {
    const hal::Critical guard;
    interrupt = it.outer;
    if (stopped) return;
    ring.end_interrupt(it.begun, time_now(), it.number, it.number == quiet_interrupt);
}

void trace_console_interrupt() noexcept { quiet_interrupt = interrupt; }

/// "from": the number of the first event that is wanted. Answers with the state, and as many events
/// from there on as fit, as they lie in the ring.
AgentStatus agent_trace(AgentRequest& request) noexcept {
    constexpr std::size_t others = 80;  // bytes of a reply, and more
    constexpr std::size_t events_a_reply = (agent_packet - others) / sizeof(TraceEntry);
    std::array<TraceEntry, events_a_reply> events;
    std::uint32_t from = request.map.number("from").value_or(0);
    std::size_t count;
    std::uint32_t written;
    std::int64_t now;
    {
        const hal::Critical guard;
        count = ring.copy(from, events);
        written = ring.written();
        now = hal::now();
    }
    CborWriter& reply = request.reply;
    reply.number("lo", static_cast<std::uint32_t>(now));
    reply.number("hi", static_cast<std::uint32_t>(now >> 32));
    reply.number("size", decltype(ring)::most);
    reply.boolean("on", !stopped);
    reply.number("end", written);
    reply.number("from", from);
    reply.text("ev");
    std::uint8_t* to = reply.bytes(count * sizeof(TraceEntry)).data();
    if (to == nullptr) return AgentStatus::too_big;
    for (std::size_t i = 0; i < count; ++i, to += sizeof(TraceEntry)) {
        put_32(to, events[i].time);
        put_32(to + 4, events[i].what);
    }
    return AgentStatus::ok;
}

/// "on": whether events are noted from now on; "clear": whether those of before are forgotten.
AgentStatus agent_trace_control(AgentRequest& request) noexcept {
    const hal::Critical guard;
    stopped = !request.map.boolean("on").value_or(!stopped);
    if (request.map.boolean("clear").value_or(false)) ring.clear();
    return AgentStatus::ok;
}

/// "from": how many tasks to leave out. Answers with the ids and the addresses of the coroutines of
/// those that follow, as many as fit, and with their number before them.
AgentStatus agent_trace_tasks(AgentRequest& request) noexcept {
    constexpr std::size_t task_size = 6;
    constexpr std::size_t most = 40;
    std::array<std::uint8_t, most * task_size> tasks;
    std::uint32_t skip = request.map.number("from").value_or(0);
    std::size_t size = 0;
    for (FrameHeader* block = frame_pool.next(nullptr); block != nullptr;
         block = frame_pool.next(block)) {
        if (!is_live_task(*block)) continue;
        if (skip != 0) {
            --skip;
            continue;
        }
        if (size == tasks.size()) break;
        put_16(&tasks[size], block->id);
        put_32(&tasks[size + 2], low_bits(static_cast<void* const*>(block->frame())[1]));
        size += task_size;
    }
    request.reply.bytes("tasks", std::span(tasks).first(size));
    return AgentStatus::ok;
}

}  // namespace perth::detail
