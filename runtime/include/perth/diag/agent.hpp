// The agent: what a firmware answers on its console to the tool, beside the program's text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

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
/// Only "state of images" is answered, and only read: see agent_images(). Uploading, erasing,
/// testing and confirming are not supported, for a program is not replaced by slots;
/// agent_group_perth does.
inline constexpr std::uint16_t agent_group_image = 1;
/// A program's assets, to be read; uploading is refused (access_denied). Absent without assets.
inline constexpr std::uint16_t agent_group_files = 8;
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
    // What is not to be zeroed first: see `numbers`.
    AgentRequest(CborMap map, CborWriter reply) noexcept : map(map), reply(reply) {}

    /// Valid. Its bytes are where the reply's come, so all that is asked of it is asked before
    /// anything is written; only one text or byte string, written first of all, may be its own.
    CborMap map;
    CborWriter reply;  ///< inside the reply's map
    /// Called after the reply has been sent, if it is set: for what does not return.
    void (*then)() noexcept = nullptr;
    /// The values of the row's keys, as many as it has.
    std::uint32_t numbers[4];
};

/// Answers one request: reads it, writes into the reply, and returns what "rc" is to be; if that is
/// not ok, what was written is left out. Called in the scheduler's thread between two turns, so no
/// task runs meanwhile, or, where the command says so, in the console's interrupt; it takes bounded
/// time, and memory on the stack only.
using AgentHandler = AgentStatus (*)(AgentRequest& request) noexcept;

/// Lists of keys that commands need, each one letter, one list behind the other.
inline constexpr std::string_view agent_keys{"\0bexn\0anc\0an\0ia", 16};

/// One command: a row of the table in agent_commands.cpp.
class AgentRow {
public:
    /// `writes`: it changes something, which is SMP's operation 2, else 0. `open`: it is answered
    /// before the host has shown that it knows the key. `handler`: null if it is not linked.
    /// `keys`: of numbers that the map has to have, in AgentRequest::numbers then; one of
    /// agent_keys, or the end of one.
    consteval AgentRow(std::uint16_t group, std::uint8_t command, bool writes, bool open,
                       AgentHandler handler, std::string_view keys = {})
        : bits_(question(group, command, writes) | (open ? open_bit : 0) | place_of(keys)),
          handler_(handler) {}

    /// What tells one request from another.
    [[nodiscard]] static constexpr std::uint32_t question(std::uint32_t group,
                                                          std::uint32_t command,
                                                          bool writes) noexcept {
        return group << 16 | command << 8 | (writes ? 1U << question_shift : 0);
    }
    [[nodiscard]] constexpr bool is_for(std::uint32_t question) const noexcept {
        return (bits_ ^ question) >> question_shift == 0;
    }
    [[nodiscard]] constexpr bool is_open() const noexcept { return (bits_ & open_bit) != 0; }
    /// Each key, up to a zero.
    [[nodiscard]] const char* keys() const noexcept;
    [[nodiscard]] AgentHandler handler() const noexcept { return handler_; }

private:
    static constexpr unsigned question_shift = 7;
    static constexpr std::uint32_t open_bit = 1U << 6;
    static constexpr std::uint32_t keys_mask = open_bit - 1;

    static consteval std::uint32_t place_of(std::string_view keys) {
        for (std::uint32_t at = 0;; ++at) {
            const std::string_view rest = agent_keys.substr(at);
            if (rest.starts_with(keys) && rest.at(keys.size()) == 0) return at;
        }
    }

    std::uint32_t bits_;
    AgentHandler handler_;
};
inline const char* AgentRow::keys() const noexcept { return &agent_keys[bits_ & keys_mask]; }

/// Returns AgentRow::question() of a packet.
[[nodiscard]] std::uint32_t question_of(const std::uint8_t* packet) noexcept;

/// Answers the request in `packet`, which is at least a header, with a reply in its place, for
/// which there are `room` bytes, 16 or more. Returns the size of the reply; 0: no answer. `then`
/// becomes what is to be called after the reply was sent, or null.
std::size_t answer(std::span<std::uint8_t> packet, std::size_t room,
                   void (*&then)() noexcept) noexcept;

/// Whether the host may ask for more than what is open. Without a key, always.
[[nodiscard]] bool agent_is_unlocked() noexcept;
/// Defined by agent_key.cpp, which is linked if the program has a key; weak, and null, else.
[[gnu::weak]] bool agent_key_was_shown() noexcept;

}  // namespace perth::detail
