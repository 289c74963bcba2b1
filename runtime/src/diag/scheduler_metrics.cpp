#include "perth/diag/scheduler_metrics.hpp"

#include <algorithm>

#include "perth/core/sleep.hpp"
#include "perth/io/print.hpp"

namespace perth {

namespace {

/// Counts turns; 32 bits each, which suffice for an hour and spare the 64-bit division.
class Count {
public:
    void turn(std::uint32_t interval) noexcept {
        shortest_ = std::min(shortest_, interval);
        longest_ = std::max(longest_, interval);
        total_ += interval;
        ++turns_;
    }
    [[nodiscard]] std::uint32_t total() const noexcept { return total_; }
    [[nodiscard]] SchedulerMetrics metrics() const noexcept {
        const std::uint32_t ms = std::max<std::uint32_t>(total_ / 1000, 1);
        return {.longest = Duration(longest_),
                .shortest = Duration(shortest_),
                .mean = Duration(total_ / turns_),
                .turns = turns_,
                .turns_per_second = turns_ / ms * 1000 + turns_ % ms * 1000 / ms,
                .memory_left = detail::frame_pool.untouched()};
    }

private:
    std::uint32_t shortest_ = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t longest_ = 0;
    std::uint32_t total_ = 0;
    std::uint32_t turns_ = 0;
};

}  // namespace

void print_metrics(const SchedulerMetrics& metrics) noexcept {
    println("scheduler: longest {}, shortest {}, mean {}, {} turns, {} a second", metrics.longest,
            metrics.shortest, metrics.mean, metrics.turns, metrics.turns_per_second);
    println("task memory: {} bytes left", metrics.memory_left);
}

Task<> measure_scheduler(Scheduler&, Duration period,
                         void (*report)(const SchedulerMetrics& metrics) noexcept) {
    Time last = Clock::now();
    for (;;) {
        Count count;
        while (count.total() < period.count()) {
            co_await yield();
            const Time now = Clock::now();
            count.turn(static_cast<std::uint32_t>((now - last).count()));
            last = now;
        }
        report(count.metrics());
    }
}

}  // namespace perth
