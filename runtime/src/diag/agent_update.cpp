// The agent's commands for a new program: what is in the flash, and what is put beside it. Where
// everything is, and why the power may be cut at any time, says hal/journal.hpp.
//
//     describe ─► hashes ─► erase, stage, copy … ─► enter … ─► apply ─► reset: the mover copies
//
// The host decides; each command changes only the area of the journal and the copies, and checks
// every number. A program that holds the flash at that moment (hal::Flash) makes it busy.
#include <array>

#include "perth/diag/agent.hpp"
#include "perth/hal/hal.hpp"
#include "perth/hal/update_flash.hpp"

namespace perth::detail {
namespace {

using hal::FlashSector;
using hal::UpdateCommit;
using hal::UpdateFlash;
using hal::UpdateLayout;

constexpr std::uint32_t agent_version = 1;
constexpr std::uint32_t most_hashed = 16 * 1024;  // bytes a request, which bounds its time
constexpr std::uint32_t most_copied = 4096;
constexpr std::uint32_t longest_unit = UpdateLayout::record_room;

/// Has the flash for the time of a command.
class Claimed {
public:
    explicit Claimed(const UpdateFlash& flash) noexcept : flash_(flash), mine_(flash.claim()) {}
    ~Claimed() {
        if (mine_) flash_.unclaim();
    }
    Claimed(const Claimed&) = delete;
    Claimed& operator=(const Claimed&) = delete;
    explicit operator bool() const noexcept { return mine_; }

private:
    const UpdateFlash& flash_;
    bool mine_;
};

/// The flash as WaitingUpdate reads it.
struct Readable {
    const UpdateFlash& flash;

