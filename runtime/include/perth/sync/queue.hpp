// A queue between tasks.
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/sync/event.hpp"
#include "perth/sync/permits.hpp"
#include "perth/sync/slots.hpp"

namespace perth {

namespace detail {

/// What does not depend on the type of the items: where they lie, who waits, whether it is closed.
///
/// `items` are permits to take one, `slots` permits to put one; those who hold a permit find an
/// item, or room, unless the queue was closed meanwhile.
class QueueState {
public:
    explicit QueueState(unsigned capacity) noexcept;

    [[nodiscard]] unsigned size() const noexcept { return size_; }
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    void close() noexcept;
    /// Returns the oldest's index.
    [[nodiscard]] unsigned front() const noexcept { return front_; }
    /// Counts an item more; returns its index.
    [[gnu::always_inline]] unsigned push() noexcept {
        unsigned index = front_ + size_;
        if (index >= capacity_) index -= capacity_;
        ++size_;
        ++unfinished_;
        all_done.clear();
        return index;
    }
    /// Counts an item less; returns its index.
    [[gnu::always_inline]] unsigned pop() noexcept {
        const unsigned index = front_;
        if (++front_ == capacity_) front_ = 0;
        --size_;
        return index;
    }
    void task_done() noexcept;
    /// Counts out an item that nobody is going to take.
    void lose() noexcept { --unfinished_; }

    Permits items{0};
    Permits slots;
    Event all_done;

private:
    unsigned capacity_;
    unsigned front_ = 0;
    unsigned size_ = 0;
    unsigned unfinished_ = 0;
    bool closed_ = false;
};

}  // namespace detail

/// Up to N items, first in, first out, for any number of producers and consumers. As asyncio's
/// Queue.
///
///     perth::Queue<int, 4> numbers;
///
///     perth::Task<> produce(perth::Scheduler&) {
///         for (int i = 0; i < 10; ++i) (void)co_await numbers.put(i);
///         numbers.close();
///     }
///     perth::Task<int> sum() {
///         int total = 0;
///         while (const std::optional<int> number = co_await numbers.next()) total += *number;
///         co_return total;
///     }
///
/// Order:      waiting consumers and producers are served first come, first served; an item, or
///             room for one, is reserved for the first in line, and nobody overtakes.
/// Cancel:     who waits leaves the line; what was reserved for it goes to the next one. A put()
///             that did not return has not put anything.
/// Interrupt:  not allowed; see SpscQueue.
/// Memory:     N items and 44 bytes on a 32-bit core; allocates nothing. Destroying it while a task
///             waits panics.
template <typename T, std::size_t N>
class Queue {
    class Put;
    template <typename Given>
    class Get;

public:
    using value_type = T;

    Queue() noexcept = default;
    ~Queue() {
        while (state_.size() > 0) slots_.destroy(state_.pop());
    }
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    /// Puts an item, waiting for room. Gives Result<void>. Errors: Errc::end_of_stream if the queue
    /// is or gets closed.
    [[nodiscard]] Put put(T item) noexcept { return Put(*this, std::move(item)); }
    /// Takes the oldest item, waiting for one. Gives Result<T>. Errors: Errc::end_of_stream if the
    /// queue is closed and empty.
    [[nodiscard]] Get<Result<T>> get() noexcept { return Get<Result<T>>(*this); }
    /// As get(), but gives std::optional<T>, nothing at the end.
    [[nodiscard]] Get<std::optional<T>> next() noexcept { return Get<std::optional<T>>(*this); }

    /// Errors: Errc::queue_full; Errc::end_of_stream if the queue is closed.
    Result<void> try_put(T item) noexcept {
        if (state_.closed()) return Errc::end_of_stream;
        if (!state_.slots.try_take()) return Errc::queue_full;
        push(std::move(item));
        return {};
    }
    /// Errors: Errc::queue_empty, also if what is there is reserved for waiting tasks;
    /// Errc::end_of_stream if the queue is closed and empty.
    [[nodiscard]] Result<T> try_get() noexcept {
        if (state_.items.try_take() && state_.size() > 0) return pop();
        return state_.closed() ? Errc::end_of_stream : Errc::queue_empty;
    }

    /// Lets nothing more in. Those who wait with put() get Errc::end_of_stream, as do those who
    /// wait with get(), or come later, when the remaining items are gone.
    void close() noexcept { state_.close(); }

    /// Says that an item that was taken has been worked on; surplus calls change nothing.
    void task_done() noexcept { state_.task_done(); }
    /// Waits until task_done() was called for every item that was put. Gives nothing.
    [[nodiscard]] auto join() noexcept { return state_.all_done.wait(); }

    /// Returns the number of items, those that are reserved for waiting tasks included.
    [[nodiscard]] std::size_t size() const noexcept { return state_.size(); }
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return N; }
    /// Returns whether try_get() would find nothing.
    [[nodiscard]] bool empty() const noexcept {
        return state_.items.free() == 0 || state_.size() == 0;
    }
    /// Returns whether try_put() would find no room.
    [[nodiscard]] bool full() const noexcept { return state_.slots.free() == 0; }

protected:
    /// To be called with a permit for a slot.
    void push(T&& item) noexcept {
        slots_.put(state_.push(), std::move(item));
        state_.items.give();
    }
    /// To be called with a permit for an item.
    T pop() noexcept {
        T item = slots_.take(state_.pop());
        state_.slots.give();
        return item;
    }

    detail::QueueState state_{N};
    detail::Slots<T, N> slots_;
};

template <typename T, std::size_t N>
class [[nodiscard("co_await it")]] Queue<T, N>::Put : public detail::PermitWait {
public:
    Put(Queue& queue, T&& item) noexcept
        : PermitWait(queue.state_.slots), queue_(queue), item_(std::move(item)) {}

    [[nodiscard]] bool await_ready() noexcept {
        return queue_.state_.closed() || PermitWait::await_ready();
    }
    Result<void> await_resume() noexcept {
        PermitWait::await_resume();
        if (queue_.state_.closed()) return Errc::end_of_stream;
        queue_.push(std::move(item_));
        return {};
    }

private:
    Queue& queue_;
    T item_;
};

template <typename T, std::size_t N>
template <typename Given>
class [[nodiscard("co_await it")]] Queue<T, N>::Get : public detail::PermitWait {
public:
    explicit Get(Queue& queue) noexcept : PermitWait(queue.state_.items), queue_(queue) {}

    [[nodiscard]] bool await_ready() noexcept {
        const bool permitted = PermitWait::await_ready();
        at_end_ = !permitted && queue_.state_.closed();
        return permitted || at_end_;
    }
    Given await_resume() noexcept {
        PermitWait::await_resume();
        if (!at_end_ && queue_.state_.size() > 0) return queue_.pop();
        if constexpr (detail::is_result<Given>) {
            return Errc::end_of_stream;
        } else {
            return std::nullopt;
        }
    }

private:
    Queue& queue_;
    bool at_end_ = false;  // of a closed queue; what is left is reserved for those who came before
};

}  // namespace perth
