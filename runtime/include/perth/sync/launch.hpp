// One way to call a function and to start a coroutine.
#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include "perth/core/scheduler.hpp"

namespace perth {

namespace detail {

/// What a callable gives when it is called with the arguments, or with a Scheduler& before them.
template <typename F, typename... Args>
struct CallResult : std::invoke_result<F, Args...> {};
template <typename F, typename... Args>
    requires std::is_invocable_v<F, Scheduler&, Args...>
struct CallResult<F, Args...> : std::invoke_result<F, Scheduler&, Args...> {};

}  // namespace detail

/// Calls a plain function and returns what it returns; starts a coroutine as a task of the running
/// scheduler and returns its TaskHandle. The rule for all that takes a callback.
///
///     int twice(int number) { return 2 * number; }
///     perth::Task<int> slowly(perth::Scheduler&, int number) {
///         co_await perth::sleep(1s);
///         co_return number;
///     }
///
///     perth::Task<> main(perth::Scheduler&) {
///         const int now = perth::launch(twice, 21);
///         const perth::TaskHandle<int> later = perth::launch(slowly, now);
///         const perth::Result<int> number = co_await later;
///         perth::println("{} {}", now, number.value());
///     }
///
/// For arguments of a coroutine holds what holds for Scheduler::create_task().
/// Interrupt: not allowed.
template <typename F, typename... Args>
decltype(auto) launch(F&& callable, Args&&... arguments) noexcept {
    using Called = typename detail::CallResult<F&&, Args&&...>::type;
    if constexpr (detail::is_task<Called>) {
        return Scheduler::current().create_task(std::forward<F>(callable),
                                                std::forward<Args>(arguments)...);
    } else {
        if constexpr (std::is_invocable_v<F&&, Scheduler&, Args&&...>) {
            return std::invoke(std::forward<F>(callable), Scheduler::current(),
                               std::forward<Args>(arguments)...);
        } else {
            return std::invoke(std::forward<F>(callable), std::forward<Args>(arguments)...);
        }
    }
}

/// What launch() returns.
template <typename F, typename... Args>
using Launched = decltype(launch(std::declval<F>(), std::declval<Args>()...));

namespace detail {

/// A callable that does nothing.
struct Nothing {
    void operator()() const noexcept {}
};

struct NoResult {};

/// Room for what a callable of this type gives when it is launched; nothing if it gives nothing.
template <typename F>
using LastResult =
    std::conditional_t<std::is_void_v<Launched<F&>>, NoResult, std::optional<Launched<F&>>>;

}  // namespace detail

}  // namespace perth
