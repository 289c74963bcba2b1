// The group "OS" of SMP. Source: Zephyr, "Default / OS Management Group".
#include <array>

#include "perth/core/frame_pool.hpp"
#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"
#include "perth/io/app.hpp"

namespace perth::detail {
namespace {

/// A task's name: the address of its coroutine, which the host finds in the program's ELF, and its
/// id, which tells two of them apart.
class TaskName {
public:
    TaskName(std::uintptr_t address, std::uint16_t id) noexcept {
        for (unsigned shift = 32; shift != 0;) {
            shift -= 4;
            push("0123456789abcdef"[address >> shift & 15]);
        }
        push('/');
        std::uint16_t scale = 10'000;
        while (scale > 1 && id < scale) scale = static_cast<std::uint16_t>(scale / 10);
        for (; scale != 0; scale = static_cast<std::uint16_t>(scale / 10)) {
            push(static_cast<char>('0' + id / scale % 10));
        }
    }
    [[nodiscard]] std::string_view text() const noexcept { return {text_.data(), size_}; }

private:
    void push(char c) noexcept { text_[size_++] = c; }

    std::array<char, 14> text_;
    std::size_t size_ = 0;
};

void write_task(CborWriter& reply, FrameHeader& block) noexcept {
    constexpr std::uint32_t word = 4;  // of the stack, in which mcumgr counts
    const auto* const frame = static_cast<const std::uintptr_t*>(block.frame());
    reply.text(TaskName(frame[1], block.id).text());
    reply.begin_map();
    reply.number("prio", 0);
    reply.number("tid", block.id);
    reply.number("state", static_cast<std::uint32_t>(block.status));
    reply.number("stksiz", static_cast<std::uint32_t>(block.units * sizeof(FrameHeader) / word));
    reply.end();
}

}  // namespace

AgentStatus agent_echo(AgentRequest& request) noexcept {
    const auto text = request.map.text("d");
    if (!text) return AgentStatus::invalid_value;
    request.reply.text("r", *text);
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
    request.then = []() noexcept { hal::reset(); };
    return AgentStatus::ok;
}

/// Asked in the console's interrupt.
AgentStatus agent_bootloader(AgentRequest& request) noexcept {
    request.reply.number("rc", 0);
    request.then = []() noexcept { hal::reset_to_bootloader(); };
    return AgentStatus::ok;
}

AgentStatus agent_parameters(AgentRequest& request) noexcept {
    request.reply.number("buf_size", agent_packet);
    request.reply.number("buf_count", 1);
    return AgentStatus::ok;
}

/// As mcumgr's "s": what runs here.
AgentStatus agent_info(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.text("output", "perth");
    reply.text("name", app::name);
    reply.text("version", app::version);
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    reply.bytes("build", {id, size});
    return AgentStatus::ok;
}

}  // namespace perth::detail
