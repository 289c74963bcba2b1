// The I2C bus as a program sees it.
#pragma once

#include <cstdint>

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// An I2C bus whose master the program is while the object lives. Transfers run by themselves; a
/// callback tells the end.
///
///     perth::ThreadSafeFlag ended;
///
///     perth::Task<perth::Result<std::uint16_t>> temperature() {
///         perth::hal::I2cMaster<perth::i2c::I0> bus;
///         if (!bus.begin(400'000)) co_return perth::Errc::out_of_range;
///         const std::uint8_t which[] = {0x00};
///         std::uint8_t bytes[2] = {};
///         const perth::hal::Callback end = {[](void*) { ended.set(); }};
///         (void)bus.start({.address = 0x48, .write = which, .read = bytes}, end);
///         (void)co_await ended.wait();
///         if (const auto result = bus.result(); !result) co_return result.error();
///         co_return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
///     }
///
/// A device that holds the data line, because it was interrupted in a byte, is freed before the
/// next transfer, by nine clocks and a STOP; that takes 120 µs of start() at most.
///
/// Interrupt:  start() and result().
template <typename I>
class I2cMaster {
    static_assert(I2cUnit<I>, "this board's port has no such I2C bus for programs");

public:
    I2cMaster() noexcept = default;
    ~I2cMaster() { I::end(); }
    I2cMaster(const I2cMaster&) = delete;
    I2cMaster& operator=(const I2cMaster&) = delete;

    /// Starts the bus with this clock or the next lower one that the chip has: 100'000 is standard
    /// mode, 400'000 fast mode. Errors: Errc::out_of_range if it has none.
    Result<void> begin(std::uint32_t frequency_hz) noexcept {
        if (!I::begin(frequency_hz)) return Errc::out_of_range;
        return {};
    }
    /// Gives up the transfer under way and lets go of the bus.
    void end() noexcept { I::end(); }

    /// Begins a transfer; `callback` is called in interrupt context when it has ended, and may
    /// start the next. The transfer's bytes must live until then, or until cancel(). Returns false
    /// if one is under way or the bus was not begun.
    [[nodiscard]] bool start(const I2cTransfer& transfer, Callback callback) noexcept {
        return I::start(transfer, callback);
    }
    /// Returns how the last transfer ended. Errors: Errc::no_device if nobody acknowledged the
    /// address or a byte; Errc::timeout.
    [[nodiscard]] Result<void> result() const noexcept { return I::result(); }
    /// Gives up the transfer under way: its bytes are not touched any more and nobody is called.
    void cancel() noexcept { I::cancel(); }

private:
    Claim<I> claim_;
};

}  // namespace perth::hal
