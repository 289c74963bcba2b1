// Running several tasks at once and waiting for all of them.
#pragma once

#include <coroutine>
#include <cstdint>
#include <tuple>
#include <utility>
#include <variant>

#include "perth/base/result.hpp"
#include "perth/core/scheduler.hpp"
#include "perth/core/watcher.hpp"

namespace perth {

namespace detail {

/// Whether a gather ends with the first error or waits for everybody.
enum class GatherMode : bool { first_error, collect };

/// Counts the tasks that have not ended, for the one who waits for them.
class GatherCount {
public:
    explicit GatherCount(GatherMode mode) noexcept : mode_(mode) {}

    /// Counts one more; in the line of its waiters stands `watcher`.
    void add(Watcher& watcher, FrameHeader& task, PromiseBase& owner) noexcept;
    /// To be called in the watcher's turn.
    void ended(const FrameHeader& task, PromiseBase& owner) noexcept;
    [[nodiscard]] bool is_over() const noexcept { return pending_ == 0 || error_ != Errc::none; }
    [[nodiscard]] Errc error() const noexcept { return error_; }
    void wait(PromiseBase& owner) noexcept;

private:
    void note(const FrameHeader& task) noexcept;

    GatherMode mode_;
    Errc error_ = Errc::none;
    std::uint8_t pending_ = 0;
    WaitLine line_;  // of the owner, while it waits
};

/// One of the tasks.
template <typename T>
class GatherMember : Watcher {
public:
    explicit GatherMember(TaskHandle<T> task) noexcept : Watcher(&woken), task_(std::move(task)) {}

    void watch(GatherCount& count, PromiseBase& owner) noexcept {
        count_ = &count;
        count.add(*this, *task_.block_, owner);
    }
    /// No longer waits for the task, which goes on.
    void let_go() noexcept { leave(); }
    void cancel() noexcept {
        leave();
        (void)task_.cancel();
    }
    [[nodiscard]] typename flatten<T>::type result() const noexcept { return task_.outcome(); }
    /// The result of a task that has not failed; std::monostate for nothing.
    [[nodiscard]] auto value() const noexcept {
        if constexpr (std::is_same_v<typename flatten<T>::type, Result<void>>) {
            return std::monostate{};
        } else {
            return result().value();
        }
    }

private:
    static void woken(Watcher& watcher) noexcept {
        auto& self = static_cast<GatherMember&>(watcher);
        self.count_->ended(*self.task_.block_, self.owner());
    }

    GatherCount* count_ = nullptr;
    TaskHandle<T> task_;
};

template <typename T>
TaskHandle<T> as_handle(Task<T>&& task) noexcept {
    return Scheduler::current().create_task(std::move(task));
}
template <typename T>
TaskHandle<T> as_handle(TaskHandle<T> task) noexcept {
    return task;
}

/// What gather() and gather_results() give.
template <GatherMode Mode, typename... T>
class [[nodiscard("co_await it")]] Gather {
public:
    explicit Gather(TaskHandle<T>... tasks) noexcept
        : members_(GatherMember<T>(std::move(tasks))...) {}
    Gather(Gather&&) noexcept = default;  // before it waits
    Gather& operator=(Gather&&) = delete;
    ~Gather() {
        if (waits_) each([](auto& member) { member.cancel(); });
    }

    static constexpr bool await_ready() noexcept { return sizeof...(T) == 0; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> owner) noexcept {
        each([&](auto& member) { member.watch(count_, owner.promise()); });
        waits_ = !count_.is_over();
        if (waits_) count_.wait(owner.promise());
        return waits_;
    }
    auto await_resume() noexcept {
        waits_ = false;
        each([](auto& member) { member.let_go(); });
        return std::apply([this](auto&... members) { return results(members...); }, members_);
    }

private:
    template <typename F>
    void each(F function) noexcept {
        std::apply([&](auto&... members) { (function(members), ...); }, members_);
    }
    auto results(const GatherMember<T>&... members) const noexcept {
        if constexpr (Mode == GatherMode::collect) {
            return std::tuple(members.result()...);
        } else {
            using Values = std::tuple<decltype(members.value())...>;
            if (count_.error() != Errc::none) return Result<Values>(count_.error());
            return Result<Values>(Values(members.value()...));
        }
    }

    GatherCount count_{Mode};
    std::tuple<GatherMember<T>...> members_;
    bool waits_ = false;
};

template <GatherMode Mode, typename... T>
auto make_gather(TaskHandle<T>... tasks) noexcept {
    return Gather<Mode, T...>(std::move(tasks)...);
}

}  // namespace detail

/// Runs the arguments, each a Task, which becomes a task of its own, or a TaskHandle, and waits
/// until all have ended. Gives Result<std::tuple<…>> of what they returned, in order;
/// std::monostate for nothing. The first that fails or is cancelled ends the wait with its error;
/// the others go on. If the waiting task is cancelled, all are.
///
///     perth::Task<int> measure(int value) {
///         co_await perth::sleep(1s);
///         co_return value;
///     }
///     perth::Task<int> sum() {
///         const auto both = co_await perth::gather(measure(1), measure(2));
///         const auto [one, two] = both.value();  // after one second
///         co_return one + two;
///     }
///
/// Memory: about 52 bytes an argument in the frame on a 32-bit core.
template <typename... Tasks>
[[nodiscard]] auto gather(Tasks&&... tasks) noexcept {
    return detail::make_gather<detail::GatherMode::first_error>(
        detail::as_handle(std::forward<Tasks>(tasks))...);
}

/// As gather(), but waits for all in any case: gives std::tuple<Result<…>…>.
template <typename... Tasks>
[[nodiscard]] auto gather_results(Tasks&&... tasks) noexcept {
    return detail::make_gather<detail::GatherMode::collect>(
        detail::as_handle(std::forward<Tasks>(tasks))...);
}

}  // namespace perth
