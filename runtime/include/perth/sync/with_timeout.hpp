// Waiting for something, but not longer than so long.
#pragma once

#include <coroutine>
#include <memory>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/core/await.hpp"
#include "perth/core/owned_task.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/watcher.hpp"

namespace perth {

/// What perth::with_timeout() gives.
template <typename Inner>
class [[nodiscard("co_await it")]] WithTimeout : detail::Watcher {
    using Value = decltype(std::declval<Inner&>().await_resume());

public:
    WithTimeout(Duration duration, Inner inner) noexcept
        : Watcher(&expire), duration_(duration), inner_(std::move(inner)) {}
    WithTimeout(WithTimeout&& other) noexcept
        : Watcher(std::move(other)), duration_(other.duration_), inner_(std::move(other.inner_)) {}
    WithTimeout& operator=(WithTimeout&&) = delete;
    ~WithTimeout() {
        if (!expired_) std::destroy_at(&inner_);
    }

    [[nodiscard]] bool await_ready() noexcept { return inner_.await_ready(); }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> waiter) noexcept {
        attach(waiter.promise());
        wake_in(duration_);
        return detail::suspend_on(inner_, waiter);
    }
    detail::flatten<Value>::type await_resume() noexcept {
        leave();
        if (expired_) return Errc::timeout;
        if constexpr (std::is_void_v<Value>) {
            inner_.await_resume();
            return {};
        } else {
            return inner_.await_resume();
        }
    }

private:
    static void expire(Watcher& timer) noexcept {
        auto& self = static_cast<WithTimeout&>(timer);
        detail::PromiseBase& owner = self.owner();
        owner.scheduler->interrupt(owner);
        self.expired_ = true;
        std::destroy_at(&self.inner_);  // a child's locals die now, an owned task ends now
    }

    Duration duration_;
    bool expired_ = false;
    union {
        Inner inner_;
    };
};

/// Waits for `awaitable`, but at most `duration` from the `co_await` on. Gives Result of what the
/// awaitable gives (that itself, if it is a Result), or Errc::timeout; the timer is armed first, so
/// it wins where both come at once.
///
/// - A Task runs as a child and is destroyed at the timeout.
/// - Of a TaskHandle, the task is cancelled at the timeout, and also if the waiting task is.
/// - Any other wait is simply given up: `co_await with_timeout(30ms, event.wait())`.
///
/// Memory: about 60 bytes of the frame on a 32-bit core.
template <typename A>
[[nodiscard]] auto with_timeout(Duration duration, A&& awaitable) noexcept {
    using Inner = decltype(detail::owning_awaiter(std::forward<A>(awaitable)));
    return WithTimeout<Inner>(duration, detail::owning_awaiter(std::forward<A>(awaitable)));
}

}  // namespace perth
