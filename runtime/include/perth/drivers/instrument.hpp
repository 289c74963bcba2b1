// How late tasks get their turn.
#pragma once

#include <chrono>

#include "perth/core/sleep.hpp"

namespace perth {

/// Measures beside the other tasks: waits for `interval` again and again for `duration`, and gives
/// the most that any of these waits was late. With Order::urgent_first that is the longest turn of
/// another task; in round robin those that are ready have theirs first.
///
///     perth::Task<> report(perth::Scheduler&) {
///         const perth::Result<perth::Duration> late = co_await perth::instrument(100ms, 10s);
///         perth::println("at most {} too late", late.value());
///     }
///
/// Errors: Errc::invalid_argument if the interval is not positive or longer than the duration.
/// Cancel: nothing to tell. Interrupt: not allowed.
/// Source: usched, instrument.
Task<Result<Duration>> instrument(Duration interval = std::chrono::milliseconds(100),
                                  Duration duration = std::chrono::seconds(10));

}  // namespace perth
