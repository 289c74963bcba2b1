// What a port owes. One header, perth_port.hpp, in runtime/ports/FAMILY/ declares all of it in
// namespace perth::hal. Its users do not compile without it.
//
// Time and idling (free functions):
//
//   std::int64_t now() noexcept;
//       Microseconds since start; never goes back, never rolls over. Interrupt: allowed.
//       Time: at most 60 instructions with interrupts masked.
//   inline constexpr std::int64_t truncation;
//       How far now() may lag behind the true time: 1 where counts are cut to whole microseconds, 0
//       where now() is exact. A sleep is longer by it, so that it is never too short.
//   void set_alarm(std::int64_t due, Attention& attention) noexcept;
//       Raises attention.alarm as soon as now() >= due, at once if that is already so; never
//       before. Replaces the alarm set before. `due` = no_alarm switches it off. The port may raise
//       it too early only if it re-arms by itself (a 24-bit timer), so that nobody sees it.
//   void idle() noexcept;
//       Sleeps until an interrupt is pending. Called with interrupts masked, after the attention
//       word was found zero; may return early. Never WFE.
//   void wake() noexcept;
//       Called after an attention word was raised, from any context. On boards it does nothing (the
//       interrupt ended the sleep); the host port ends its idle().
//
//   void busy_wait(std::int64_t duration) noexcept;
//       Passes at least `duration` microseconds without sleeping; interrupts are served.
//
// Critical sections:
//
//   inline constexpr bool single_core;   whether plain stores suffice between interrupts and tasks
//   class Critical;     constructor masks interrupts, destructor restores; nests. On host a lock
//                       against foreign threads.
//   bool in_interrupt() noexcept;
//
// The scheduler that runs now (a plain pointer a core on boards, thread_local on host):
//
//   Scheduler*& current_scheduler() noexcept;
//
// The memory for task frames, aligned to two pointers; the second is the address behind it:
//
//   void* task_memory_begin() noexcept;
//   void* task_memory_end() noexcept;
//
// The end:
//
//   [[noreturn]] void exit(int code) noexcept;       ends an emulated run or the host process; on a
//                                                    board without debugger it halts
//   [[noreturn]] void reset() noexcept;
//   [[noreturn]] void reset_to_bootloader() noexcept; into the ROM's loader, where there is one
//   [[noreturn]] void halt_in_panic() noexcept;      exit(1) in an emulator, else reset or LED
//                                                    pattern
//
//   ResetCause reset_cause() noexcept;
//       Why the chip started; the same answer at each call. Interrupt: allowed.
//   std::size_t unique_id(std::span<std::uint8_t> id) noexcept;
//       Fills in what tells this chip from others, at most id.size() bytes, and returns how many
//       there are; 0 if the chip has none or an emulator lacks them. Thread context; 1 ms at most.
//
//   const char* command_line(char* buffer, std::size_t size) noexcept;
//       Of boards: what an emulator was told to pass on to the program, for tests; "" where none
//       answers, null if it is longer than `buffer`.
//
// Console (linked only if used):
//
//   void console_write(const char* text, std::size_t size) noexcept;
//       Queues or sends; waits (bounded by the baud rate) when the queue is full. Thread context.
//   void console_panic_write(const char* text, std::size_t size) noexcept;
//       Polled, interrupts masked, bounded; works after a fault.
//   std::size_t console_read(char* buffer, std::size_t size) noexcept;
//       Returns what has arrived, at most `size` bytes, 0 if nothing. Never waits.
//   void console_on_receive(Callback callback) noexcept;
//       `callback` is called in interrupt context after bytes have arrived. Starts the console.
//
//   const std::uint8_t* build_id(std::size_t& size) noexcept;
//       The bytes of the program's build id, 0 if it has none.
//   std::uintptr_t interrupted_at() noexcept;
//       The address that the running interrupt came at, outside of interrupts; 0 if the port cannot
//       tell. To be called in interrupt context.
//   void panic_dump_registers() noexcept;
//       Prints the register and stack lines of a dump (base/panic.hpp) by console_panic_write.
//
// Pads, UARTs and so on: types in the namespaces perth::pad, uart, i2c, spi, adc, pwm, timer,
// flash, rtc and watchdog that meet the concepts below. A port that lacks one of them still
// compiles; who uses it is told. The chip's units are named as in its manual (uart::USART2,
// i2c::I2C1). What boards use them by, from the pads that they are wired to:
//
//   uart::Wired<Unit, Tx, Rx>  i2c::Wired<Unit, Scl, Sda>  spi::Wired<Unit, Sck, Mosi, Miso>
//   adc::On<Pad>  pwm::On<Pad>
//       A unit that has no function on a pad is a static_assert with a sentence.
//
// and, of the chip alone, each Absent (types.hpp) where there is none:
//
//   timer::T0, T1, …   flash::Internal   rtc::Rtc0   watchdog::Watchdog0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "perth/base/errc.hpp"
#include "perth/hal/types.hpp"

