// The SPI buses as types: perth::spi::Wired<perth::spi::SPI0, Sck, Mosi, Miso>, on any pads.
#pragma once

#include <cstdint>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::nrf51 {

struct SpiPads {
    std::uint8_t sck;
    std::uint8_t mosi;
    std::uint8_t miso;
};

/// What the buses do; see hal::SpiUnit. `number` is 0 or 1.
bool claim_spi(unsigned number) noexcept;
void unclaim_spi(unsigned number) noexcept;
bool begin_spi(unsigned number, const SpiPads& pads, const SpiSettings& settings) noexcept;
void end_spi(unsigned number) noexcept;
bool start_spi(unsigned number, const SpiTransfer& transfer, Callback callback) noexcept;
void cancel_spi(unsigned number) noexcept;

}  // namespace perth::hal::nrf51

namespace perth::spi {

/// The chip's units: SPI0 is also TWI0, SPI1 is TWI1.
struct SPI0 {
    static constexpr unsigned number = 0;
    static constexpr char name[] = "SPI0";
};
struct SPI1 {
    static constexpr unsigned number = 1;
    static constexpr char name[] = "SPI1";
};

/// A unit on these pads; see hal::SpiUnit.
template <typename Unit, typename Sck, typename Mosi, typename Miso>
struct Wired {
    static constexpr const char* name = Unit::name;
    using Pads = hal::nrf51::PadSet<Sck, Mosi, Miso>;

    static bool claim() noexcept {
        if (!hal::nrf51::claim_spi(Unit::number)) return false;
        if (Pads::claim()) return true;
        hal::nrf51::unclaim_spi(Unit::number);
        return false;
    }
    static void unclaim() noexcept {
        Pads::unclaim();
        hal::nrf51::unclaim_spi(Unit::number);
    }
    static bool begin(const hal::SpiSettings& settings) noexcept {
        return hal::nrf51::begin_spi(Unit::number, {Sck::pin, Mosi::pin, Miso::pin}, settings);
    }
    static void end() noexcept { hal::nrf51::end_spi(Unit::number); }
    static bool start(const hal::SpiTransfer& transfer, hal::Callback callback) noexcept {
        return hal::nrf51::start_spi(Unit::number, transfer, callback);
    }
    static void cancel() noexcept { hal::nrf51::cancel_spi(Unit::number); }
};

static_assert(hal::SpiUnit<Wired<SPI0, pad::P0_00, pad::P0_01, pad::P0_02>>);

}  // namespace perth::spi