    [[nodiscard]] UpdateLayout layout() const noexcept { return flash.layout; }
    [[nodiscard]] FlashSector sector_at(std::uint32_t address) const noexcept {
        return flash.sector_at(address);
    }
    [[nodiscard]] std::uint32_t word(std::uint32_t address) const noexcept {
        std::array<std::uint8_t, 4> bytes;
        flash.read(address, bytes);
        return static_cast<std::uint32_t>(bytes[3]) << 24 |
               static_cast<std::uint32_t>(bytes[2]) << 16 |
               static_cast<std::uint32_t>(bytes[1]) << 8 | bytes[0];
    }
};

AgentStatus status_of(Errc error) noexcept {
    if (error == Errc::none) return AgentStatus::ok;
    return error == Errc::timeout ? AgentStatus::timeout : AgentStatus::unknown;
}

/// Returns whether a program of this size leaves the area to updates.
bool has_area(const UpdateFlash& flash) noexcept {
    return flash.program_end() <= flash.layout.area;
}

bool is_aligned(const UpdateFlash& flash, std::uint32_t address, std::uint32_t size) noexcept {
    return (address - flash.layout.start) % flash.write_unit == 0 && size % flash.write_unit == 0;
}

bool is_in_flash(const UpdateLayout& it, std::uint32_t address, std::uint32_t size) noexcept {
    return address - it.start <= it.end - it.start && size <= it.end - address;
}

/// Writes `words` into erased flash, the rest of their unit left erased.
AgentStatus write_words(const UpdateFlash& flash, std::uint32_t address,
                        std::span<const std::uint32_t> words) noexcept {
    std::array<std::uint8_t, longest_unit> unit;
    unit.fill(0xFF);
    const std::uint32_t begin = address - (address - flash.layout.start) % flash.write_unit;
    std::size_t at = address - begin;
    for (const std::uint32_t word : words) {
        for (unsigned shift = 0; shift < 32; shift += 8) {
            unit[at++] = static_cast<std::uint8_t>(word >> shift);
        }
    }
    const std::size_t units = (at + flash.write_unit - 1) / flash.write_unit;
    return status_of(flash.write(begin, std::span(unit).first(units * flash.write_unit)));
}

/// Sizes of sectors, in order, as [count, size, count, size …].
void write_sectors(CborWriter& reply, const UpdateFlash& flash) noexcept {
    reply.text("sectors");
    reply.begin_array();
    std::uint32_t count = 0;
    std::uint32_t size = 0;
    for (std::uint32_t at = flash.layout.start; at < flash.layout.end;) {
        const FlashSector sector = flash.sector_at(at);
        if (count != 0 && sector.size != size) {
            reply.number(count);
            reply.number(size);
            count = 0;
        }
        ++count;
        size = sector.size;
        at += size;
    }
    reply.number(count);
    reply.number(size);
    reply.end();
}

}  // namespace

AgentStatus agent_describe(AgentRequest& request) noexcept {
    CborWriter& reply = request.reply;
    reply.number("agent", agent_version);
    std::size_t size = 0;
    const std::uint8_t* const id = hal::build_id(size);
    reply.bytes("build", {id, size});
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::ok;
    reply.text("board", flash.board);
    reply.number("start", flash.layout.start);
    reply.number("fixed", flash.layout.fixed);
    reply.number("area", flash.layout.area);
    reply.number("end", flash.layout.end);
    reply.number("program", flash.program_end());
    reply.number("unit", flash.write_unit);
    write_sectors(reply, flash);
    return AgentStatus::ok;
}

/// {"a": address, "n": bytes a block, "c": count}: {"h": the CRC-32 of each block, low byte first}.
AgentStatus agent_hashes(AgentRequest& request) noexcept {
    const auto address = request.map.number("a");
    const auto size = request.map.number("n");
    const auto count = request.map.number("c");
    if (!address || !size || !count || *size == 0 || *size % 4 != 0 || *size > most_hashed ||
        *count > most_hashed / *size) {
        return AgentStatus::invalid_value;
    }
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    if (!is_in_flash(flash.layout, *address, *size * *count)) return AgentStatus::invalid_value;
    request.reply.text("h");
    const auto hashes = request.reply.bytes(4 * *count);
    const Readable readable{flash};
    std::uint32_t at = *address;
    for (std::size_t i = 0; i < hashes.size(); i += 4) {
        std::uint32_t crc = ~0U;
        for (std::uint32_t k = 0; k < *size; k += 4, at += 4) {
            crc = hal::crc32_of(crc, readable.word(at));
        }
        for (unsigned k = 0; k < 4; ++k) {
            hashes[i + k] = static_cast<std::uint8_t>(~crc >> 8 * k);
        }
    }
    return AgentStatus::ok;
}

/// {"a": address in the area}: erases the sector that begins there.
AgentStatus agent_erase(AgentRequest& request) noexcept {
    const auto address = request.map.number("a");
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    const UpdateLayout& it = flash.layout;
    if (!address || *address < it.area || !is_in_flash(it, *address, 1) ||
        flash.sector_at(*address).address != *address) {
        return AgentStatus::invalid_value;
    }
    if (!has_area(flash)) return AgentStatus::bad_state;
    const Claimed claimed(flash);
    return claimed ? status_of(flash.erase(*address)) : AgentStatus::busy;
}

/// {"a": address, "d": bytes}: writes them to the copy of what is at that address.
AgentStatus agent_stage(AgentRequest& request) noexcept {
    const auto address = request.map.number("a");
    const auto bytes = request.map.bytes("d");
    if (!address || !bytes) return AgentStatus::invalid_value;
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    const auto size = static_cast<std::uint32_t>(bytes->size());
    if (size == 0 || !flash.layout.replaceable(*address, size) ||
        !is_aligned(flash, *address, size)) {
        return AgentStatus::invalid_value;
    }
    if (!has_area(flash)) return AgentStatus::bad_state;
    const Claimed claimed(flash);
    if (!claimed) return AgentStatus::busy;
    return status_of(flash.write(flash.layout.copy_of(*address), *bytes));
}

/// {"a": address, "n": bytes}: copies what is there to its copy.
AgentStatus agent_copy(AgentRequest& request) noexcept {
    const auto address = request.map.number("a");
    const auto size = request.map.number("n");
    if (!address || !size) return AgentStatus::invalid_value;
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    if (*size == 0 || *size > most_copied || !flash.layout.replaceable(*address, *size) ||
        !is_aligned(flash, *address, *size)) {
        return AgentStatus::invalid_value;
    }
    if (!has_area(flash)) return AgentStatus::bad_state;
    const Claimed claimed(flash);
    if (!claimed) return AgentStatus::busy;
    std::array<std::uint8_t, longest_unit> piece;
    for (std::uint32_t done = 0; done < *size;) {
        const std::uint32_t left = *size - done;
        const auto part = std::span(piece).first(left < longest_unit ? left : longest_unit);
        flash.read(*address + done, part);
        const Errc error = flash.write(flash.layout.copy_of(*address + done), part);
        if (error != Errc::none) return status_of(error);
        done += static_cast<std::uint32_t>(part.size());
    }
    return AgentStatus::ok;
}

/// {"i": index, "a": address}: writes into the journal that the sector at this address is replaced.
AgentStatus agent_enter(AgentRequest& request) noexcept {
    const auto index = request.map.number("i");
    const auto address = request.map.number("a");
    if (!index || !address || *index >= UpdateLayout::entries) return AgentStatus::invalid_value;
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    if (!flash.layout.replaceable(*address, 1)) return AgentStatus::invalid_value;
    const FlashSector sector = flash.sector_at(*address);
    if (sector.address != *address || !flash.layout.replaceable(*address, sector.size)) {
        return AgentStatus::invalid_value;
    }
    if (!has_area(flash)) return AgentStatus::bad_state;
    const Claimed claimed(flash);
    if (!claimed) return AgentStatus::busy;
    return write_words(flash, flash.layout.entry(*index), std::array{*address});
}

/// {"b": begin, "e": end, "x": CRC-32, "n": sectors}: commits the update if these bytes of the
/// flash will have that CRC when the sectors of the journal are replaced, and resets.
AgentStatus agent_apply(AgentRequest& request) noexcept {
    const auto begin = request.map.number("b");
    const auto end = request.map.number("e");
    const auto crc = request.map.number("x");
    const auto count = request.map.number("n");
    if (!begin || !end || !crc || !count) {
        return AgentStatus::invalid_value;
    }
    const UpdateFlash flash = hal::update_flash();
    if (flash.board == nullptr) return AgentStatus::not_supported;
    const UpdateLayout& it = flash.layout;
    if (*begin < it.start || *begin > *end || *end > it.area || (*begin | *end) % 4 != 0) {
        return AgentStatus::invalid_value;
    }
    if (!has_area(flash)) return AgentStatus::bad_state;
    const Claimed claimed(flash);
    if (!claimed) return AgentStatus::busy;
    Readable readable{flash};
    const hal::WaitingUpdate<Readable> update(readable);
    if (!update.are_sectors(*count) || update.crc(*begin, *end, *count) != *crc) {
        return AgentStatus::corrupt;
    }
    const std::array record{UpdateCommit::valid, *begin, *end, *crc, *count};
    const AgentStatus status = write_words(flash, it.commit(), record);
    if (status != AgentStatus::ok) return status;
    request.then = []() noexcept { hal::reset(); };
    return AgentStatus::ok;
}

}  // namespace perth::detail
