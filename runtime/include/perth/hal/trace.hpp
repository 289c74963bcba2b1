// What a program notes of itself while it runs: turns, wakes, sleep, interrupts, pins. Only in a
// program that was built with "trace"; in any other each call is nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#ifndef PERTH_TRACE
#define PERTH_TRACE 0
#endif

namespace perth::detail {

/// Bytes of the ring: a power of two, 256…65536; 0: no trace. Made of "trace" in perth.json.
inline constexpr std::size_t trace_bytes = PERTH_TRACE;
inline constexpr bool is_traced = trace_bytes != 0;

/// What happened, and what its value says. The tool knows the same numbers: cli/agent/trace.hpp.
enum class TraceKind : std::uint8_t {
    turn,             ///< a task's turn begins: its id; 0: of something without a task, a driver
    turn_end,         ///< and ends: the scheduler looks after timers and interrupts
    sleep,            ///< the processor sleeps
    awake,            ///< and does no longer
    ready,            ///< a task may run: its id
    created,          ///< a task: its id
    named,            ///< follows `created`: the id; the address of its coroutine where the time is
    ended,            ///< a task: its id, from bit 16 on what became of it: a TaskStatus
    interrupt,        ///< begins: the exception's number
    interrupt_end,    ///< the exception's number
    whole_interrupt,  ///< in which nothing else was noted: its microseconds, from bit 17 its number
    pin,              ///< the program sets a pad: its place, from bit 10 on the level
    edge,             ///< an interrupt notes a pad: likewise
    mark,             ///< a mark of the program's: the address of its text
    scope,            ///< a stretch of the program's begins: the address of its text
    scope_end,        ///< likewise
    post,             ///< something is left for the scheduler: the address of the item
    taken,            ///< the scheduler takes it: likewise; 0: it has taken all
};

/// Notes something, now. Values have 26 bits; of an address those suffice, the tool has the ELF.
/// Interrupt: allowed. Time: interrupts are masked meanwhile; see tests/bench/trace_bench.cpp.
void trace_always(TraceKind kind, std::uint32_t value) noexcept;
/// The same for what names a place in the program: a text, a coroutine.
void trace_place(TraceKind kind, std::uint32_t value, const volatile void* place) noexcept;

/// As trace_always(), in a program that is traced.
[[gnu::always_inline]] inline void trace(TraceKind kind, std::uint32_t value = 0) noexcept {
    if constexpr (is_traced) trace_always(kind, value);
}

/// The processor sleeps while this lives; interrupts are masked.
struct TracedSleep {
    TracedSleep() noexcept { trace(TraceKind::sleep); }
    ~TracedSleep() { trace(TraceKind::awake); }
    TracedSleep(const TracedSleep&) = delete;
    TracedSleep& operator=(const TracedSleep&) = delete;
};

/// An interrupt while it is served.
struct TracedInterrupt {
    std::uint32_t number;  ///< of the exception, as the core counts
    std::uint32_t outer;   ///< of the one that it interrupts; 0: none
    std::uint32_t begun;   ///< events that there were, this one's begin included
};
[[nodiscard]] TracedInterrupt trace_interrupt(std::uint32_t number) noexcept;
/// An interrupt in which nothing was noted becomes one event.
void trace_interrupt_end(const TracedInterrupt& interrupt) noexcept;
/// Says that the interrupt that runs now is the console's, and that the tool is at its other end:
/// where it does nothing but move bytes, it leaves no event. Else what is told of the trace would
/// fill it.
void trace_console_interrupt() noexcept;

/// Notes a level of a pad. `port` 0 is A, or the only one.
[[gnu::always_inline]] inline void trace_level(TraceKind kind, unsigned port, unsigned pin,
                                               bool level) noexcept {
    trace(kind, std::uint32_t{level} << 10 | port << 5 | pin);
}

/// The program has set the pad P to `level`. The simulated board's pads are recorded anyway.
template <typename P>
[[gnu::always_inline]] inline void trace_output(bool level) noexcept {
    if constexpr (requires { P::port; }) {
        trace_level(TraceKind::pin, P::port, P::pin, level);
    } else if constexpr (requires { P::pin; }) {
        trace_level(TraceKind::pin, 0, P::pin, level);
    }
}

}  // namespace perth::detail

namespace perth::hal {

/// Takes an event in the place of the ring. Defined by the one port whose chip is simulated and
/// writes down by itself what happens; `place` is null, or what trace_place() was given.
void record_trace(perth::detail::TraceKind kind, std::uint32_t value,
                  const volatile void* place) noexcept;

}  // namespace perth::hal
