// The scheduler: runs tasks in turns, wakes sleepers, sleeps when nothing is ready.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "perth/core/node.hpp"
#include "perth/core/profile.hpp"
#include "perth/core/task.hpp"
#include "perth/core/time.hpp"
#include "perth/core/timer_queue.hpp"
#include "perth/core/trace.hpp"
#include "perth/hal/attention.hpp"

namespace perth {

class Sleep;
class SleepUntil;
class Yield;

/// Who is next when several are ready.
enum class Order : std::uint8_t {
    round_robin,  ///< first in, first out; asyncio's
    io_first,     ///< what an interrupt or a stream woke goes in front
    /// usched's: what interrupts woke (most interrupts first), pollers whose event came (highest
    /// value first), expired timers (most overdue first), then all else, each once.
    urgent_first,
};

/// How long the processor may sleep at a stretch while nothing is ready.
enum class PowerMode : std::uint8_t {
    run,          ///< at most a millisecond while there is something to be polled
    light_sleep,  ///< 20 ms; what is polled is noticed as much later
};

/// What on_unretrieved_error() takes: the task's id, an address inside its coroutine function,
/// and the error that nobody awaited.
using ErrorHandler = void (*)(std::uint16_t id, const void* name, Errc error);

namespace detail {

struct PollNode;
/// Looks at tasks from outside, for the agent; see src/diag/agent_tasks.cpp.
struct TaskAccess;

template <typename T>
inline constexpr bool is_task = false;
template <typename T>
inline constexpr bool is_task<Task<T>> = true;

/// Something that an interrupt or another thread left for the scheduler: `take` runs between turns.
struct InboxItem {
    InboxItem* next = nullptr;
    void (*take)(Scheduler& scheduler, InboxItem& item) = nullptr;
};

/// Tells which task has its turn, by id and an address inside its coroutine; false if none has.
bool running_task(std::uint16_t& id, const void*& name) noexcept;

}  // namespace detail

/// Runs tasks cooperatively. An ordinary object; several may exist, one a core or priority.
///
/// Order::round_robin: the ready queue is first in, first out. Between two turns, expired timers
/// join its end in order of due time, equal ones in order of arming. Creating a task queues it and
/// does not run it.
/// Interrupt: nothing but stop() and post().
class Scheduler {
public:
    Scheduler() noexcept = default;
    /// Destroys all its unfinished tasks. Panics if it is running.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Starts a Task; it gets its first turn behind everything that is ready. Panics with the bytes
    /// asked for and left if the task memory had no room for it.
    template <typename T>
    TaskHandle<T> create_task(Task<T>&& task) noexcept {
        return TaskHandle<T>(start(task.release()));
    }

    /// Calls `function(*this, arguments...)` (or without the scheduler, if it takes none) and
    /// starts the Task that it returns. Arguments are kept in the frame; those that the function
    /// takes by reference must outlive the task, so temporaries are refused there.
    template <typename F, typename... Args>
        requires(!detail::is_task<std::remove_cvref_t<F>>)
    [[gnu::always_inline]] auto create_task(F&& function, Args&&... arguments) noexcept {
        detail::PromiseBase* promise;
        using T = typename decltype(make(std::forward<F>(function),
                                         std::forward<Args>(arguments)...))::value_type;
        {
            Task<T> task = make(std::forward<F>(function), std::forward<Args>(arguments)...);
            promise = task.release();
        }  // the empty Task ends here, so that the optimiser sees that nothing is left to destroy
        return TaskHandle<T>(start(promise));
    }

    /// As create_task(), but a lack of task memory is Errc::no_memory.
    template <typename F, typename... Args>
    auto try_create_task(F&& function, Args&&... arguments) noexcept {
        auto task = make(std::forward<F>(function), std::forward<Args>(arguments)...);
        using Handle = decltype(create_task(std::move(task)));
        if (!task.valid()) return Result<Handle>(Errc::no_memory);
        return Result<Handle>(create_task(std::move(task)));
    }

    /// The same as create_task().
    template <typename... Args>
    [[gnu::always_inline]] auto operator()(Args&&... arguments) noexcept {
        return create_task(std::forward<Args>(arguments)...);
    }

