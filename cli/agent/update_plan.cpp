#include "cli/agent/update_plan.hpp"

#include <algorithm>
#include <set>

#include "cli/support/crc32.hpp"

namespace perth::cli {
namespace {

constexpr std::uint32_t longest_copy = 4096;

/// A block of a sector that changes.
struct Block {
    std::size_t index;      // of the wanted ones
    std::uint32_t address;  // where it goes
    std::uint32_t home;     // the sector of the area that has its copy
};

std::vector<Block> blocks_of(const FirmwareFacts& facts, const WantedFlash& wanted,
                             const std::vector<AgentSector>& changed) {
    std::vector<Block> blocks;
    for (const AgentSector& sector : changed) {
        for (std::uint32_t at = 0; at < sector.size; at += update_block) {
            const std::uint32_t address = sector.address + at;
            blocks.push_back({.index = (address - wanted.address) / update_block,
                              .address = address,
                              .home = facts.sector_at(facts.copy_of(address)).address});
        }
    }
    return blocks;
}

/// Adds the block to the last range, if it goes on there.
void append_copy(std::vector<FlashRange>& copies, std::uint32_t address) {
    if (!copies.empty() && copies.back().address + copies.back().size == address &&
        copies.back().size < longest_copy) {
        copies.back().size += update_block;
    } else {
        copies.push_back({address, update_block});
    }
}

}  // namespace

std::uint32_t blank_hash() {
    static const std::uint32_t hash = crc32_of(Bytes(update_block, 0xFF));
    return hash;
}

std::vector<std::uint32_t> block_hashes(BytesView bytes) {
    std::vector<std::uint32_t> hashes;
    for (std::size_t at = 0; at < bytes.size(); at += update_block) {
        hashes.push_back(crc32_of(bytes.subspan(at, update_block)));
    }
    return hashes;
}

std::size_t UpdateWork::sent() const noexcept { return send.size() * update_block; }

std::vector<AgentSector> changed_sectors(const FirmwareFacts& facts, const WantedFlash& wanted,
                                         const std::vector<std::uint32_t>& live) {
    const std::vector<std::uint32_t>& hashes = wanted.hashes;
    std::vector<AgentSector> changed;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (hashes[i] == live[i]) continue;
        const AgentSector& sector =
            facts.sector_at(wanted.address + static_cast<std::uint32_t>(i) * update_block);
        if (changed.empty() || changed.back() != sector) changed.push_back(sector);
    }
    return changed;
}

UpdateWork plan_update(const FirmwareFacts& facts, const WantedFlash& wanted,
                       const std::vector<std::uint32_t>& live,
                       const std::vector<std::uint32_t>& staged, bool journal_is_blank) {
    const std::vector<std::uint32_t>& hashes = wanted.hashes;
    const std::vector<AgentSector> changed = changed_sectors(facts, wanted, live);
    const std::vector<Block> blocks = blocks_of(facts, wanted, changed);

    // What is neither right nor blank has to be erased, and with it all that shares its sector.
    std::set<std::uint32_t> erased;
    if (!journal_is_blank) {
        for (std::uint32_t at = facts.area; at < facts.area + FirmwareFacts::journal_size;) {
            const AgentSector& sector = facts.sector_at(at);
            erased.insert(sector.address);
            at = sector.address + sector.size;
        }
    }
    for (const Block& block : blocks) {
        const std::uint32_t there = staged[block.index];
        if (there != hashes[block.index] && there != blank_hash()) erased.insert(block.home);
    }

    UpdateWork work;
    work.erase.assign(erased.begin(), erased.end());
    for (const AgentSector& sector : changed) work.enter.push_back(sector.address);
    for (const Block& block : blocks) {
        const std::uint32_t there =
            erased.contains(block.home) ? blank_hash() : staged[block.index];
        if (there == hashes[block.index]) continue;
        if (live[block.index] == hashes[block.index]) {
            append_copy(work.copy, block.address);
        } else {
            work.send.push_back({block.address, update_block});
        }
    }
    return work;
}

}  // namespace perth::cli
