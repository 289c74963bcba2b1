// What the agent tells of a board's flash, and of the program in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/agent/client.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// A sector of the flash.
struct AgentSector {
    std::uint32_t address = 0;
    std::uint32_t size = 0;

    bool operator==(const AgentSector&) const = default;
};

/// How the flash is divided; see runtime/include/perth/hal/journal.hpp.
struct FirmwareFacts {
    static constexpr std::uint32_t journal_size = 4096;

    Bytes build = {};        ///< the build id of the program that runs
    std::string board = {};  ///< empty: a firmware of this board takes no updates
    std::uint32_t start = 0;
    std::uint32_t fixed = 0;  ///< what is before is never written
    std::uint32_t area = 0;   ///< journal and copies begin here
    std::uint32_t end = 0;
    std::uint32_t program = 0;              ///< the end of the running program
    std::uint32_t unit = 0;                 ///< bytes are written in multiples of it
    std::vector<AgentSector> sectors = {};  ///< from start to end

    [[nodiscard]] bool takes_updates() const noexcept { return !board.empty(); }
    /// Returns where the copy of what goes to `address` waits.
    [[nodiscard]] std::uint32_t copy_of(std::uint32_t address) const noexcept {
        return area + journal_size + (address - fixed);
    }
    /// Returns the end of what may be replaced.
    [[nodiscard]] std::uint32_t replaceable_end() const noexcept;
    /// Returns the sector that `address`, one of the flash, lies in.
    [[nodiscard]] const AgentSector& sector_at(std::uint32_t address) const;
};

/// Reads the reply to "describe". Errors: it contradicts itself (Fault::protocol).
[[nodiscard]] FirmwareFacts parse_facts(const CborValue& reply);

/// The question for these facts.
[[nodiscard]] AgentCall describe_call();

/// Asks the agent.
[[nodiscard]] FirmwareFacts describe_firmware(Agent& agent);

}  // namespace perth::cli
