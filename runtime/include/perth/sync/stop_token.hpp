// Asking a task to stop, instead of cancelling it.
#pragma once

#include <coroutine>
#include <utility>

#include "perth/core/await.hpp"
#include "perth/core/owned_task.hpp"
#include "perth/core/sleep.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/interruptible.hpp"

namespace perth {

/// What a task that is to end in its own time is given; one made without a source never stops.
class StopToken {
public:
    StopToken() noexcept = default;
    explicit StopToken(Event& stopped) noexcept : stopped_(&stopped) {}

    [[nodiscard]] bool stop_requested() const noexcept {
        return stopped_ != nullptr && stopped_->is_set();
    }

private:
    template <typename Inner>
    friend class UnlessStopped;

    Event* stopped_ = nullptr;
};

/// Asks those who hold its tokens to stop, once. As std::stop_source, but without the heap: it must
/// outlive its tokens.
///
/// Interrupt:  not allowed. Memory: 8 bytes on a 32-bit core.
class StopSource {
public:
    /// Ends all waits that were given a token of this source.
    void request_stop() noexcept { stopped_.set(); }
    [[nodiscard]] bool stop_requested() const noexcept { return stopped_.is_set(); }
    [[nodiscard]] StopToken token() noexcept { return StopToken(stopped_); }

private:
    Event stopped_;
};

/// What perth::unless_stopped() gives.
template <typename Inner>
class [[nodiscard("co_await it")]] UnlessStopped
    : public detail::Interruptible<Inner, Errc::cancelled> {
public:
    UnlessStopped(StopToken token, Inner inner) noexcept
        : detail::Interruptible<Inner, Errc::cancelled>(std::move(inner)), token_(token) {}

    [[nodiscard]] bool await_ready() noexcept {
        if (!token_.stop_requested()) return this->inner().await_ready();
        this->end();
        return true;
    }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> waiter) noexcept {
        this->attach(waiter.promise());
        if (token_.stopped_ != nullptr) token_.stopped_->wait().await_suspend(this->handle());
        return detail::suspend_on(this->inner(), waiter);
    }

private:
    StopToken token_;
};

/// Waits for `awaitable` unless a stop is or gets requested: then gives Errc::cancelled, and what
/// was awaited is given up as with_timeout() does it. Otherwise gives Result of what the awaitable
/// gives (that itself, if it is a Result).
///
///     perth::Task<int> count(perth::StopToken token) {
///         int seconds = 0;
///         for (;;) {
///             const auto slept = co_await perth::unless_stopped(token, perth::sleep(1s));
///             if (!slept) co_return seconds;  // in its own time
///             ++seconds;
///         }
///     }
///
/// Memory: about 56 bytes of the frame on a 32-bit core.
template <typename A>
[[nodiscard]] auto unless_stopped(StopToken token, A&& awaitable) noexcept {
    using Inner = decltype(detail::owning_awaiter(std::forward<A>(awaitable)));
    return UnlessStopped<Inner>(token, detail::owning_awaiter(std::forward<A>(awaitable)));
}

}  // namespace perth
