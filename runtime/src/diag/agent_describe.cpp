// What the agent tells about this board and its program.
#include <string_view>

#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/update_flash.hpp"
#include "perth/io/app.hpp"

namespace perth::detail {
namespace {

constexpr std::uint32_t agent_version = 1;

void write_build(CborWriter& reply, std::string_view key = "build") noexcept {
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    reply.text(key);
    reply.bytes({id, size});
}

/// Sizes of sectors, in order, as [count, size, count, size …]. Unused where nothing can update.
[[maybe_unused]] void write_sectors(CborWriter& reply, const hal::UpdateLayout& it) noexcept {
    reply.text("sectors");
    reply.begin_array();
    for (std::uint32_t at = it.start; at < it.end;) {
        const std::uint32_t size = hal::update::sector_size(at);
        std::uint32_t count = 0;
        do {
            ++count;
            at += size;
        } while (at < it.end && hal::update::sector_size(at) == size);
        reply.number(count);
        reply.number(size);
    }
    reply.end();
}

}  // namespace

AgentStatus agent_describe(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.number("agent", agent_version);
    write_build(reply);
    if constexpr (hal::can_update) {
        const hal::UpdateFlash& flash = hal::update_flash();
        if (flash.board == nullptr) return AgentStatus::ok;
        reply.text("board", flash.board);
        const hal::UpdateLayout& it = flash.layout;
        reply.numbers(
            "start\0fixed\0area\0end\0program\0unit\0",
            {it.start, it.fixed, it.area, it.end, hal::update::program_end(), flash.write_unit});
        write_sectors(reply, it);
    }
    return AgentStatus::ok;
}

/// As mcumgr's "s": what runs here.
AgentStatus agent_info(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.text("output", "perth");
    reply.text("name", app::name);
    reply.text("version", app::version);
    write_build(reply);
    return AgentStatus::ok;
}

/// As mcumgr's "image list": the one program, whose hash is its build id. There is no second slot:
/// an update replaces sectors, and is committed as a whole or not at all, so nothing can be tested,
/// confirmed or turned back.
AgentStatus agent_images(AgentRequest& request) noexcept {
    using std::string_view_literals::operator""sv;
    CborWriter& reply = request.reply;
    reply.raw("\x66images\x9F\xBF\x64slot\0\x67version"sv);  // "images": [{"slot": 0, "version":
    reply.text(app::version);
    write_build(reply, "hash");
    reply.raw(
        "\x68"
        "bootable\xF5\x69"
        "confirmed\xF5\x66"
        "active\xF5\xFF\xFF"sv);  // : true
    return AgentStatus::ok;
}

}  // namespace perth::detail