namespace perth::hal {

/// One pad of the chip, a type without state; the drivers of hal/pin.hpp own it while they live.
template <typename P>
concept Pad = requires(bool level, Pull pull) {
    { P::make_output(level) } noexcept;            // starts the port's clock, sets the level first
    { P::make_input(pull) } noexcept;              //
    { P::release() } noexcept;                     // back to the state after reset
    { P::write(level) } noexcept;                  // the pad has changed when it returns
    { P::read() } noexcept -> std::same_as<bool>;  // the pad's level, not the output latch
    { P::driven() } noexcept -> std::same_as<bool>;   // the output latch
    { P::claim() } noexcept -> std::same_as<bool>;    // false if somebody owns it already
    { P::unclaim() } noexcept;                        //
    { P::name } -> std::convertible_to<const char*>;  // "PB4"
};

/// A pad whose level changes can interrupt.
template <typename P>
concept EdgePad = Pad<P> && requires(Edge edge, Callback callback) {
    // `callback` is called in interrupt context at each such edge, after read() shows the new
    // level; edges that follow each other faster than the interrupt is served may count as one.
    // Replaces the callback set before. False if the chip cannot watch this pad because it watches
    // another one with the same line (EXTI of an STM32).
    { P::on_edge(edge, callback) } noexcept -> std::same_as<bool>;
    { P::ignore_edges() } noexcept;
};

/// A pad that can be pulled low or let go.
template <typename P>
concept OpenDrainPad = Pad<P> && requires(bool level, Pull pull) {
    { P::make_open_drain(level, pull) } noexcept;  // from then on write(true) lets go
};

/// What can be owned: a unit of the chip together with the pads that it is wired to, as a type
/// without state. claim() takes both; false if somebody owns one of them already.
template <typename U>
concept Unit = requires {
    { U::claim() } noexcept -> std::same_as<bool>;
    { U::unclaim() } noexcept;
    { U::name } -> std::convertible_to<const char*>;  // "USART1"
};

/// A serial line: eight bits, no parity, one stop bit.
///
/// Both directions have a queue of the port's, of at least 64 bytes for what was received; 16 for
/// what is to be sent. What a callback is not called for can be read and written all the same.
template <typename U>
concept UartUnit = Unit<U> && requires(std::uint32_t baud, std::span<const std::uint8_t> bytes,
                                       std::span<std::uint8_t> buffer, Callback callback) {
    // Starts both directions, or goes on with another baud rate; what is on the wire meanwhile is
    // damaged. False, and nothing changed, if the clock cannot be divided to within 2 percent.
    { U::begin(baud) } noexcept -> std::same_as<bool>;
    // Stops at once; both queues are emptied and the callbacks forgotten. The pads are as after
    // reset.
    { U::end() } noexcept;
    // Takes as many bytes as find room, and returns how many. Never waits. Interrupt: allowed, but
    // not while another context is in it.
    { U::write(bytes) } noexcept -> std::same_as<std::size_t>;
    // Returns how many bytes it gave. Never waits. Interrupt: as write().
    { U::read(buffer) } noexcept -> std::same_as<std::size_t>;
    // Whether a byte waits or is on the wire, its stop bit included.
    { U::sending() } noexcept -> std::same_as<bool>;
    // How many received bytes found no room or came damaged since begin().
    { U::lost() } noexcept -> std::same_as<std::uint32_t>;
    // `callback` is called in interrupt context after bytes have arrived, for each or for several
    // at once, at the latest four bytes' time after the last.
    { U::on_receive(callback) } noexcept;
    // `callback` is called in interrupt context when there is room again after a write() that did
    // not take all, and when sending() becomes false.
    { U::on_transmit(callback) } noexcept;
};

/// A two-wire bus on which the chip is the master.
///
/// A device that was interrupted in a byte, by a reset of the chip or by cancel(), holds the data
/// line until it gets its clocks. The unit frees such a bus by itself: begin() and start() look at
/// the data line, and call recover_i2c_bus() (hal/i2c_recovery.hpp: nine clocks and a STOP, polled,
/// 120 µs at most) where it is low before the unit has sent a START. If it is low still, begin()
/// does not mind and the transfer ends by a timeout, when its time is over or before.
template <typename I>
concept I2cUnit =
    Unit<I> && requires(std::uint32_t frequency_hz, I2cTransfer transfer, Callback callback) {
        // The clock is as given or the next lower one that the port has; false if there is none.
        { I::begin(frequency_hz) } noexcept -> std::same_as<bool>;
        { I::end() } noexcept;  // as cancel(), and the pads are as after reset
        // Begins a transfer and returns. `callback` is called in interrupt context when it has
        // ended; it may start the next. Until then the transfer's bytes must live. False if one is
        // under way.
        { I::start(transfer, callback) } noexcept -> std::same_as<bool>;
        // How the last transfer ended: none (well), no_device (nobody acknowledged the address or a
        // byte) or timeout (something held the bus for too long).
        { I::result() } noexcept -> std::same_as<Errc>;
        // Gives up the transfer under way, if any: its bytes are not touched any more and nobody is
        // called.
        { I::cancel() } noexcept;
    };

/// A synchronous bus on which the chip is the master. Which device is meant is said by an output of
/// its own.
template <typename S>
concept SpiUnit =
    Unit<S> && requires(SpiSettings settings, SpiTransfer transfer, Callback callback) {
        {
            S::begin(settings)
        } noexcept -> std::same_as<bool>;  // false if the port has no such mode
        { S::end() } noexcept;
        { S::start(transfer, callback) } noexcept -> std::same_as<bool>;  // all as for I2C
        { S::cancel() } noexcept;
    };

/// A pad whose voltage can be measured.
template <typename A>
concept AdcChannel = Unit<A> && requires {
    { A::begin() } noexcept;
    { A::end() } noexcept;
    // Converts now. 0…65535 whatever the converter's resolution: its bits are the highest ones, and
    // are repeated below, so that full scale is 65535. Takes 100 µs at most. Thread context.
    { A::read_u16() } noexcept -> std::same_as<std::uint16_t>;
};

/// A pad that a timer switches on and off periodically.
template <typename W>
concept PwmChannel = Unit<W> && requires(std::uint32_t frequency_hz, std::uint16_t duty) {
    // Starts, or goes on with another frequency (1 Hz and more) from the next period on. False, and
    // nothing changed, if the timer cannot; channels that share a timer share its frequency.
    { W::begin(frequency_hz, duty) } noexcept -> std::same_as<bool>;
    // The part of a period with the level high, from the next period on: 0 never, 65535 always.
    { W::set_duty(duty) } noexcept;
    { W::end() } noexcept;
};

/// A timer that interrupts periodically. A port calls its first one timer::T0.
template <typename T>
concept TimerUnit = Unit<T> && requires(std::uint32_t period_us, Callback callback) {
    // `callback` is called in interrupt context every `period_us` (not 0), the first time after
    // one, without drift; interrupts that come too late may count as one. Replaces what was begun.
    // False, and nothing changed, if the timer does not count so far.
    { T::begin(period_us, callback) } noexcept -> std::same_as<bool>;
    { T::end() } noexcept;  // the callback is not called any more
};

/// The memory that keeps its content without power, and that programs run from.
template <typename F>
concept FlashUnit = Unit<F> && requires(std::uint32_t address, std::span<const std::uint8_t> bytes,
                                        std::span<std::uint8_t> buffer) {
    // Where it lies, and how many bytes it has.
    { F::start } -> std::convertible_to<std::uint32_t>;
    { F::size } -> std::convertible_to<std::uint32_t>;
    // write() begins at a multiple of it and takes a multiple of it: 1, 4, 256 bytes.
    { F::write_unit } -> std::convertible_to<std::uint32_t>;
    // How long erase() and the write() of one unit take at most, µs. For so long the processor may
    // stand still or have its interrupts masked: it cannot fetch from a flash that is busy.
    { F::longest_erase_us } -> std::convertible_to<std::uint32_t>;
    { F::longest_write_us } -> std::convertible_to<std::uint32_t>;
    // The first address that no byte of the running program occupies.
    { F::program_end() } noexcept -> std::same_as<std::uint32_t>;
    // The sector that `address`, one of the flash, lies in.
    { F::sector_at(address) } noexcept -> std::same_as<FlashSector>;
    // Erases that sector; its bytes are 0xFF then. Errors: none, timeout, or refused where the
    // chip reports one (protection, voltage).
    { F::erase(address) } noexcept -> std::same_as<Errc>;
    // Writes to erased bytes; others become the AND of both. `bytes` may lie in flash.
    { F::write(address, bytes) } noexcept -> std::same_as<Errc>;
    { F::read(address, buffer) } noexcept;
};

/// A clock that counts the seconds through resets, and without the board's power if it has a
/// battery.
template <typename R>
concept RtcUnit = Unit<R> && requires(std::int64_t seconds) {
    { R::begin() } noexcept -> std::same_as<bool>;   // false if its oscillator does not start
    { R::is_set() } noexcept -> std::same_as<bool>;  // whether somebody has set it since it began
    { R::set(seconds) } noexcept;  // since 1970-01-01 00:00 UTC; 2000 to 2099 at least
    { R::now() } noexcept -> std::same_as<std::int64_t>;  // likewise
};

/// A timer that resets the chip unless it is fed. Once begun it cannot be stopped.
template <typename W>
concept WatchdogUnit = Unit<W> && requires(std::uint32_t timeout_us) {
    // The time-out is as given or the next longer one that the chip has; false, and nothing
    // started, if there is none.
    { W::begin(timeout_us) } noexcept -> std::same_as<bool>;
    { W::feed() } noexcept;  // Interrupt: allowed
};

}  // namespace perth::hal
