// The agent's commands for a new program: what is in the flash, and what is put beside it. Where
// everything is, and why the power may be cut at any time, says hal/journal.hpp.
//
//     describe ─► hashes ─► erase, stage, copy … ─► enter … ─► apply ─► reset: the mover copies
//
// The host decides; each command changes only the area of the journal and the copies, and checks
// every number. A program that holds the flash at that moment (hal::Flash) makes it busy. A board
// without a way to update has a layout of nothing, which no number is in.
#include <array>

#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/update_flash.hpp"

namespace perth::detail {
namespace {

using hal::UpdateCommit;
using hal::UpdateLayout;
namespace update = hal::update;

constexpr std::uint32_t most_hashed = 16 * 1024;  // bytes a request, which bounds its time
static_assert((most_hashed & (most_hashed - 1)) == 0);
constexpr std::uint32_t most_copied = 4096;

const UpdateLayout& layout() noexcept { return hal::update_flash().layout; }

/// Takes the flash for a command whose numbers are right, or are not.
AgentStatus claim(bool right) noexcept {
    if (!right) return AgentStatus::invalid_value;
    // Does a program of this size leave the area to updates?
    if (update::program_end() > layout().area) return AgentStatus::bad_state;
    return update::claim() ? AgentStatus::ok : AgentStatus::busy;
}

/// As claim(), for the copy of these bytes.
AgentStatus claim_copy(std::uint32_t address, std::uint32_t size) noexcept {
    const hal::UpdateFlash& flash = hal::update_flash();
    const std::uint32_t units = (address - flash.layout.start) | size;
    return claim(size != 0 && (units & (flash.write_unit - 1)) == 0 &&
                 update::is_replaceable(address, size));
}

AgentStatus unclaim(bool done) noexcept {
    update::unclaim();
    return done ? AgentStatus::ok : AgentStatus::unknown;
}

}  // namespace

/// {"a": address, "n": bytes a block, "c": count}: {"h": the CRC-32 of each block, low byte first}.
AgentStatus agent_hashes(AgentRequest& request) noexcept {
    std::uint32_t address = request.numbers[0];
    const std::uint32_t size = request.numbers[1];
    const std::uint32_t count = request.numbers[2];
    if (size == 0 || (address | size) % 4 != 0 || (size | count) >= 2 * most_hashed ||
        size * count > most_hashed || !update::contains(address, size * count)) {
        return AgentStatus::invalid_value;
    }
    request.reply.text("h");
    const auto hashes = request.reply.bytes(4 * count);
    std::uint32_t crc = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i, crc >>= 8) {
        if (i % 4 == 0) {
            crc = update::crc(address, address + size, 0);
            address += size;
        }
        hashes[i] = static_cast<std::uint8_t>(crc);
    }
    return AgentStatus::ok;
}

/// {"a": address in the area}: erases the sector that begins there.
AgentStatus agent_erase(AgentRequest& request) noexcept {
    const std::uint32_t address = request.numbers[0];
    const UpdateLayout& it = layout();
    const bool is_in_area = address >= it.area && update::contains(address, 4);
    const AgentStatus status =
        claim(is_in_area && ((address - it.start) & (update::sector_size(address) - 1)) == 0);
    return status == AgentStatus::ok ? unclaim(update::erase(address)) : status;
}

/// {"a": address, "d": bytes}: writes them to the copy of what is at that address.
AgentStatus agent_stage(AgentRequest& request) noexcept {
    const std::uint32_t address = request.numbers[0];
    std::uint32_t size = 0;
    const std::uint8_t* const bytes = request.map.find("d", CborMajor::bytes, size);
    if (bytes == nullptr) return AgentStatus::invalid_value;
    const AgentStatus status = claim_copy(address, size);
    if (status != AgentStatus::ok) return status;
    std::array<std::uint32_t, agent_packet / 4> words;
    for (std::uint32_t i = 0; i < size; ++i) {
        reinterpret_cast<std::uint8_t*>(words.data())[i] = bytes[i];
    }
    return unclaim(update::write(layout().copy_of(address), words.data(), size));
}

/// {"a": address, "n": bytes}: copies what is there to its copy.
AgentStatus agent_copy(AgentRequest& request) noexcept {
    const std::uint32_t address = request.numbers[0];
    const std::uint32_t size = request.numbers[1];
    const AgentStatus status = claim_copy(address, size <= most_copied ? size : 0);
    if (status != AgentStatus::ok) return status;
    return unclaim(update::copy(layout().copy_of(address), address, size));
}

/// {"i": index, "a": address}: writes into the journal that the sector at this address is replaced.
AgentStatus agent_enter(AgentRequest& request) noexcept {
    const std::uint32_t index = request.numbers[0];
    const std::uint32_t& address = request.numbers[1];
    const AgentStatus status = claim(index < UpdateLayout::entries && update::is_sector(address));
    if (status != AgentStatus::ok) return status;
    return unclaim(update::write(layout().entry(index), &address, sizeof address));
}

/// {"b": begin, "e": end, "x": CRC-32, "n": sectors}: commits the update if these bytes of the
/// flash will have that CRC when the sectors of the journal are replaced, and resets.
AgentStatus agent_apply(AgentRequest& request) noexcept {
    const auto& [begin, end, crc, count] = request.numbers;
    AgentStatus status = claim(update::is_promisable(begin, end));
    if (status != AgentStatus::ok) return status;
    const bool is_whole = update::is_whole(begin, end, crc, count);
    const std::uint32_t record[] = {UpdateCommit::valid, begin, end, crc, count};
    status = unclaim(is_whole && update::write(layout().commit(), record, sizeof record));
    if (!is_whole) return AgentStatus::corrupt;
    request.then = hal::reset;
    return status;
}

}  // namespace perth::detail