    /// Runs until `main` has ended and returns its value; other tasks stay as they are.
    template <typename T>
    T run(Task<T> main) noexcept {
        const TaskHandle<T> handle = create_task(std::move(main));
        handle.block_->flags |= detail::FrameHeader::main | detail::FrameHeader::observed;
        loop();
        if constexpr (detail::is_result<T>) {
            return handle.outcome();
        } else if constexpr (!std::is_void_v<T>) {
            return std::move(handle.outcome()).value();
        }
    }
    /// As create_task(), and gives the task its first turn at once. usched's way to start a thread.
    /// Errors: Errc::invalid_argument if it ends without having waited, or if it was started by
    /// another one's first turn.
    template <typename F, typename... Args>
    auto add_thread(F&& function, Args&&... arguments) noexcept {
        using Handle =
            decltype(create_task(std::forward<F>(function), std::forward<Args>(arguments)...));
        if (in_first_turn()) return Result<Handle>(Errc::invalid_argument);
        Handle task = create_task(std::forward<F>(function), std::forward<Args>(arguments)...);
        first_turn(*task.block_);
        if (task.done()) return Result<Handle>(Errc::invalid_argument);
        return Result<Handle>(std::move(task));
    }
    /// Runs until no task is left, one fails, or stop(); then destroys those that are left. Gives
    /// the error of the one that failed. usched's run().
    Result<void> run_threads() noexcept;
    /// Runs until stop(); may be called again and goes on where it stopped.
    void run_forever() noexcept { loop(); }
    /// Ends run_forever() after this turn; a second call changes nothing. Interrupt: allowed.
    void stop() noexcept { Attention::raise(attention_.stop); }

    /// Returns the scheduler that runs here; panics outside of one.
    [[nodiscard]] static Scheduler& current() noexcept;
    /// Returns whether run() or run_forever() is on the stack.
    [[nodiscard]] bool running() const noexcept { return hal::current_scheduler() == this; }

    /// Chooses another order from the next turn on. Linked only if called.
    void set_order(Order order) noexcept;
    [[nodiscard]] Order order() const noexcept { return order_; }
    /// Chooses how often pollers, and streams over devices that do not call, are asked while
    /// nothing is ready. Without any the processor sleeps until the next timer or interrupt in
    /// either mode. A task that loops on yield() keeps it awake.
    void set_power_mode(PowerMode mode) noexcept { power_mode_ = mode; }
    [[nodiscard]] PowerMode power_mode() const noexcept { return power_mode_; }

    /// Is called once for each task that fails while nobody awaits it. Without a handler the error
    /// is printed as a line, if the program uses the console.
    void on_unretrieved_error(ErrorHandler handler) noexcept { error_handler_ = handler; }

    /// The same awaitables as perth::sleep, sleep_until and yield.
    [[nodiscard]] static Sleep sleep(Duration duration) noexcept;
    [[nodiscard]] static SleepUntil sleep_until(Time time) noexcept;
    [[nodiscard]] static Yield yield() noexcept;

    // For awaitables and primitives.

