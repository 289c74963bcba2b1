// The I2C buses as types: perth::i2c::Wired<perth::i2c::I2C1, Scl, Sda>.
#pragma once

#include <cstdint>

#include "alternates.hpp"
#include "pads.hpp"
#include "perth/base/errc.hpp"
#include "perth/hal/i2c_recovery.hpp"
#include "registers.hpp"
#include "wired.hpp"

namespace perth::hal {
template <OpenDrainPad Scl, OpenDrainPad Sda>
bool recover_i2c_bus() noexcept;  // who includes its header first has not read it yet
}

namespace perth::hal::stm32f4 {

/// What differs between the buses, and what a bus must be told of its pads.
struct I2cFacts {
    std::uintptr_t address;
    std::uint8_t enable_bit;     ///< of APB1
    std::uint8_t irq;            ///< of events; that of errors is the next
    void (*wire)() noexcept;     ///< hands the pads to the unit
    bool (*recover)() noexcept;  ///< see recover_i2c_bus()
};

/// One bus; all zero until it is begun. See hal::I2cUnit for what the functions promise.
///
///     idle ─start()─► starting ─SB─► addressing ─ADDR─► sending ─BTF─► (starting) … idle
///                                          └──────────► receiving ─RXNE, BTF──────► idle
///
/// Every state but idle ends by AF (nobody acknowledged) or the time-out, too; arbitration that is
/// lost begins anew, until the time-out.
class I2cBus {
public:
    bool begin(const I2cFacts& facts, std::uint32_t frequency_hz) noexcept;
    void end() noexcept;
    bool claim() noexcept;
    void unclaim() noexcept { claimed_ = false; }

    bool start(const I2cTransfer& transfer, Callback callback) noexcept;
    [[nodiscard]] Errc result() const noexcept { return result_; }
    void cancel() noexcept;

    /// The unit's interrupts, and that of the time-outs: once a millisecond during a transfer.
    void event() noexcept;
    void error() noexcept;
    void tick() noexcept;

private:
    void set_up() noexcept;
    void reset() noexcept;
    bool wait_for_stop() noexcept;
    bool free_bus() noexcept;
    void go() noexcept;
    void address() noexcept;
    void addressed() noexcept;
    void send(std::uint32_t status) noexcept;
    void receive(std::uint32_t status) noexcept;
    void take() noexcept;
    void only_whole_bytes() noexcept;
    void stop() noexcept;
    void finish(Errc result) noexcept;

    I2c* unit_ = nullptr;  // null: not begun
    I2cFacts facts_{};
    I2cTransfer transfer_{.address = 0, .timeout_us = 0};  // zero, so that it takes no flash
    Callback callback_;
    std::size_t done_ = 0;     // bytes of what is sent or received now
    std::uint32_t clock_ = 0;  // CCR
    std::uint32_t ticks_ = 0;  // until the time-out; 0: no transfer is under way
    Errc result_ = Errc::none;
    enum class State : std::uint8_t { starting, sending, receiving } state_ = State::starting;
    bool reading_ = false;  // the second part, or the only one
    bool over_ = false;     // it ended before it began: the interrupt is to say so
    bool claimed_ = false;
};

/// Calls tick() of the bus every millisecond, from TIM11's interrupt; nobody else may use that.
void watch(I2cBus& bus) noexcept;
void unwatch(I2cBus& bus) noexcept;

/// Hands the pads to the unit, open-drain and pulled up (40 kΩ, which is too weak for more than a
/// few centimetres).
template <unsigned Number, typename Scl, typename Sda>
void wire_i2c() noexcept {
    constexpr int scl = alternate<Scl>(Block::i2c, Number, Role::scl);
    constexpr int sda = alternate<Sda>(Block::i2c, Number, Role::sda);
    static_assert(scl >= 0,
                  "this I2C has no clock on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    static_assert(sda >= 0,
                  "this I2C has no data on this pad: see the chip's datasheet, "
                  "\"Alternate function mapping\"");
    make_open_drain_alternate(Scl::port, Scl::pin, scl);
    make_open_drain_alternate(Sda::port, Sda::pin, sda);
}

// Each in a file of its own, with its interrupts: linked only if used.
extern I2cBus i2c1_bus, i2c2_bus, i2c3_bus;

/// What differs between the units.
template <unsigned Number, I2cBus& Bus, std::uintptr_t Base, unsigned EnableBit, unsigned Irq>
struct I2cPort {
    static constexpr unsigned number = Number;
    static I2cBus& bus() noexcept { return Bus; }
    static constexpr I2cFacts facts = {Base, EnableBit, Irq, nullptr, nullptr};
};

}  // namespace perth::hal::stm32f4

/// Source: ST RM0090, "Memory map", "RCC APB1 peripheral clock enable register", "Vector table for
/// STM32F405xx/07xx".
namespace perth::i2c {

struct I2C1 : hal::stm32f4::I2cPort<1, hal::stm32f4::i2c1_bus, 0x4000'5400, 21, 31> {
    static constexpr char name[] = "I2C1";
};
struct I2C2 : hal::stm32f4::I2cPort<2, hal::stm32f4::i2c2_bus, 0x4000'5800, 22, 33> {
    static constexpr char name[] = "I2C2";
};
struct I2C3 : hal::stm32f4::I2cPort<3, hal::stm32f4::i2c3_bus, 0x4000'5C00, 23, 72> {
    static constexpr char name[] = "I2C3";
};

/// A unit on its pads, at 5 to 400 kHz; see hal::I2cUnit. Its interrupts and TIM11 are then not the
/// program's. In QEMU, which has no I2C, nobody acknowledges.
template <typename Port, typename Scl, typename Sda>
struct Wired {
    static constexpr const char* name = Port::name;
    static bool claim() noexcept { return hal::stm32f4::claim_all<Unit, Scl, Sda>(); }
    static void unclaim() noexcept { hal::stm32f4::unclaim_all<Unit, Scl, Sda>(); }
    static bool begin(std::uint32_t frequency_hz) noexcept {
        hal::stm32f4::I2cFacts facts = Port::facts;
        facts.wire = hal::stm32f4::wire_i2c<Port::number, Scl, Sda>;
        facts.recover = hal::recover_i2c_bus<Scl, Sda>;
        return Port::bus().begin(facts, frequency_hz);
    }
    static void end() noexcept {
        Port::bus().end();
        Scl::release();
        Sda::release();
    }
    static bool start(const hal::I2cTransfer& transfer, hal::Callback callback) noexcept {
        return Port::bus().start(transfer, callback);
    }
    static Errc result() noexcept { return Port::bus().result(); }
    static void cancel() noexcept { Port::bus().cancel(); }

private:
    struct Unit {
        static bool claim() noexcept { return Port::bus().claim(); }
        static void unclaim() noexcept { Port::bus().unclaim(); }
    };
};

}  // namespace perth::i2c
