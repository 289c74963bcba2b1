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
//   pattern
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
//   void panic_dump_registers() noexcept;
//       Prints the register and stack lines of a dump (base/panic.hpp) by console_panic_write.
//
// Pads: types in namespace perth::pad that meet the concept below.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

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

}  // namespace perth::hal