    /// Queues the coroutine behind everything that is ready. To be called while it suspends.
    void queue(detail::PromiseBase& promise) noexcept {
        detail::mark_untimed(promise);
        ready_.push(promise);
    }
    /// Lets the coroutine sleep for `promise.due` microseconds; zero or less: queue(). To be called
    /// while it suspends.
    void queue_for(detail::PromiseBase& promise) noexcept;
    /// Lets the coroutine sleep until `promise.due`; the past: queue(). To be called while it
    /// suspends.
    void queue_until(detail::PromiseBase& promise) noexcept;
    /// Makes a coroutine ready that hangs in no queue any more.
    void wake(detail::PromiseBase& promise) noexcept;
    /// As wake(), inline: for where it counts.
    [[gnu::always_inline]] void wake_fast(detail::PromiseBase& promise) noexcept {
        detail::FrameHeader& block = promise.header();
        if ((block.flags & detail::FrameHeader::frozen) != 0) [[unlikely]] {
            block.status = TaskStatus::held;
            return;
        }
        block.status = TaskStatus::ready;
        detail::trace_ready(promise);
        ready_.push(promise);
    }
    /// As wake(), for one that an interrupt or a stream woke, `events` of them; it may be woken
    /// again before its turn, with more. Order says what that is worth.
    void wake_from_io(detail::PromiseBase& promise, std::uint32_t events = 1) noexcept;
    /// Lets the coroutine wait until `poller` says that its event has come. While it suspends.
    void poll(detail::PromiseBase& promise, detail::PollNode& poller) noexcept;
    /// Takes a coroutine, or the child that it waits for, out of its queue, whatever that is, and
    /// lets it go on in this turn. To be called in a Watcher's turn.
    void interrupt(detail::PromiseBase& promise) noexcept;
    /// Lets a coroutine that hangs in no queue any more go on in this turn. To be called in a
    /// Watcher's turn.
    void wake_at_once(detail::PromiseBase& promise) noexcept;
    /// Says that a watcher is destroyed, maybe in its own turn.
    void forget(const detail::Node& watcher) noexcept {
        if (current_ == &watcher) current_ = nullptr;
    }
    /// Takes a leaf out of the queue that its status names.
    void unlink(detail::PromiseBase& leaf) noexcept;
    /// Leaves `item` for this scheduler; its `take` runs between turns. An item that was posted
    /// must not be posted again before it was taken. Interrupt: allowed, also from other threads.
    void post(detail::InboxItem& item) noexcept;
    /// Takes `item` out again, if it is still there. Nobody may post it meanwhile.
    void unpost(detail::InboxItem& item) noexcept;

private:
    template <typename T>
    friend class TaskHandle;
    friend bool detail::finish(detail::PromiseBase& promise) noexcept;
    friend void detail::start_child(detail::PromiseBase&, detail::PromiseBase&) noexcept;
    friend void detail::queue_report(detail::FrameHeader&, void (*)(void*)) noexcept;
    friend void detail::print_report(detail::FrameHeader&) noexcept;
    friend bool detail::running_task(std::uint16_t&, const void*&) noexcept;
    friend detail::TaskAccess;
    friend detail::Profile;

    template <typename F, typename... Args>
    [[gnu::always_inline]] auto make(F&& function, Args&&... arguments) noexcept;

    /// Starts what a Task held; panics if it held nothing.
    detail::FrameHeader& start(detail::PromiseBase* promise) noexcept;
    void loop() noexcept;
    /// Lets `node` run to its next suspension, and what goes on in the same turn.
    [[gnu::always_inline]] void turn(detail::Node& node) noexcept {
        [[maybe_unused]] const detail::ProfiledTurn profiled(node);
        detail::Node* next = &node;
        detail::trace_turn(node);
        do {
            next_ = nullptr;
            current_ = next;
            detail::PromiseBase::of(*next).handle().resume();
            next = next_;
        } while (next != nullptr);
    }
    bool attend() noexcept;
    void arm(detail::PromiseBase& promise) noexcept;
    /// The reasons that most programs do not have. A weak reference: linked with what raises them.
    [[gnu::weak]] static void attend_rarely(Scheduler& scheduler) noexcept;
    void idle() noexcept;
    /// What the orders other than round robin, and pollers, want between two turns. Weak, too.
    [[gnu::weak]] static void arrange(Scheduler& scheduler) noexcept;
    [[gnu::weak]] static void hurry(detail::PromiseBase& promise, std::int64_t urgency) noexcept;
    void expire(std::int64_t now) noexcept;
    [[nodiscard]] detail::Node* most_urgent(bool& more, bool& polls) noexcept;
    void set_poll_alarm(std::int64_t now, bool polls) noexcept;

    /// What attention_.internal may hold.
    enum Reason : std::uint8_t {
        timers_changed = 1,  ///< another timer is first now
        task_doomed = 2,     ///< a task is to be destroyed at the end of this turn
        task_paused = 4,     ///< the running task was paused
        hurried = 8,         ///< arrange() has something to do
    };
    void note(Reason reason) noexcept {
        const unsigned reasons = attention_.internal.load(std::memory_order_relaxed) | reason;
        attention_.internal.store(static_cast<std::uint8_t>(reasons), std::memory_order_relaxed);
    }
    /// Returns whether `reason` was noted, and forgets it.
    bool take(Reason reason) noexcept {
        const unsigned reasons = attention_.internal.load(std::memory_order_relaxed);
        attention_.internal.store(static_cast<std::uint8_t>(reasons & ~unsigned{reason}),
                                  std::memory_order_relaxed);
        return (reasons & reason) != 0;
    }

