// Waiting for one of several events, or for all of them.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

#include "perth/core/await.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/watcher.hpp"

namespace perth {

namespace detail {

/// Several waits that are one.
class Waits {
public:
    /// `wanted` of them must end, at most 255.
    explicit Waits(std::size_t wanted) noexcept : wanted_(static_cast<std::uint8_t>(wanted)) {}

    /// Takes note that wait `index` has ended.
    void ended(std::size_t index) noexcept {
        last_ = static_cast<std::uint8_t>(index);
        --wanted_;
    }
    /// Lets the owner go on if it waits and enough have ended. In a Watcher's turn.
    void settle(PromiseBase& owner) noexcept;
    void suspend(PromiseBase& owner) noexcept;
    [[nodiscard]] bool are_over() const noexcept { return wanted_ == 0; }
    [[nodiscard]] std::size_t last() const noexcept { return last_; }

private:
    std::uint8_t wanted_;
    std::uint8_t last_ = 0;
    WaitLine line_;  // of the owner, while it waits
};

/// One of the waits.
template <typename Awaiter>
class Branch : Watcher {
public:
    explicit Branch(Awaiter&& awaiter) noexcept : Watcher(&woken), awaiter_(std::move(awaiter)) {}
    Branch(Branch&&) noexcept = default;  // before it waits
    Branch& operator=(Branch&&) = delete;

    void start(Waits& waits, std::size_t index, PromiseBase& owner) noexcept {
        waits_ = &waits;
        index_ = static_cast<std::uint8_t>(index);
        attach(owner);
        if (awaiter_.await_ready() || !suspend_on(awaiter_, handle())) end();
    }
    void give_up() noexcept { leave(); }

private:
    static void woken(Watcher& watcher) noexcept {
        auto& self = static_cast<Branch&>(watcher);
        self.end();
        self.waits_->settle(self.owner());
    }
    void end() noexcept {
        (void)awaiter_.await_resume();
        waits_->ended(index_);
    }

    Awaiter awaiter_;
    Waits* waits_ = nullptr;
    std::uint8_t index_ = 0;
};

/// Awaits the first, or all, of several waits.
template <std::size_t Wanted, typename... Awaiters>
class [[nodiscard("co_await it")]] AwaitSeveral {
public:
    explicit AwaitSeveral(Awaiters&&... awaiters) noexcept
        : branches_(Branch<Awaiters>(std::move(awaiters))...) {}

    static constexpr bool await_ready() noexcept { return Wanted == 0; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> owner) noexcept {
        std::size_t index = 0;
        const auto start = [&](auto& branch) {
            if (!waits_.are_over()) branch.start(waits_, index++, owner.promise());
        };
        std::apply([&](auto&... branches) { (start(branches), ...); }, branches_);
        if (waits_.are_over()) return false;
        waits_.suspend(owner.promise());
        return true;
    }
    /// Gives up the other waits; returns the index of the one that ended last.
    std::size_t await_resume() noexcept {
        std::apply([](auto&... branches) { (branches.give_up(), ...); }, branches_);
        return waits_.last();
    }

private:
    Waits waits_{Wanted};
    std::tuple<Branch<Awaiters>...> branches_;
};

template <std::size_t Wanted, typename... Awaiters>
auto await_several(Awaiters&&... awaiters) noexcept {
    return AwaitSeveral<Wanted, std::remove_cvref_t<Awaiters>...>(
        std::forward<Awaiters>(awaiters)...);
}

/// Events of which `Wanted` must come. Holds those given as temporaries, refers to the others.
template <bool All, typename... Events>
class Several {
    static_assert(sizeof...(Events) > 0 && sizeof...(Events) < 256);

public:
    explicit Several(Events&&... events) noexcept : events_(std::forward<Events>(events)...) {}

    [[nodiscard]] auto wait() noexcept {
        return std::apply(
            [](auto&... events) {
                return await_several<All ? sizeof...(Events) : 1>(
                    AwaiterOf<decltype(events.wait())>(awaiter_of(events.wait()))...);
            },
            events_);
    }

private:
    std::tuple<Events...> events_;
};

}  // namespace detail

/// An event that comes with the first of several: wait() gives its index in the list; of those that
/// have come already, the first in the list. The others are not waited for any longer.
///
/// Holds events that are given as temporaries, and refers to the others:
/// `WaitAny(a, WaitAll(b, c))`.
template <EventLike... Events>
class WaitAny : public detail::Several<false, Events...> {
public:
    using detail::Several<false, Events...>::Several;
};
template <typename... Events>
WaitAny(Events&&...) -> WaitAny<Events...>;

/// An event that comes when each of several has come, in whatever order.
template <EventLike... Events>
class WaitAll : public detail::Several<true, Events...> {
public:
    using detail::Several<true, Events...>::Several;
};
template <typename... Events>
WaitAll(Events&&...) -> WaitAll<Events...>;

/// Waits for the first of several events; gives its index.
///
///     perth::Task<> menu(perth::Scheduler&, perth::Event& up, perth::Event& down) {
///         const std::size_t pressed = co_await perth::wait_any(up, down);
///         perth::println("{}", pressed == 0 ? "up" : "down");
///     }
///
/// Memory: about 52 bytes an event in the frame on a 32-bit core.
template <EventLike... Events>
[[nodiscard]] auto wait_any(Events&... events) noexcept {
    return WaitAny<Events&...>(events...).wait();
}

/// Waits until each of several events has come.
template <EventLike... Events>
[[nodiscard]] auto wait_all(Events&... events) noexcept {
    return WaitAll<Events&...>(events...).wait();
}

}  // namespace perth
