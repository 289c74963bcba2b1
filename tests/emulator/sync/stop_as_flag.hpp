// Scheduler::stop() as a flag: to wait is to let a scheduler run until it is stopped.
#pragma once

#include "perth/perth.hpp"

namespace perth::test {

class Flag {
    struct Wait {
        Scheduler& scheduler;
        bool await_ready() const noexcept {
            scheduler.run_forever();
            return true;
        }
        static void await_suspend(std::coroutine_handle<>) noexcept {}
        static int await_resume() noexcept { return 0; }
    };

public:
    void set() noexcept { scheduler_.stop(); }
    [[nodiscard]] Wait wait() noexcept { return {scheduler_}; }

private:
    Scheduler scheduler_;
};

}  // namespace perth::test
