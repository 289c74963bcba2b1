// A Delay that an interrupt stops while it runs, or comes to its end: nothing may be called once it
// is stopped.
#pragma once

#include "perth/sync/delay.hpp"
#include "perth/sync/thread_safe_flag.hpp"
#include "tests/emulator/sync/own_clock.hpp"

namespace perth::test {

class Flag {
public:
    void set() noexcept {
        if (delay_ != nullptr) {
            was_running_ = delay_->running();
            delay_->stop();
            calls_then_ = calls;
        }
        stopped_.set();
    }
    [[nodiscard]] Task<> wait() noexcept {
        static Delay<void (*)()> delay(Scheduler::current(), Duration(5), &called);
        delay_ = &delay;
        was_running_ = false;
        (void)delay.trigger();
        (void)co_await stopped_.wait();
        for (int i = 0; i < 10; ++i) co_await yield();
        if (was_running_ && (calls != calls_then_ || delay.running())) ++spoilt;
        delay.stop();
    }

private:
    static inline volatile std::uint32_t calls = 0;
    static void called() { calls = calls + 1; }

    Delay<void (*)()>* delay_ = nullptr;
    volatile bool was_running_ = false;
    volatile std::uint32_t calls_then_ = 0;
    ThreadSafeFlag stopped_;
};

}  // namespace perth::test
