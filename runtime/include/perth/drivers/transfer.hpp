// Transfers on a bus, awaited.
#pragma once

#include "perth/base/result.hpp"
#include "perth/core/task.hpp"
#include "perth/hal/i2c.hpp"
#include "perth/hal/spi.hpp"
#include "perth/sync/thread_safe_flag.hpp"

namespace perth {

namespace detail {

template <typename Bus, typename Transfer>
Task<Result<void>> transfer(Bus& bus, Transfer what) {
    struct UnderWay {
        Bus& bus;
        bool is = true;
        ~UnderWay() {
            if (is) bus.cancel();
        }
    };
    ThreadSafeFlag ended;
    const hal::Callback end = {[](void* flag) { static_cast<ThreadSafeFlag*>(flag)->set(); },
                               &ended};
    if (!bus.start(what, end)) co_return Errc::already_waiting;
    UnderWay transfer{bus};
    (void)co_await ended.wait();
    transfer.is = false;
    if constexpr (requires { bus.result(); }) {
        co_return bus.result();
    } else {
        co_return Result<void>();
    }
}

}  // namespace detail

/// Makes a transfer on a bus that was begun, and waits for its end. The transfer's bytes must live
/// until then.
///
///     template <typename Bus>
///     perth::Task<> ask(Bus& bus) {
///         const std::uint8_t which[] = {0x00};
///         std::uint8_t bytes[2] = {};
///         const auto asked =
///             co_await perth::transfer(bus, {.address = 0x48, .write = which, .read = bytes});
///         if (asked) perth::println("{} degrees", bytes[0]);
///     }
///
/// Errors: Errc::already_waiting if another transfer is under way or the bus was not begun; of I2C
/// those of hal::I2cMaster::result().
/// Cancel: gives the transfer up.
template <typename I>
[[nodiscard]] Task<Result<void>> transfer(hal::I2cMaster<I>& bus, hal::I2cTransfer what) {
    return detail::transfer(bus, what);
}
template <typename S>
[[nodiscard]] Task<Result<void>> transfer(hal::SpiMaster<S>& bus, hal::SpiTransfer what) {
    return detail::transfer(bus, what);
}

}  // namespace perth
