// The agent's commands, and what is the same for all of them.
//
// A new command is a function in an object of its own, its declaration here, and a row. Where the
// declaration is weak, the function is linked only if something else of its object is; the host
// hears "not supported" else. A strong one comes with every agent.
#include <algorithm>

#include "perth/diag/agent.hpp"
#include "perth/diag/packet_reader.hpp"
#include "perth/hal/trace.hpp"

namespace perth::detail {

// agent_os.cpp
AgentStatus agent_echo(AgentRequest& request) noexcept;
AgentStatus agent_task_statistics(AgentRequest& request) noexcept;
AgentStatus agent_reset(AgentRequest& request) noexcept;
AgentStatus agent_parameters(AgentRequest& request) noexcept;
AgentStatus agent_info(AgentRequest& request) noexcept;
AgentStatus agent_bootloader(AgentRequest& request) noexcept;
// agent_update.cpp
AgentStatus agent_describe(AgentRequest& request) noexcept;
AgentStatus agent_hashes(AgentRequest& request) noexcept;
AgentStatus agent_stage(AgentRequest& request) noexcept;
AgentStatus agent_apply(AgentRequest& request) noexcept;
AgentStatus agent_erase(AgentRequest& request) noexcept;
AgentStatus agent_copy(AgentRequest& request) noexcept;
AgentStatus agent_enter(AgentRequest& request) noexcept;
// agent_tasks.cpp
AgentStatus agent_tasks(AgentRequest& request) noexcept;
AgentStatus agent_change_task(AgentRequest& request) noexcept;
AgentStatus agent_running(AgentRequest& request) noexcept;
// agent_key.cpp, in a program that has a key
[[gnu::weak]] AgentStatus agent_challenge(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_unlock(AgentRequest& request) noexcept;
// trace.cpp, in a program that is traced
[[gnu::weak]] AgentStatus agent_trace(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_trace_control(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_trace_tasks(AgentRequest& request) noexcept;

namespace {

constexpr AgentRow rows[] = {
    {agent_group_os, 0, false, true, agent_echo},
    {agent_group_os, 0, true, true, agent_echo},
    {agent_group_os, 2, false, false, agent_task_statistics},
    {agent_group_os, 5, true, false, agent_reset},
    {agent_group_os, 6, false, true, agent_parameters},
    {agent_group_os, 7, false, false, agent_info},
    {agent_group_perth, 1, true, false, agent_bootloader},
    {agent_group_perth, 2, false, false, agent_describe},
    {agent_group_perth, 3, false, false, agent_hashes},
    {agent_group_perth, 4, true, false, agent_stage},
    {agent_group_perth, 5, true, false, agent_apply},
    {agent_group_perth, 6, true, false, agent_erase},
    {agent_group_perth, 7, true, false, agent_copy},
    {agent_group_perth, 8, true, false, agent_enter},
    {agent_group_perth, 9, false, true, agent_challenge},
    {agent_group_perth, 10, true, true, agent_unlock},
    {agent_group_perth, 16, false, false, agent_tasks},
    {agent_group_perth, 17, true, false, agent_change_task},
    {agent_group_perth, 18, false, false, agent_running},
};

// In a program that is traced; others are spared the rows.
constexpr AgentRow trace_rows[] = {
    {agent_group_perth, 32, false, false, agent_trace},
    {agent_group_perth, 33, true, false, agent_trace_control},
    {agent_group_perth, 34, false, false, agent_trace_tasks},
};

constexpr std::size_t header_size = PacketReader::header_size;
constexpr std::uint8_t op_mask = 7;
constexpr std::uint8_t op_read = 0;
constexpr std::uint8_t op_write = 2;

const AgentRow* find_row(std::span<const AgentRow> all,
                         std::span<const std::uint8_t> packet) noexcept {
    const auto group = static_cast<std::uint16_t>(packet[4] << 8 | packet[5]);
    const bool writes = (packet[0] & op_mask) == op_write;
    for (const AgentRow& row : all) {
        if (row.group == group && row.command == packet[7] && row.writes == writes) return &row;
    }
    return nullptr;
}

const AgentRow* find_row(std::span<const std::uint8_t> packet) noexcept {
    const AgentRow* row = find_row(rows, packet);
    if constexpr (is_traced) {
        if (row == nullptr) row = find_row(trace_rows, packet);
    }
    return row;
}

AgentStatus run(const AgentRow* row, AgentRequest& request) noexcept {
    if (row == nullptr || row->handler == nullptr) return AgentStatus::not_supported;
    if (!row->open && !agent_is_unlocked()) return AgentStatus::access_denied;
    if (!request.map.valid()) return AgentStatus::invalid_value;
    return row->handler(request);
}

}  // namespace

bool agent_is_unlocked() noexcept {
    return agent_key_was_shown == nullptr || agent_key_was_shown();
}

std::size_t answer(std::span<const std::uint8_t> packet, std::span<std::uint8_t> reply,
                   void (*&then)() noexcept) noexcept {
    const std::uint8_t op = packet[0] & op_mask;
    if (op != op_read && op != op_write) return 0;  // a reply, or nothing that is known
    CborWriter writer(reply.subspan(header_size, reply.size() - header_size - 1));
    writer.begin_map();
    AgentRequest request{CborMap(packet.subspan(header_size)), writer};
    AgentStatus status = run(find_row(packet), request);
    if (status == AgentStatus::ok && writer.full()) status = AgentStatus::too_big;
    if (status != AgentStatus::ok) {
        writer.rewind(1);
        writer.number("rc", static_cast<std::uint8_t>(status));
    } else {
        then = request.then;
    }
    reply[header_size + writer.size()] = 0xFF;  // there is one byte more than the writer knows
    const std::size_t payload = writer.size() + 1;
    std::copy_n(packet.begin(), header_size, reply.begin());
    reply[0] = static_cast<std::uint8_t>(packet[0] | 1);
    reply[1] = 0;
    reply[2] = static_cast<std::uint8_t>(payload >> 8);
    reply[3] = static_cast<std::uint8_t>(payload);
    return header_size + payload;
}

}  // namespace perth::detail
