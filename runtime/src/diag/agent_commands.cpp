// The agent's commands, and what is the same for all of them.
//
// A new command is a function in an object of its own, its declaration here, and a row. Where the
// declaration is weak, the function is linked only if something else of its object is; the host
// hears "not supported" else. A strong one comes with every agent.
#include "perth/diag/agent.hpp"
#include "perth/diag/packet_reader.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/trace.hpp"

namespace perth::detail {

// agent_os.cpp
AgentStatus agent_echo(AgentRequest& request) noexcept;
AgentStatus agent_task_statistics(AgentRequest& request) noexcept;
AgentStatus agent_reset(AgentRequest& request) noexcept;
AgentStatus agent_bootloader(AgentRequest& request) noexcept;
AgentStatus agent_parameters(AgentRequest& request) noexcept;
// agent_describe.cpp
AgentStatus agent_info(AgentRequest& request) noexcept;
AgentStatus agent_describe(AgentRequest& request) noexcept;
AgentStatus agent_images(AgentRequest& request) noexcept;
// agent_update.cpp
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
// agent_files.cpp, in a program that has assets
[[gnu::weak]] AgentStatus agent_download(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_upload(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_file_status(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_file_hash(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_file_hashes(AgentRequest& request) noexcept;
// trace.cpp, in a program that is traced
[[gnu::weak]] AgentStatus agent_trace(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_trace_control(AgentRequest& request) noexcept;
[[gnu::weak]] AgentStatus agent_trace_tasks(AgentRequest& request) noexcept;

namespace {

/// Not linked on a board that has nothing to put an update into place.
constexpr AgentHandler of_update(AgentHandler handler) noexcept {
    return hal::can_update ? handler : nullptr;
}

constexpr AgentRow rows[] = {
    {agent_group_os, 0, false, true, agent_echo},
    {agent_group_os, 0, true, true, agent_echo},
    {agent_group_os, 2, false, false, agent_task_statistics},
    {agent_group_os, 5, true, false, agent_reset},
    {agent_group_os, 6, false, true, agent_parameters},
    {agent_group_os, 7, false, false, agent_info},
    {agent_group_image, 0, false, false, agent_images},
    {agent_group_files, 0, false, false, agent_download},
    {agent_group_files, 0, true, false, agent_upload},
    {agent_group_files, 1, false, false, agent_file_status},
    {agent_group_files, 2, false, false, agent_file_hash},
    {agent_group_files, 3, false, false, agent_file_hashes},
    {agent_group_perth, 1, true, false, agent_bootloader},
    {agent_group_perth, 2, false, false, agent_describe},
    {agent_group_perth, 3, false, false, of_update(agent_hashes), "anc"},
    {agent_group_perth, 4, true, false, of_update(agent_stage), "a"},
    {agent_group_perth, 5, true, false, of_update(agent_apply), "bexn"},
    {agent_group_perth, 6, true, false, of_update(agent_erase), "a"},
    {agent_group_perth, 7, true, false, of_update(agent_copy), "an"},
    {agent_group_perth, 8, true, false, of_update(agent_enter), "ia"},
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
constexpr std::uint8_t op_write = 2;

const AgentRow* find_row(std::span<const AgentRow> all, std::uint32_t question) noexcept {
    for (const AgentRow& row : all) {
        if (row.is_for(question)) return &row;
    }
    return nullptr;
}

const AgentRow* find_row(const std::uint8_t* packet) noexcept {
    const std::uint32_t question = question_of(packet);
    const AgentRow* row = find_row(rows, question);
    if constexpr (is_traced) {
        if (row == nullptr) row = find_row(trace_rows, question);
    }
    return row;
}

AgentStatus run(const AgentRow* row, AgentRequest& request) noexcept {
    if (row == nullptr || row->handler() == nullptr) return AgentStatus::not_supported;
    if (!row->is_open() && !agent_is_unlocked()) return AgentStatus::access_denied;
    if (!request.map.valid()) return AgentStatus::invalid_value;
    std::uint32_t* number = request.numbers;
    for (const char* key = row->keys(); *key != 0; ++key, ++number) {
        if (request.map.find({key, 1}, CborMajor::natural, *number) == nullptr) {
            return AgentStatus::invalid_value;
        }
    }
    return row->handler()(request);
}

}  // namespace

std::uint32_t question_of(const std::uint8_t* packet) noexcept {
    return AgentRow::question(std::uint32_t{packet[4]} << 8 | packet[5], packet[7],
                              (packet[0] & op_write) != 0);
}

bool agent_is_unlocked() noexcept {
    return agent_key_was_shown == nullptr || agent_key_was_shown();
}

std::size_t answer(std::span<std::uint8_t> packet, std::size_t room,
                   void (*&then)() noexcept) noexcept {
    std::uint8_t* const reply = packet.data();
    if ((reply[0] & op_mask & ~op_write) != 0) return 0;  // a reply, or nothing that is known
    // The map's first byte comes last, for the request's begins there, too; and so does the last
    // one, for which there is a byte more than the writer knows.
    constexpr std::size_t begin = header_size + 1;
    AgentRequest request(CborMap({reply + header_size, packet.size() - header_size}),
                         CborWriter({reply, room - 1}, begin));
    CborWriter& writer = request.reply;
    AgentStatus status = run(find_row(reply), request);
    if (status == AgentStatus::ok && writer.full()) status = AgentStatus::too_big;
    then = request.then;
    if (status != AgentStatus::ok) {
        then = nullptr;
        writer.rewind(begin);
        writer.number("rc", static_cast<std::uint8_t>(status));
    }
    const std::size_t size = writer.size() + 1;
    reply[0] = static_cast<std::uint8_t>(reply[0] | 1);
    reply[1] = 0;
    reply[2] = static_cast<std::uint8_t>((size - header_size) >> 8);
    reply[3] = static_cast<std::uint8_t>(size - header_size);
    reply[header_size] = CborWriter::map_byte;
    reply[size - 1] = CborWriter::end_byte;
    return size;
}

}  // namespace perth::detail
