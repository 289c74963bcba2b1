// One watchdog for several tasks.
#pragma once

#include <cstdint>

#include "perth/base/panic.hpp"

namespace perth {

/// Feeds a watchdog only when every member has reported since it was fed last, so that one task
/// that hangs resets the chip although the others go on.
///
///     void feed() { perth::println("fed"); }  // or writes the chip's register
///
///     perth::WatchdogGroup watchdog(2, feed);
///
///     perth::Task<> work(perth::Scheduler&, unsigned member, perth::Duration period) {
///         for (;;) {
///             co_await perth::sleep(period);
///             watchdog.report(member);
///         }
///     }
///
///     void start(perth::Scheduler& sch) {
///         sch(work, 0U, 100ms);
///         sch(work, 1U, 250ms);
///     }
///
/// The chip's time-out must be longer than the slowest member's loop. Interrupt: not allowed.
class WatchdogGroup {
public:
    /// `members` 1…32. `feed` is called in the turn of the member that reports last.
    WatchdogGroup(unsigned members, void (*feed)()) noexcept
        : all_(members >= 32 ? ~0U : (1U << members) - 1), missing_(all_), feed_(feed) {
        if (members == 0 || members > 32) panic("a watchdog group has 1 to 32 members", members);
    }

    /// Says that `member` (0…members-1) is alive. Another number panics.
    void report(unsigned member) noexcept {
        const std::uint32_t bit = member < 32 ? 1U << member : 0;
        if ((all_ & bit) == 0) panic("no such member of the watchdog group", member);
        missing_ &= ~bit;
        if (missing_ != 0) return;
        missing_ = all_;
        feed_();
    }

    /// Returns the members that have not reported since the watchdog was fed, a bit each.
    [[nodiscard]] std::uint32_t missing() const noexcept { return missing_; }

private:
    std::uint32_t all_;
    std::uint32_t missing_;
    void (*feed_)();
};

}  // namespace perth
