// The SPI bus as a program sees it.
#pragma once

#include "perth/base/result.hpp"
#include "perth/hal/claim.hpp"
#include "perth/hal/concepts.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {

/// An SPI bus whose master the program is while the object lives. Transfers run by themselves; a
/// callback tells the end. The devices' select lines are outputs of their own.
///
///     perth::ThreadSafeFlag ended;
///
///     perth::Task<std::uint8_t> identity() {
///         perth::hal::SpiMaster<perth::spi::S0> bus;
///         perth::hal::Output<perth::pad::P5, perth::active::low> select;
///         if (!bus.begin({.frequency_hz = 2'000'000, .mode = 3})) co_return 0;
///         const std::uint8_t question[] = {0x9F};
///         std::uint8_t answer[2] = {};
///         select.on();
///         const perth::hal::Callback end = {[](void*) { ended.set(); }};
///         (void)bus.start({.write = question, .read = answer}, end);
///         (void)co_await ended.wait();
///         co_return answer[1];  // the first comes while the question goes
///     }
///
/// Interrupt:  start().
template <typename S>
class SpiMaster {
    static_assert(SpiUnit<S>, "this board's port has no such SPI bus for programs");

public:
    SpiMaster() noexcept = default;
    ~SpiMaster() { S::end(); }
    SpiMaster(const SpiMaster&) = delete;
    SpiMaster& operator=(const SpiMaster&) = delete;

    /// Starts the bus, or changes how it talks. Errors: Errc::out_of_range if the chip has no such
    /// mode, or no clock as slow.
    Result<void> begin(const SpiSettings& settings) noexcept {
        if (!S::begin(settings)) return Errc::out_of_range;
        return {};
    }
    /// Gives up the transfer under way and lets go of the bus.
    void end() noexcept { S::end(); }

    /// Begins a transfer; `callback` is called in interrupt context when it has ended, and may
    /// start the next. The transfer's bytes must live until then, or until cancel(). Returns false
    /// if one is under way or the bus was not begun.
    [[nodiscard]] bool start(const SpiTransfer& transfer, Callback callback) noexcept {
        return S::start(transfer, callback);
    }
    /// Gives up the transfer under way: its bytes are not touched any more and nobody is called.
    void cancel() noexcept { S::cancel(); }

private:
    Claim<S> claim_;
};

}  // namespace perth::hal
