// The group "OS" of SMP. Source: Zephyr, "Default / OS Management Group".
#include "perth/core/frame_pool.hpp"
#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"

namespace perth::detail {
namespace {

/// A task's name: the address of its coroutine, which the host finds in the program's ELF, and its
/// id, which tells two of them apart.
[[gnu::noinline]] void write_name(CborWriter& reply, std::uintptr_t address, unsigned id) noexcept {
    char text[14];
    char* const end = text + sizeof text;
    char* at = end;
    do {
        *--at = static_cast<char>('0' + id % 10);
        id /= 10;
    } while (id != 0);
    *--at = '/';
    char* const slash = at;
    do {
        *--at = "0123456789abcdef"[address & 15];
        address >>= 4;
    } while (slash - at != 8);
    reply.text({at, static_cast<std::size_t>(end - at)});
}

[[gnu::noinline]] void write_task(CborWriter& reply, FrameHeader& block) noexcept {
    constexpr std::uint32_t word = 4;  // of the stack, in which mcumgr counts
    const auto* const frame = static_cast<const std::uintptr_t*>(block.frame());
    write_name(reply, frame[1], block.id);
    reply.begin_map();
    reply.numbers("prio\0tid\0state\0stksiz\0",
                  {0, block.id, static_cast<std::uint32_t>(block.status),
                   static_cast<std::uint32_t>(block.units * sizeof(FrameHeader) / word)});
    reply.end();
}

}  // namespace

AgentStatus agent_echo(AgentRequest& request) noexcept {
    std::uint32_t size = 0;
    const std::uint8_t* const text = request.map.find("d", CborMajor::text, size);
    if (text == nullptr) return AgentStatus::invalid_value;
    request.reply.text("r");
    request.reply.text({reinterpret_cast<const char*>(text), size});
    return AgentStatus::ok;
}

/// As many tasks as fit into one reply, in the order of their frames.
AgentStatus agent_task_statistics(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.text("tasks");
    reply.begin_map();
    constexpr std::size_t ends = 1;
    for (FrameHeader* block = frame_pool.next(nullptr); block != nullptr;
         block = frame_pool.next(block)) {
        const bool is_task = (block->flags & FrameHeader::task) != 0;
        if (!is_task || block->status == TaskStatus::free || block->ended()) continue;
        const std::size_t before = reply.size();
        write_task(reply, *block);
        if (reply.left() >= ends) continue;
        reply.rewind(before);
        break;
    }
    reply.end();
    return AgentStatus::ok;
}

AgentStatus agent_reset(AgentRequest& request) noexcept {
    request.then = hal::reset;
    return AgentStatus::ok;
}

/// Answered in the console's interrupt, so that a program whose tasks hang hears it.
AgentStatus agent_bootloader(AgentRequest& request) noexcept {
    request.reply.number("rc", 0);
    request.then = hal::reset_to_bootloader;
    return AgentStatus::ok;
}

AgentStatus agent_parameters(AgentRequest& request) noexcept {
    request.reply.numbers("buf_size\0buf_count\0", {agent_packet, 1});
    return AgentStatus::ok;
}

}  // namespace perth::detail
