// What combinators know of the things they wait for.
#pragma once

#include <concepts>
#include <coroutine>
#include <type_traits>
#include <utility>

#include "perth/core/promise.hpp"

namespace perth {

namespace detail {

/// Returns the awaiter of an awaitable: what its operator co_await gives, or itself.
template <typename A>
decltype(auto) awaiter_of(A&& awaitable) noexcept {
    if constexpr (requires { std::forward<A>(awaitable).operator co_await(); }) {
        return std::forward<A>(awaitable).operator co_await();
    } else {
        return std::forward<A>(awaitable);
    }
}

/// Lets `awaiter` suspend the coroutine; returns whether it did.
template <typename Awaiter, typename P>
bool suspend_on(Awaiter& awaiter, std::coroutine_handle<P> coroutine) noexcept {
    if constexpr (std::is_void_v<decltype(awaiter.await_suspend(coroutine))>) {
        awaiter.await_suspend(coroutine);
        return true;
    } else {
        return awaiter.await_suspend(coroutine);
    }
}

}  // namespace detail

/// The type of the awaiter of an A.
template <typename A>
using AwaiterOf = std::remove_cvref_t<decltype(detail::awaiter_of(std::declval<A>()))>;

/// What `co_await` gives for an A.
template <typename A>
using Awaited = decltype(std::declval<AwaiterOf<A>&>().await_resume());

/// Something whose wait() can be awaited, any number of times: Event, ThreadSafeFlag, TaskEvent,
/// WaitAny …
template <typename E>
concept EventLike = requires(E& event) {
    { event.wait() };
    typename Awaited<decltype(event.wait())>;
};

}  // namespace perth
