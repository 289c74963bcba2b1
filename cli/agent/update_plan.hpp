// What an update has to do on the board: a function of what is there and what is wanted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cli/agent/firmware_facts.hpp"
#include "cli/support/bytes.hpp"

namespace perth::cli {

/// Bytes that are compared, and sent, at a time.
inline constexpr std::uint32_t update_block = 256;

/// Returns the CRC of each block; `bytes` are whole blocks.
[[nodiscard]] std::vector<std::uint32_t> block_hashes(BytesView bytes);

/// The hash of a block that is erased.
[[nodiscard]] std::uint32_t blank_hash();

/// What is to be in the flash: whole sectors from `address` on.
struct WantedFlash {
    std::uint32_t address = 0;
    Bytes bytes = {};
    std::vector<std::uint32_t> hashes = {};  ///< block_hashes() of the bytes
};

/// Bytes in a row.
struct FlashRange {
    std::uint32_t address = 0;
    std::uint32_t size = 0;

    bool operator==(const FlashRange&) const = default;
};

/// The commands of an update, in their order.
struct UpdateWork {
    std::vector<std::uint32_t> erase = {};  ///< sectors of the area
    std::vector<FlashRange> copy = {};      ///< what stays as it is, next to what changes
    std::vector<FlashRange> send = {};      ///< a block each
    std::vector<std::uint32_t> enter = {};  ///< sectors that are replaced

    [[nodiscard]] std::size_t sent() const noexcept;
};

/// Returns the sectors in which a block differs. `live` are the hashes of the blocks in their
/// places.
[[nodiscard]] std::vector<AgentSector> changed_sectors(const FirmwareFacts& facts,
                                                       const WantedFlash& wanted,
                                                       const std::vector<std::uint32_t>& live);

/// Plans the update. `staged` are the hashes of the places of the copies, in the order of the
/// wanted blocks; only those of changed sectors are looked at. `journal_is_blank`: it can be
/// written.
[[nodiscard]] UpdateWork plan_update(const FirmwareFacts& facts, const WantedFlash& wanted,
                                     const std::vector<std::uint32_t>& live,
                                     const std::vector<std::uint32_t>& staged,
                                     bool journal_is_blank);

}  // namespace perth::cli
