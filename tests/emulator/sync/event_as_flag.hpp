// A ThreadSafeEvent that clears itself like a flag.
#pragma once

#include "perth/sync/thread_safe_event.hpp"

namespace perth::test {

class Flag : public ThreadSafeEvent {
    struct Wait : ThreadSafeEvent::Wait {
        explicit Wait(Flag& flag) noexcept : ThreadSafeEvent::Wait(flag), event(flag) {}
        int await_resume() const noexcept {
            event.clear();
            return 0;
        }
        ThreadSafeEvent& event;
    };

public:
    [[nodiscard]] Wait wait() noexcept { return Wait(*this); }
};

}  // namespace perth::test
