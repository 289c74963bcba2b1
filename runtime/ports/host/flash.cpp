// The simulated flash: bytes, the time that they take, and the operation in which the power is cut.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "chip.hpp"
#include "clock.hpp"
#include "perth/hal/hal.hpp"
#include "sim/flash.hpp"

namespace perth {

namespace host {
namespace {

using flash::Internal;

struct Flash {
    Flash() { bytes.fill(0xFF); }

    std::array<std::uint8_t, Internal::size> bytes;
    unsigned operations = 0;
    std::optional<unsigned> left = {};  // until the power is cut
    bool without_power = false;
};

Flash& flash_memory() noexcept {
    static Flash instance;
    return instance;
}

/// Does an operation on these bytes; `action` is called with those that it comes to.
template <typename F>
Errc operate(std::span<std::uint8_t> bytes, std::int64_t duration_us, F action) noexcept {
    Flash& it = flash_memory();
    if (it.without_power) return Errc::timeout;
    it.without_power = it.left == 0U;
    if (it.left) --*it.left;
    action(it.without_power ? bytes.first(bytes.size() / 2) : bytes);
    if (it.without_power) return Errc::timeout;
    ++it.operations;
    simulated_clock().stand_still(duration_us);
    return Errc::none;
}

std::span<std::uint8_t> bytes_at(std::uint32_t address, std::size_t size) noexcept {
    return sim::flash().subspan(address - Internal::start, size);
}

}  // namespace

void restart_flash() {
    Flash& it = flash_memory();
    it.bytes.fill(0xFF);
    it.operations = 0;
    sim::restore_power();
}

}  // namespace host

using host::flash_memory;

std::span<std::uint8_t> sim::flash() noexcept { return flash_memory().bytes; }
unsigned sim::flash_operations() noexcept { return flash_memory().operations; }
void sim::cut_power_after(unsigned operations) noexcept { flash_memory().left = operations; }
bool sim::power_is_cut() noexcept { return flash_memory().without_power; }
void sim::restore_power() noexcept {
    flash_memory().left.reset();
    flash_memory().without_power = false;
}

namespace hal {

using flash::Internal;

Errc chip::flash_erase(std::uint32_t sector) noexcept {
    return host::operate(host::bytes_at(sector, Internal::sector_size), Internal::longest_erase_us,
                         [](std::span<std::uint8_t> erased) { std::ranges::fill(erased, 0xFF); });
}

Errc chip::flash_write(std::uint32_t address, std::span<const std::uint8_t> bytes) noexcept {
    for (std::size_t at = 0; at < bytes.size(); at += Internal::write_unit) {
        const auto unit = bytes.subspan(at, Internal::write_unit);
        const std::uint32_t to = address + static_cast<std::uint32_t>(at);
        const Errc error =
            host::operate(host::bytes_at(to, unit.size()), Internal::longest_write_us,
                          [unit](std::span<std::uint8_t> written) {
                              for (std::size_t i = 0; i < written.size(); ++i) {
                                  written[i] &= unit[i];
                              }
                          });
        if (error != Errc::none) return error;
    }
    return Errc::none;
}

void chip::flash_read(std::uint32_t address, std::span<std::uint8_t> buffer) noexcept {
    std::ranges::copy(host::bytes_at(address, buffer.size()), buffer.begin());
}

}  // namespace hal
}  // namespace perth
