// How often a task gets its turn.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "perth/core/scheduler.hpp"

namespace perth {

/// What a task saw that did nothing but give way for a while.
struct SchedulerMetrics {
    Duration longest;  ///< between two of its turns
    Duration shortest;
    Duration mean;
    std::uint32_t turns;
    std::uint32_t turns_per_second;
    std::size_t memory_left;  ///< bytes of task memory that were never used, or given back at its
                              ///< end
};

/// Prints a report as two lines on the console.
void print_metrics(const SchedulerMetrics& metrics) noexcept;

/// A task that gives way in a loop and reports every `period`, at most an hour, how often it had
/// its turn.
///
///     perth::Task<> setup(perth::Scheduler& sch) {
///         sch(perth::measure_scheduler, 10s, perth::print_metrics);
///         co_await perth::sleep(10001ms);
///     }
///
/// While it runs the chip never sleeps. Interrupt: not allowed.
Task<> measure_scheduler(Scheduler& scheduler, Duration period,
                         void (*report)(const SchedulerMetrics& metrics) noexcept);

}  // namespace perth
