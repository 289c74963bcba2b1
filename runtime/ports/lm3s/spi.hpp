// The SPI bus as a type: perth::spi::SSI0.
#pragma once

#include <cstdint>
#include <type_traits>

#include "pads.hpp"
#include "perth/hal/concepts.hpp"

namespace perth::hal::lm3s {

/// What the bus does; see hal::SpiUnit.
bool claim_spi() noexcept;
void unclaim_spi() noexcept;
bool begin_spi(const SpiSettings& settings) noexcept;
void end_spi() noexcept;
bool start_spi(const SpiTransfer& transfer, Callback callback) noexcept;
void cancel_spi() noexcept;

}  // namespace perth::hal::lm3s

/// Source: TI DS-LM3S6965, "Signal Tables".
namespace perth::spi {

struct SSI0 {
    using Sck = pad::PA2;
    using Miso = pad::PA4;
    using Mosi = pad::PA5;
};

/// The bus with its pads; see hal::SpiUnit. Clocks of 769 Hz to 25 MHz, at a core of 50 MHz.
template <typename Unit, typename Sck, typename Mosi, typename Miso>
struct Wired {
    static_assert(std::is_same_v<Sck, typename Unit::Sck>,
                  "this SPI has no clock on that pad: SSI0 has PA2");
    static_assert(std::is_same_v<Mosi, typename Unit::Mosi>,
                  "this SPI does not send on that pad: SSI0 has PA5");
    static_assert(std::is_same_v<Miso, typename Unit::Miso>,
                  "this SPI does not receive on that pad: SSI0 has PA4");

    static constexpr char name[] = "SSI0";

    static bool claim() noexcept { return hal::lm3s::claim_all<Sck, Mosi, Miso, Itself>(); }
    static void unclaim() noexcept {
        Sck::unclaim();
        Mosi::unclaim();
        Miso::unclaim();
        Itself::unclaim();
    }
    static bool begin(const hal::SpiSettings& settings) noexcept {
        if (!hal::lm3s::begin_spi(settings)) return false;
        Sck::make_alternate();
        Mosi::make_alternate();
        Miso::make_alternate();
        return true;
    }
    static void end() noexcept {
        hal::lm3s::end_spi();
        Sck::release();
        Mosi::release();
        Miso::release();
    }
    static bool start(const hal::SpiTransfer& transfer, hal::Callback callback) noexcept {
        return hal::lm3s::start_spi(transfer, callback);
    }
    static void cancel() noexcept { hal::lm3s::cancel_spi(); }

private:
    struct Itself {
        static bool claim() noexcept { return hal::lm3s::claim_spi(); }
        static void unclaim() noexcept { hal::lm3s::unclaim_spi(); }
    };
};

static_assert(hal::SpiUnit<Wired<SSI0, pad::PA2, pad::PA5, pad::PA4>>);

}  // namespace perth::spi
