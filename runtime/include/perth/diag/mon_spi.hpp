// A monitor's line over SPI: clock, data and select, at whatever rate both ends have.
#pragma once

#include <array>
#include <cstdint>

#include "perth/base/result.hpp"
#include "perth/diag/mon.hpp"
#include "perth/hal/pin.hpp"
#include "perth/hal/spi.hpp"

namespace perth::mon {

namespace detail {

/// What does not depend on the pads: a queue of bytes, each a transfer of its own.
class SpiQueue {
public:
    [[nodiscard]] Transport transport(std::uint32_t frequency_hz) noexcept;

protected:
    struct Functions {
        bool (*start)(SpiQueue& queue) noexcept;  ///< the transfer of the first byte
        void (*select)(SpiQueue& queue, bool is_on) noexcept;
    };

    explicit SpiQueue(const Functions& functions) noexcept : functions_(functions) {}

    /// Sends a byte 0 while nobody is selected, which brings a receiver's bit counter in step.
    void reset() noexcept;
    /// The transfer's end. In interrupt context.
    void ended() noexcept;
    [[nodiscard]] const std::uint8_t& first() const noexcept { return bytes_[begin_]; }

private:
    static constexpr unsigned room = 32;

    bool push(std::uint8_t byte, bool is_selected) noexcept;
    bool start() noexcept;

    const Functions& functions_;
    std::array<std::uint8_t, room> bytes_ = {};  // a ring; changed with interrupts masked
    unsigned begin_ = 0;
    unsigned count_ = 0;     // the first one is on the wire
    bool is_reset_ = false;  // the first one is
};

}  // namespace detail

/// An SPI bus that nobody else uses, as a monitor's line: the select output goes on, a byte, off.
///
///     perth::hal::SpiMaster<perth::spi::S0> bus;
///     perth::hal::Output<perth::pad::P5, perth::active::low> select;
///     perth::mon::SpiLine line(bus, select);
///     perth::mon::Monitor monitor;
///
///     void perth_main(perth::Scheduler&) {
///         if (!line.begin({.frequency_hz = 4'000'000}, monitor)) return;
///     }
///
/// 32 bytes find room in its queue. Bus, output and line outlive the monitor.
template <typename S, typename P>
class SpiLine : detail::SpiQueue {
public:
    SpiLine(hal::SpiMaster<S>& bus, hal::Output<P, active::low>& select) noexcept
        : SpiQueue(functions), bus_(bus), select_(select) {}
    SpiLine(const SpiLine&) = delete;
    SpiLine& operator=(const SpiLine&) = delete;

    /// Starts the bus, resets the receiver and begins the monitor. Errors: Errc::out_of_range as of
    /// hal::SpiMaster::begin().
    Result<void> begin(const hal::SpiSettings& settings, Monitor& monitor) noexcept {
        const Result<void> begun = bus_.begin(settings);
        if (!begun) return begun;
        reset();
        monitor.begin(transport(settings.frequency_hz));
        return {};
    }

private:
    static SpiLine& of(SpiQueue& queue) noexcept { return static_cast<SpiLine&>(queue); }

    static constexpr Functions functions = {
        [](SpiQueue& queue) noexcept {
            return of(queue).bus_.start(
                {.write = {&of(queue).first(), 1}},
                {[](void* line) { static_cast<SpiLine*>(line)->ended(); }, &of(queue)});
        },
        [](SpiQueue& queue, bool is_on) noexcept { of(queue).select_.set(is_on); }};

    hal::SpiMaster<S>& bus_;
    hal::Output<P, active::low>& select_;
};

}  // namespace perth::mon
