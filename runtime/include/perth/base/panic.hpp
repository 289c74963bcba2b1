// The end of a program whose invariant broke.
#pragma once

#include <cstdint>

namespace perth {

/// Ends the program: prints a dump if the program uses the console, then exits with code 1 in an
/// emulator; on a board it halts with the LED pattern, or resets if the manifest says so.
///
/// `what` is a short lower-case sentence; `a` and `b` are the numbers that explain it.
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
[[noreturn]] void panic(const char* what, std::uintptr_t a = 0, std::uintptr_t b = 0) noexcept;

namespace detail {
/// Prints the lines above. Linked only together with the console; a weak reference calls it.
void print_panic(const char* what, std::uintptr_t a, std::uintptr_t b) noexcept;
}  // namespace detail

}  // namespace perth
