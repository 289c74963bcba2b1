// How long tasks keep the processor.
#pragma once

#include <cstdint>
#include <span>

#include "perth/core/profile.hpp"
#include "perth/core/scheduler.hpp"

namespace perth {

/// Counts and times the turns of tasks, in a program with `"profile": true` in perth.json; in any
/// other nothing is counted, nothing costs anything, and reports say so.
///
/// Everything is counted from the start. Tasks of one function share their numbers; the first
/// sixteen functions have some of their own, all others share one entry. `perth tasks` shows them
/// by name; here a name is an address in the function, which only the program's ELF turns into
/// text.
///
///     perth::Profiler::report();
///
/// Time: two looks at the clock and a search in the table for each turn.
/// Interrupt: not allowed.
class Profiler {
public:
    /// Whether the program is built with the profiler.
#ifdef PERTH_PROFILE
    static constexpr bool is_built_in = true;
#else
    static constexpr bool is_built_in = false;
#endif

    /// Begins anew, and counts only tasks that `scheduler` creates from now on. (After 32,767 of
    /// them all count.)
    static void enable(const Scheduler& scheduler) noexcept;
    /// Counts tasks that were created before enable(), too.
    static void inject() noexcept;
    /// Forgets all that was counted.
    static void reset() noexcept;

    /// What was counted; last, if its name is null and it has turns, what found no room.
    [[nodiscard]] static std::span<const detail::ProfileEntry> entries() noexcept;

    /// Prints a table on the console, the longest total time first: turns, total and longest turn,
    /// longest delay behind the end of a sleep, the last turn's number among all turns, function.
    static void report() noexcept;
    /// Prints a line of JSON: {"NAME": [turns, total ms, longest ms, number of the last turn], …}.
    static void json() noexcept;
};

}  // namespace perth
