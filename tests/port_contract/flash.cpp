// The flash behind the program: erased, written, read back; refused where it is the program's; and
// kept over a restart, which the emulator's side of the test makes from a dump.
#include "perth/hal/flash.hpp"

#include "behaviour.hpp"
#include "perth/hal/attention.hpp"
#include "perth/perth.hpp"

namespace perth::contract {
namespace {

using test::check;
using Flash = hal::Flash<flash::Internal>;

constexpr std::uint32_t written = 512;  // bytes; a multiple of every write unit
static_assert(written % Flash::write_unit == 0);

std::uint8_t pattern(std::uint32_t index) noexcept {
    return static_cast<std::uint8_t>(index * 7 + (index >> 5));
}

/// Returns whether `length` bytes from `address` on are as `expected(index)` says.
template <typename F>
bool holds(const Flash& flash, std::uint32_t address, std::uint32_t length, F expected) {
    for (std::uint32_t at = 0; at < length; at += 64) {
        std::uint8_t bytes[64];
        if (!flash.read(address + at, bytes)) return false;
        for (std::uint32_t i = 0; i < sizeof bytes; ++i) {
            if (bytes[i] != expected(at + i)) return false;
        }
    }
    return true;
}

std::uint8_t blank(std::uint32_t) noexcept { return 0xFF; }

Result<void> write_pattern(Flash& flash, std::uint32_t address) {
    static std::uint8_t bytes[written];
    for (std::uint32_t i = 0; i < written; ++i) bytes[i] = pattern(i);
    return flash.write(address, bytes);
}

void refuses() {
    Flash flash;
    constexpr std::uint8_t zeros[written] = {};
    const std::uint32_t end = flash.start + flash.size;
    const std::uint32_t free = flash.first_free();
    check("the program's sectors are not erased",
          flash.erase(flash.start).error() == Errc::refused);
    check("nor written", flash.write(flash.start, zeros).error() == Errc::refused);
    check("what is no sector's beginning is not erased",
          flash.erase(free + Flash::write_unit).error() == Errc::invalid_argument);
    check("nor what is outside", flash.erase(end).error() == Errc::out_of_range);
    check("nothing is written over the end",
          flash.write(end - Flash::write_unit, zeros).error() == Errc::out_of_range);
    if constexpr (Flash::write_unit > 1) {
        check("nothing is written between the units",
              flash.write(free + 1, zeros).error() == Errc::invalid_argument);
    }
}

void erases_and_writes() {
    Flash flash;
    const std::uint32_t here = flash.first_free();
    const hal::FlashSector sector = flash.sector_at(here).value();
    const std::uint32_t next = here + sector.size;
    check("the first free sector begins where it says", sector.address == here);
    check("a sector is erased", flash.erase(here).has_value() && flash.erase(next).has_value());
    check("its bytes are FF", holds(flash, here, sector.size, blank));
    check("bytes are written", write_pattern(flash, here).has_value());
    check("and read back", holds(flash, here, written, pattern));
    check("the rest of the sector is blank",
          holds(flash, here + written, sector.size - written, blank));
    check("the next sector, too", holds(flash, next, 1024, blank));
    (void)write_pattern(flash, next);
    check("a sector is erased again", flash.erase(here).has_value());
    check("all of it", holds(flash, here, sector.size, blank));
    check("the next one stays", holds(flash, next, written, pattern));
}

const Behaviour behaviour("flash", [] {
    refuses();
    erases_and_writes();
});

// Without the pattern it writes it, says where, and waits for its end; with it, it is content.
const Behaviour restart("flash_restart", [] {
    Flash flash;
    const std::uint32_t here = flash.first_free();
    if (holds(flash, here, written, pattern)) {
        test::print("found\n");
        return;
    }
    check("it is erased", flash.erase(here).has_value());
    check("it is written", write_pattern(flash, here).has_value());
    println("written: {} bytes at {}", flash.sector_at(here)->size, here);
    hal::busy_wait(60'000'000);
    check("somebody ended it", false);
});

}  // namespace
}  // namespace perth::contract
