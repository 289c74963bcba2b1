// The SPI buses as types: perth::spi::Wired<perth::spi::SPI0, perth::pad::GPIO18,
// perth::pad::GPIO19, perth::pad::GPIO16>.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::rp2040 {

/// What buses do; one function each for both. See hal::SpiUnit.
bool spi_begin(unsigned unit, const SpiSettings& settings) noexcept;
void spi_end(unsigned unit) noexcept;
bool spi_start(unsigned unit, const SpiTransfer& transfer, Callback callback) noexcept;
void spi_cancel(unsigned unit) noexcept;

/// Which signal a pad has of which bus. Source: "RP2040 Datasheet", "GPIO functions".
constexpr unsigned spi_of(unsigned pin) noexcept { return pin / 8 % 2; }
constexpr bool is_miso(unsigned pin) noexcept { return pin % 4 == 0; }
constexpr bool is_sck(unsigned pin) noexcept { return pin % 4 == 2; }
constexpr bool is_mosi(unsigned pin) noexcept { return pin % 4 == 3; }

template <unsigned Number>
struct SpiNumber {
    static constexpr unsigned number = Number;
};

/// One of them with its pads; see hal::SpiUnit.
template <typename Unit, typename Sck, typename Mosi, typename Miso>
struct WiredSpi {
    static_assert(spi_of(Sck::pin) == Unit::number && is_sck(Sck::pin),
                  "this SPI bus has no clock on this pad");
    static_assert(spi_of(Mosi::pin) == Unit::number && is_mosi(Mosi::pin),
                  "this SPI bus cannot send on this pad");
    static_assert(spi_of(Miso::pin) == Unit::number && is_miso(Miso::pin),
                  "this SPI bus cannot receive on this pad");

    static constexpr unsigned unit = Unit::number;
    static constexpr char name[] = {'S', 'P', 'I', '0' + unit, '\0'};

    static bool claim() noexcept { return claim_all(1U << (spi_bit + unit), pads); }
    static void unclaim() noexcept { unclaim_all(1U << (spi_bit + unit), pads); }
    static bool begin(const SpiSettings& settings) noexcept {
        if (!spi_begin(unit, settings)) return false;
        make_function(Sck::pin, IoBank::spi, Pull::none);
        make_function(Mosi::pin, IoBank::spi, Pull::none);
        make_function(Miso::pin, IoBank::spi, Pull::down);  // while no device drives it
        return true;
    }
    static void end() noexcept {
        spi_end(unit);
        release(Sck::pin);
        release(Mosi::pin);
        release(Miso::pin);
    }
    static bool start(const SpiTransfer& transfer, Callback callback) noexcept {
        return spi_start(unit, transfer, callback);
    }
    static void cancel() noexcept { spi_cancel(unit); }

private:
    static constexpr std::uint32_t pads = Sck::mask | Mosi::mask | Miso::mask;
};

}  // namespace perth::hal::rp2040

namespace perth::spi {
using SPI0 = hal::rp2040::SpiNumber<0>;
using SPI1 = hal::rp2040::SpiNumber<1>;
template <typename Unit, typename Sck, typename Mosi, typename Miso>
using Wired = hal::rp2040::WiredSpi<Unit, Sck, Mosi, Miso>;

static_assert(hal::SpiUnit<Wired<SPI0, pad::GPIO18, pad::GPIO19, pad::GPIO16>>);
}  // namespace perth::spi