    [[nodiscard]] bool in_first_turn() const noexcept;
    void first_turn(detail::FrameHeader& task) noexcept;
    [[nodiscard]] bool threads_are_over() const noexcept;
    static detail::PromiseBase& leaf_of(detail::FrameHeader& block) noexcept;
    [[nodiscard]] bool is_on_stack(detail::FrameHeader& task) const noexcept;
    static Cancelled cancel(detail::FrameHeader& task) noexcept;
    static Result<void> pause(detail::FrameHeader& task) noexcept;
    static Result<void> resume(detail::FrameHeader& task) noexcept;
    void destroy(detail::FrameHeader& task) noexcept;
    void destroy_all(std::uint8_t flag) noexcept;
    [[nodiscard]] bool owns(detail::FrameHeader& block) const noexcept;
    /// The inbox's part of post().
    void put_in_inbox(detail::InboxItem& item) noexcept;
    detail::InboxItem* take_inbox() noexcept;
    void hold(detail::FrameHeader& task) noexcept;

    detail::ReadyQueue ready_;
    detail::TimerQueue timers_;
    Attention attention_;
    detail::Node* next_ = nullptr;     ///< goes on at once, in the same turn: a child or its parent
    detail::Node* current_ = nullptr;  ///< the coroutine whose turn it is or was; null while idle
    std::atomic<detail::InboxItem*> inbox_ = nullptr;
    ErrorHandler error_handler_ = nullptr;
    detail::WaitLine hurried_;  ///< ready out of turn, and pollers; `due` holds the urgency
    std::uint16_t last_id_ = 0;
    Order order_ : 2 = Order::round_robin;
    PowerMode power_mode_ : 1 = PowerMode::run;
    bool dying_ : 1 = false;
    bool threads_ : 1 = false;   ///< run_threads() is on the stack
    Errc failure_ = Errc::none;  ///< what ends run_threads()
};

namespace detail {

/// Whether every argument lives long enough for the parameter that it binds to.
template <typename Function, typename... Args>
inline constexpr bool outlives = true;
template <typename R, typename... Parameters, typename... Args>
    requires(sizeof...(Parameters) == sizeof...(Args))
inline constexpr bool outlives<R (*)(Parameters...), Args...> =
    ((!std::is_reference_v<Parameters> || std::is_lvalue_reference_v<Args>) && ...);

}  // namespace detail

template <typename F, typename... Args>
auto Scheduler::make(F&& function, Args&&... arguments) noexcept {
    using Function = std::decay_t<F>;
    static_assert(std::is_pointer_v<Function> || std::is_empty_v<Function>,
                  "a lambda that captures cannot be started as a task: its captures die before the "
                  "task; pass them as arguments");
    constexpr bool wants_scheduler = std::is_invocable_v<F, Scheduler&, Args...>;
    if constexpr (wants_scheduler) {
        static_assert(
            detail::outlives<Function, Scheduler&, Args&&...>,
            "a task's reference parameter binds only to something that outlives the task, "
            "not to a temporary; take the parameter by value");
        return function(*this, std::forward<Args>(arguments)...);
    } else {
        static_assert(
            detail::outlives<Function, Args&&...>,
            "a task's reference parameter binds only to something that outlives the task, "
            "not to a temporary; take the parameter by value");
        return function(std::forward<Args>(arguments)...);
    }
}

template <typename T>
Cancelled TaskHandle<T>::cancel() const noexcept {
    return Scheduler::cancel(*block_);
}
template <typename T>
Result<void> TaskHandle<T>::pause() const noexcept {
    return Scheduler::pause(*block_);
}
template <typename T>
Result<void> TaskHandle<T>::resume() const noexcept {
    return Scheduler::resume(*block_);
}

}  // namespace perth
