// Waiting for something, but not longer than so long.
#pragma once

#include <coroutine>
#include <utility>

#include "perth/core/await.hpp"
#include "perth/core/owned_task.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/sync/interruptible.hpp"

namespace perth {

/// What perth::with_timeout() gives.
template <typename Inner>
class [[nodiscard("co_await it")]] WithTimeout
    : public detail::Interruptible<Inner, Errc::timeout> {
public:
    WithTimeout(Duration duration, Inner inner) noexcept
        : detail::Interruptible<Inner, Errc::timeout>(std::move(inner)), duration_(duration) {}

    [[nodiscard]] bool await_ready() noexcept { return this->inner().await_ready(); }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> waiter) noexcept {
        this->attach(waiter.promise());
        this->wake_in(duration_);
        return detail::suspend_on(this->inner(), waiter);
    }

private:
    Duration duration_;
};

/// Waits for `awaitable`, but at most `duration` from the `co_await` on. Gives Result of what the
/// awaitable gives (that itself, if it is a Result), or Errc::timeout; the timer is armed first, so
/// it wins where both come at once.
///
/// - A Task runs as a child and is destroyed at the timeout.
/// - Of a TaskHandle, the task is cancelled at the timeout, and also if the waiting task is.
/// - Any other wait is simply given up: `co_await with_timeout(30ms, event.wait())`.
///
///     perth::Task<> confirm(perth::Scheduler&, perth::Event& button) {
///         const auto pressed = co_await perth::with_timeout(30s, button.wait());
///         perth::println("{}", pressed ? "confirmed" : "too late");
///     }
///
/// Memory: about 60 bytes of the frame on a 32-bit core.
template <typename A>
[[nodiscard]] auto with_timeout(Duration duration, A&& awaitable) noexcept {
    using Inner = decltype(detail::owning_awaiter(std::forward<A>(awaitable)));
    return WithTimeout<Inner>(duration, detail::owning_awaiter(std::forward<A>(awaitable)));
}

}  // namespace perth
