// The chip has no number of its own; its flash chip has. Source: Winbond W25Q16JV datasheet, "Read
// Unique ID Number (4Bh)": four bytes of nothing, then eight of the number.
#include <perth_port.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

#include "flash_chip.hpp"
#include "registers.hpp"

namespace perth::hal {
namespace {

using rp2040::FlashFunctions;
using rp2040::Register;

// "RP2040 Datasheet", "SSI", list of registers. The ROM's flash_exit_xip() has set it up for bytes
// both ways; its queues hold 16.
struct Ssi {
    Register unused[10];
    Register status;
    Register unused2[13];
    Register data;

    static constexpr std::uint32_t received = 1U << 3;
};
static_assert(offsetof(Ssi, data) == 0x60);
Ssi& ssi() noexcept { return *reinterpret_cast<Ssi*>(0x1800'0000); }

// "GPIO", IO_QSPI: the chip's select line, driven by hand.
Register& select_control() noexcept { return *reinterpret_cast<Register*>(0x4001'800C); }
constexpr std::uint32_t drive_low = 2U << 8, drive_mask = 3U << 8;

constexpr unsigned before_id = 5;  // the command and four bytes
constexpr unsigned id_size = 8;
constexpr unsigned answer_size = before_id + id_size;

// Calls nothing but the ROM: what is not inlined would lie in flash.
PERTH_IN_RAM("ask_flash")
void ask_flash(const FlashFunctions& chip, Ssi& line, Register& select,
               std::uint8_t* answer) noexcept {
    constexpr std::uint32_t read_unique_id = 0x4B;
    constexpr unsigned looks = 1000;  // a byte takes less than 2 us
    chip.connect();
    chip.exit_xip();
    select = (select & ~drive_mask) | drive_low;
    (void)select;
    line.data = read_unique_id;
    for (unsigned i = 1; i < answer_size; ++i) line.data = 0;
    for (unsigned i = 0; i < answer_size; ++i) {
        for (unsigned look = 0; look < looks && (line.status & Ssi::received) == 0; ++look) {
        }
        answer[i] = static_cast<std::uint8_t>(line.data);
    }
    select = select & ~drive_mask;
    (void)select;
    chip.flush_cache();
    chip.enter_xip();
    chip.boot_stage_2();
}

}  // namespace

std::size_t unique_id(std::span<std::uint8_t> id) noexcept {
    FlashFunctions chip;
    if (!rp2040::find_flash_functions(chip)) return 0;
    std::uint8_t answer[answer_size];
    {
        const Critical guard;
        ask_flash(chip, ssi(), select_control(), answer);
    }
    const auto* const first = answer + before_id;
    const bool nobody = std::all_of(first, first + id_size, [first](std::uint8_t byte) {
        return byte == *first && (byte == 0 || byte == 0xFF);
    });
    if (nobody) return 0;
    const std::size_t count = std::min<std::size_t>(id.size(), id_size);
    std::copy_n(first, count, id.begin());
    return count;
}

}  // namespace perth::hal
