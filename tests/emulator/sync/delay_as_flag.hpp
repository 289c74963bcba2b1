// A Delay that an interrupt triggers, while it runs or after its end, used like a flag: what is set
// is that it has come to its end. It may not end before the time that was set last.
#pragma once

#include "perth/sync/delay.hpp"
#include "tests/emulator/sync/own_clock.hpp"

namespace perth::test {

class Flag {
public:
    void set() noexcept {
        if (delay_ == nullptr) return;
        if (delay_->running()) due_ = clock + 50;
        (void)delay_->trigger(Duration(50));
        triggered_ = true;
    }
    [[nodiscard]] Task<> wait() noexcept {
        static Delay<> delay(Scheduler::current());
        delay_ = &delay;
        delay.stop();
        due_ = 0;
        (void)delay.trigger(Duration(10));
        co_await delay.wait();
        delay.clear();
        if (clock < due_) ++spoilt;
        if (!triggered_) {
            co_await delay.wait();  // asleep: it does not run
            delay.clear();
        }
        triggered_ = false;
    }

private:
    Delay<>* delay_ = nullptr;
    volatile std::int64_t due_ = 0;
    volatile bool triggered_ = false;
};

}  // namespace perth::test
