// An LED that shows that the scheduler is alive.
#pragma once

#include <chrono>
#include <span>

#include "perth/core/sleep.hpp"

namespace perth {

namespace detail {
/// On, off, on, off: a heart's two beats in a second.
inline constexpr Duration heartbeat_pattern[] = {
    std::chrono::milliseconds(50), std::chrono::milliseconds(100), std::chrono::milliseconds(100),
    std::chrono::milliseconds(750)};
}  // namespace detail

/// Shows a rhythm on an output: on for two seconds, which makes a reset visible, then the pattern
/// for ever. `Led` is a hal::Output, which also knows its polarity.
///
///     perth::Task<> beat(perth::Scheduler&) {
///         perth::Heartbeat<board::Led> heartbeat;
///         co_await heartbeat.beat();
///     }
template <typename Led>
class Heartbeat {
public:
    /// `pattern` alternates between on and off, beginning with on, and must outlive the heartbeat.
    /// With an odd number of entries the last and the first are both on.
    explicit Heartbeat(std::span<const Duration> pattern = detail::heartbeat_pattern) noexcept
        : pattern_(pattern) {}

    /// The rhythm; never ends.
    Task<> beat() {
        led_.on();
        co_await sleep(std::chrono::seconds(2));
        for (;;) {
            bool on = true;
            for (const Duration duration : pattern_) {
                led_.set(on);
                on = !on;
                co_await sleep(duration);
            }
        }
    }

private:
    Led led_;
    std::span<const Duration> pattern_;
};

}  // namespace perth
