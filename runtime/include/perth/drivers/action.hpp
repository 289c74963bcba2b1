// What a driver calls when something has happened.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "perth/sync/launch.hpp"

namespace perth {

/// A function that is called, or a coroutine function that is started, with `Args`: the rule of
/// launch(). One that was made of nothing calls nobody.
///
///     perth::Task<> report(perth::Scheduler&, int step) {
///         co_await perth::sleep(1s);
///         perth::println("it was {}", step);
///     }
///
///     void tell(bool later) {
///         perth::Action<int> action = [](int step) { perth::println("{}", step); };
///         if (later) action = report;
///         action(-1);
///     }
///
/// A function may capture up to two pointers' worth that can be copied as bytes; more belongs into
/// an object that a reference is captured to.
/// Interrupt: not allowed. Memory: three words.
template <typename... Args>
class Action {
public:
    constexpr Action() noexcept = default;
    template <typename F>
        requires(!std::is_same_v<F, Action>) &&
                requires { typename detail::CallResult<F&, Args...>::type; }
    Action(F function) noexcept : call_(&call<F>) {
        static_assert(std::is_trivially_copyable_v<F> && sizeof(F) <= sizeof data_,
                      "a driver keeps two pointers' worth of captures, copied as bytes; capture a "
                      "reference to an object that has the rest");
        std::memcpy(data_, &function, sizeof function);
    }

    [[nodiscard]] explicit operator bool() const noexcept { return call_ != nullptr; }
    /// What is called may replace or destroy the action.
    void operator()(Args... arguments) const noexcept {
        if (call_ == nullptr) return;
        Action copy = *this;
        copy.call_(copy.data_, arguments...);
    }

private:
    template <typename F>
    static void call(std::byte* data, Args... arguments) noexcept {
        (void)launch(*reinterpret_cast<F*>(data), static_cast<Args&&>(arguments)...);
    }

    void (*call_)(std::byte* data, Args... arguments) noexcept = nullptr;
    alignas(void*) std::byte data_[2 * sizeof(void*)];
};

}  // namespace perth
