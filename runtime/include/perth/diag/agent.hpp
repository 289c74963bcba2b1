// The agent: what a firmware answers on its console to the tool, beside the program's text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/diag/cbor.hpp"

namespace perth::detail {

/// What a reply says in "rc". Source: Zephyr, "SMP Protocol Specification", section "Management
/// Error Codes".
enum class AgentStatus : std::uint8_t {
    ok = 0,
    unknown = 1,
    no_memory = 2,
    invalid_value = 3,
    timeout = 4,
    no_entry = 5,
    bad_state = 6,
    too_big = 7,  ///< the reply
    not_supported = 8,
    corrupt = 9,
    busy = 10,
    access_denied = 11,
};

/// Groups of commands. The first that Zephyr leaves to others is 64.
inline constexpr std::uint16_t agent_group_os = 0;
inline constexpr std::uint16_t agent_group_image = 1;
inline constexpr std::uint16_t agent_group_perth = 0x5045;  // "PE"

/// Commands of agent_group_perth, in the object that has them.
enum class AgentCommand : std::uint8_t {
    bootloader = 1,  ///< write; served in the console's interrupt; agent_os.cpp
    describe = 2,    ///< agent_update.cpp, as those that follow
    hashes = 3,
    stage = 4,
    apply = 5,
    erase = 6,
    copy = 7,
    enter = 8,
    challenge = 9,  ///< agent_key.cpp
    unlock = 10,
    tasks = 16,  ///< agent_tasks.cpp, as those that follow; 16 to 31
    change_task = 17,
    running = 18,  ///< read; served in the console's interrupt
    trace = 32,    ///< 32 to 47: trace
};

/// Bytes of a packet that the agent takes or sends, header included: "buf_size".
inline constexpr std::size_t agent_packet = 320;

/// A request that is being answered.
struct AgentRequest {
    CborMap map;        ///< valid
    CborWriter& reply;  ///< inside the reply's map
    /// Called after the reply has been sent, if it is set: for what does not return.
    void (*then)() noexcept = nullptr;
};

/// Answers one request: reads it, writes into the reply, and returns what "rc" is to be; if that is
/// not ok, what was written is left out. Called in the scheduler's thread between two turns, so no
/// task runs meanwhile, or, where the command says so, in the console's interrupt; it takes bounded
/// time, and memory on the stack only.
using AgentHandler = AgentStatus (*)(AgentRequest& request) noexcept;

/// One command: a row of the table in agent_commands.cpp.
struct AgentRow {
    std::uint16_t group;
    std::uint8_t command;
    bool writes;           ///< whether it changes anything: SMP's operation 2, else 0
    bool open;             ///< answered before the host has shown that it knows the key
    AgentHandler handler;  ///< null: not linked
};

/// Answers the request in `packet`, which is at least a header. Returns the size of the reply in
/// `reply`, header included; `reply` is its room, at least 32 bytes. 0: no answer.
/// `then` becomes what is to be called after the reply was sent, or null.
std::size_t answer(std::span<const std::uint8_t> packet, std::span<std::uint8_t> reply,
                   void (*&then)() noexcept) noexcept;

/// Whether the host may ask for more than what is open. Without a key, always.
[[nodiscard]] bool agent_is_unlocked() noexcept;
/// Defined by agent_key.cpp, which is linked if the program has a key; weak, and null, else.
[[gnu::weak]] bool agent_key_was_shown() noexcept;

}  // namespace perth::detail
