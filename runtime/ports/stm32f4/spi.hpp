// The SPI buses as types: perth::spi::Wired<perth::spi::SPI1, Sck, Mosi, Miso>.
#pragma once

#include <cstddef>
#include <cstdint>

#include "alternates.hpp"
#include "pads.hpp"
#include "perth/hal/types.hpp"
#include "registers.hpp"
#include "wired.hpp"

namespace perth::hal::stm32f4 {

/// What differs between the buses.
struct SpiFacts {
    std::uintptr_t address;
    Bus bus;
    std::uint8_t enable_bit;  ///< in the bus's enable register
    std::uint8_t irq;
};

/// One bus; all zero until it is begun. See hal::SpiUnit for what the functions promise.
///
/// A byte is sent when the one before has come back; each is an interrupt, except where several
/// come back while one is served. QEMU has no such interrupt, but the bytes at once.
class SpiBus {
public:
    bool begin(const SpiFacts& facts, const SpiSettings& settings) noexcept;
    void end() noexcept;
    bool claim() noexcept;
    void unclaim() noexcept { claimed_ = false; }
    bool start(const SpiTransfer& transfer, Callback callback) noexcept;
    void cancel() noexcept;
    void interrupt() noexcept;

private:
    void send() noexcept;
    void take() noexcept;
    void finish() noexcept;
    [[nodiscard]] std::size_t size() const noexcept;

    Spi* unit_ = nullptr;  // null: not begun
    SpiTransfer transfer_{};
    Callback callback_;
    std::size_t done_ = 0;  // bytes that have come back
    std::uint8_t irq_ = 0;
    bool running_ = false;
    bool claimed_ = false;
};

// Each in a file of its own, with its interrupt: linked only if used.
extern SpiBus spi1_bus, spi2_bus, spi3_bus;

/// What differs between the units.
template <unsigned Number, SpiBus& Unit, std::uintptr_t Base, Bus At, unsigned EnableBit,
          unsigned Irq>
struct SpiPort {
    static constexpr unsigned number = Number;
    static constexpr SpiFacts facts = {Base, At, EnableBit, Irq};
    static SpiBus& bus() noexcept { return Unit; }
};

/// Hands the pads to the unit.
template <unsigned Number, typename Sck, typename Mosi, typename Miso>
void wire_spi() noexcept {
    constexpr int sck = alternate<Sck>(Block::spi, Number, Role::sck);
    constexpr int mosi = alternate<Mosi>(Block::spi, Number, Role::mosi);
    constexpr int miso = alternate<Miso>(Block::spi, Number, Role::miso);
    static_assert(sck >= 0,
                  "this SPI has no clock on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    static_assert(mosi >= 0,
                  "this SPI cannot send on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    static_assert(miso >= 0,
                  "this SPI cannot receive on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    make_alternate(Sck::port, Sck::pin, sck);
    make_alternate(Mosi::port, Mosi::pin, mosi);
    make_alternate(Miso::port, Miso::pin, miso);
    make_fast(Sck::port, Sck::pin);
    make_fast(Mosi::port, Mosi::pin);
}

}  // namespace perth::hal::stm32f4

/// Source: ST RM0090, "Memory map", "RCC APB1/APB2 peripheral clock enable register", "Vector table
/// for STM32F405xx/07xx".
namespace perth::spi {

using hal::stm32f4::Bus;

struct SPI1 : hal::stm32f4::SpiPort<1, hal::stm32f4::spi1_bus, 0x4001'3000, Bus::apb2, 12, 35> {
    static constexpr char name[] = "SPI1";
};
struct SPI2 : hal::stm32f4::SpiPort<2, hal::stm32f4::spi2_bus, 0x4000'3800, Bus::apb1, 14, 36> {
    static constexpr char name[] = "SPI2";
};
struct SPI3 : hal::stm32f4::SpiPort<3, hal::stm32f4::spi3_bus, 0x4000'3C00, Bus::apb1, 15, 51> {
    static constexpr char name[] = "SPI3";
};

/// A unit on its pads; see hal::SpiUnit. Its interrupt is then not the program's. The clocks are
/// the bus's, divided by 2 to 256.
template <typename Port, typename Sck, typename Mosi, typename Miso>
struct Wired {
    static constexpr const char* name = Port::name;
    static bool claim() noexcept { return hal::stm32f4::claim_all<Unit, Sck, Mosi, Miso>(); }
    static void unclaim() noexcept { hal::stm32f4::unclaim_all<Unit, Sck, Mosi, Miso>(); }
    static bool begin(const hal::SpiSettings& settings) noexcept {
        if (!Port::bus().begin(Port::facts, settings)) return false;
        hal::stm32f4::wire_spi<Port::number, Sck, Mosi, Miso>();
        return true;
    }
    static void end() noexcept {
        Port::bus().end();
        Sck::release();
        Mosi::release();
        Miso::release();
    }
    static bool start(const hal::SpiTransfer& transfer, hal::Callback callback) noexcept {
        return Port::bus().start(transfer, callback);
    }
    static void cancel() noexcept { Port::bus().cancel(); }

private:
    struct Unit {
        static bool claim() noexcept { return Port::bus().claim(); }
        static void unclaim() noexcept { Port::bus().unclaim(); }
    };
};

}  // namespace perth::spi
