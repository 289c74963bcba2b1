// The end of a program whose invariant broke.
#pragma once

#include <cstdint>

namespace perth {

/// The broken invariants that the runtime itself finds. A program's own have a text.
enum class Panic : std::uint8_t {
    out_of_task_memory,       ///< a frame found no room; the dump has bytes asked for and left
    task_used_twice,          ///< a Task was awaited or started a second time
    scheduler_running,        ///< a Scheduler was destroyed while it runs
    scheduler_dying,          ///< a task was created in a Scheduler that is being destroyed
    no_scheduler,             ///< Scheduler::current() outside of a running one
    too_many_handles,         ///< more than 255 handles of one task: its id
    result_without_value,     ///< value() of a Result that holds an error: the Errc
    exception_in_task,        ///< a coroutine on the host threw
    pad_in_use,               ///< two live objects of one pad or unit: its name
    destroyed_while_awaited,  ///< a primitive was destroyed while a task waits for it
#ifdef PERTH_DEBUG
    in_interrupt,  ///< something was called in an interrupt that is not allowed there
#endif
};

/// Ends the program: prints a dump if the program uses the console, then exits with code 1 in an
/// emulator; on a board it halts with the LED pattern, or resets if the manifest says so.
///
/// `a` and `b` are the numbers that explain it (for pad_in_use, `a` is the address of the name).
///
/// The dump is a block of lines, each beginning with "@perth " (numbers: hexadecimal, lower case,
/// eight digits on a 32-bit core, unless said otherwise):
///
///     @perth panic WHAT: A B          A and B decimal; or "@perth fault NAME" (HardFault, BusFault
///     …)
///     @perth build BUILD-ID           all digits of the build id
///     @perth task ID ADDRESS          ID decimal; ADDRESS inside the task's coroutine function
///     @perth pc 08000123              one line a register: pc lr sp, after a fault also
///     …                               r0…r12 xpsr cfsr hfsr mmfar bfar
///     @perth stack 20001f80 W W W W   words from the stack, four a line, at most 16 lines
///     @perth end
///
/// Interrupt: allowed.
[[noreturn]] void panic(Panic reason, std::uintptr_t a = 0, std::uintptr_t b = 0) noexcept;

/// As above, for a program's own invariants. `what` is a short lower-case sentence.
[[noreturn]] void panic(const char* what, std::uintptr_t a = 0, std::uintptr_t b = 0) noexcept;

namespace detail {
/// Prints the dump of a panic; `what` is null for a `reason`. Linked only together with the
/// console: panic() refers to it weakly.
[[gnu::weak]] void print_panic(Panic reason, const char* what, std::uintptr_t a,
                               std::uintptr_t b) noexcept;
/// Prints the lines "@perth build" and "@perth task" of a dump, for a port's fault handler. Weak,
/// too.
[[gnu::weak]] void print_dump_context() noexcept;
}  // namespace detail

}  // namespace perth
