// A queue between a task and an interrupt or a foreign thread.
#pragma once

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <optional>
#include <utility>

#include "perth/base/result.hpp"
#include "perth/sync/doorbell.hpp"
#include "perth/sync/slots.hpp"
#include "perth/sync/waiting.hpp"

namespace perth {

namespace detail {

/// The indices of a ring with one producer and one consumer, and the task that waits at each end.
///
/// Shared state: `written_` is stored by the producer alone, `read_` by the consumer alone, each
/// after the values themselves were written or moved out; both count modulo twice the capacity, so
/// that a full ring differs from an empty one. `closed_` is set once. The lines of waiters belong
/// to the scheduler's context.
class SpscState {
public:
    enum class Side : bool { producer, consumer };

    explicit SpscState(unsigned capacity) noexcept : capacity_(capacity) {}
    ~SpscState();

    /// How many there are to be read, or room for how many; at least, since the other side goes on.
    [[nodiscard]] unsigned readable() const noexcept;
    [[nodiscard]] unsigned writable() const noexcept { return capacity_ - readable(); }
    /// Returns the index of the next to be read or written.
    [[nodiscard]] unsigned read_index() const noexcept { return index_of(read_.load()); }
    [[nodiscard]] unsigned write_index() const noexcept { return index_of(written_.load()); }
    /// Tells the other side that `count` were read or written.
    void read(unsigned count) noexcept;
    void write(unsigned count) noexcept;

    [[nodiscard]] bool closed() const noexcept { return closed_.load(); }
    void close() noexcept;

    /// Returns whether there is something to do for that side: values, room, or the end.
    [[nodiscard]] bool ready(Side side) const noexcept {
        const unsigned read = read_.load();
        const unsigned written = written_.load();
        const bool some = side == Side::consumer
                              ? written != read
                              : written != read + capacity_ && read != written + capacity_;
        return some || closed();
    }
    [[nodiscard]] bool awaited(Side side) const noexcept {
        return !(side == Side::consumer ? consumer_ : producer_).line.empty();
    }
    /// Lets `task` wait unless its side is ready. Returns whether it waits.
    bool enter(Side side, PromiseBase& task) noexcept;

private:
    struct End : Doorbell {
        End(SpscState& of, Side which) noexcept : Doorbell(&answer), state(of), side(which) {}
        static void answer(Doorbell& bell) noexcept;

        SpscState& state;
        WaitLine line;
        Side side;
    };

    [[nodiscard]] unsigned index_of(unsigned count) const noexcept {
        return count < capacity_ ? count : count - capacity_;
    }
    [[nodiscard]] unsigned add(unsigned count, unsigned more) const noexcept {
        const unsigned sum = count + more;
        return sum < 2 * capacity_ ? sum : sum - 2 * capacity_;
    }

    const unsigned capacity_;
    std::atomic<unsigned> read_ = 0;
    std::atomic<unsigned> written_ = 0;
    std::atomic<bool> closed_ = false;
    End producer_{*this, Side::producer};
    End consumer_{*this, Side::consumer};
};

/// Awaits what one side of a ring waits for.
class SpscWait {
public:
    SpscWait(SpscState& state, SpscState::Side side) noexcept : state_(state), side_(side) {}

    [[nodiscard]] bool await_ready() noexcept {
        if (state_.awaited(side_)) error_ = Errc::already_waiting;
        return error_ != Errc::none || state_.ready(side_);
    }
    template <typename P>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<P> task) const noexcept {
        return state_.enter(side_, task.promise());
    }

protected:
    [[nodiscard]] Errc error() const noexcept { return error_; }

private:
    SpscState& state_;
    SpscState::Side side_;
    Errc error_ = Errc::none;
};

}  // namespace detail

/// Up to N items from one producer to one consumer, of which at most one is a task: the other may
/// be an interrupt or a foreign thread. Lock-free. Two tasks may use it, too.
///
///     perth::SpscQueue<int, 8> samples;
///
///     void on_sample(int value) { (void)samples.try_put(value); }  // in an interrupt
///
///     perth::Task<> filter(perth::Scheduler&) {
///         for (int i = 0; i < 3; ++i) {
///             const perth::Result<int> sample = co_await samples.get();
///             perth::println("{}", sample.value());
///         }
///     }
///
/// Cancel:     who waits leaves; nothing was taken or put.
/// Interrupt:  try_put() on one side, try_get() on the other, close() and the queries; bounded,
///             about 100 instructions and the move of an item.
/// Memory:     N items and 80 bytes on a 32-bit core. It outlives the interrupts and threads that
///             use it. Destroying it while a task waits panics.
template <typename T, std::size_t N>
class SpscQueue {
    using Side = detail::SpscState::Side;
    class Put;
    template <typename Given>
    class Get;

public:
    using value_type = T;

    SpscQueue() noexcept = default;
    ~SpscQueue() {
        while (try_get()) {
        }
    }
    SpscQueue(const SpscQueue&) = delete;
    SpscQueue& operator=(const SpscQueue&) = delete;

    /// Errors: Errc::queue_full; Errc::end_of_stream if the queue is closed.
    /// Interrupt: allowed, also from other threads.
    Result<void> try_put(T item) noexcept {
        if (state_.closed()) return Errc::end_of_stream;
        if (state_.writable() == 0) return Errc::queue_full;
        slots_.put(state_.write_index(), std::move(item));
        state_.write(1);
        return {};
    }
    /// Errors: Errc::queue_empty; Errc::end_of_stream if the queue is closed and empty.
    /// Interrupt: allowed, also from other threads.
    Result<T> try_get() noexcept {
        const bool was_closed = state_.closed();  // before looking: a last item may come with it
        if (state_.readable() == 0) return was_closed ? Errc::end_of_stream : Errc::queue_empty;
        T item = slots_.take(state_.read_index());
        state_.read(1);
        return item;
    }
    /// As try_put() and try_get(), again and again until it is done; `pause()` is called in
    /// between. Only for a foreign thread or another core: in a task or an interrupt it would wait
    /// for ever.
    template <typename Pause>
    Result<void> put_blocking(T item, Pause pause) noexcept {
        while (!state_.ready(Side::producer)) pause();
        return try_put(std::move(item));
    }
    template <typename Pause>
    Result<T> get_blocking(Pause pause) noexcept {
        while (!state_.ready(Side::consumer)) pause();
        return try_get();
    }

    /// Puts an item, waiting for room. Gives Result<void>. Errors: Errc::end_of_stream if the queue
    /// is or gets closed; Errc::already_waiting if another task waits for room.
    [[nodiscard]] Put put(T item) noexcept { return Put(*this, std::move(item)); }
    /// Takes the oldest item, waiting for one. Gives Result<T>. Errors: Errc::end_of_stream if the
    /// queue is closed and empty; Errc::already_waiting if another task waits for an item.
    [[nodiscard]] Get<Result<T>> get() noexcept { return Get<Result<T>>(*this); }
    /// As get(), but gives std::optional<T>, nothing at the end or on error.
    [[nodiscard]] Get<std::optional<T>> next() noexcept { return Get<std::optional<T>>(*this); }

    /// Lets nothing more in and wakes whoever waits; to be called by the producer. Interrupt:
    /// allowed, also from other threads.
    void close() noexcept { state_.close(); }

    [[nodiscard]] std::size_t size() const noexcept { return state_.readable(); }
    [[nodiscard]] static constexpr std::size_t capacity() noexcept { return N; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] bool full() const noexcept { return size() == N; }

private:
    detail::SpscState state_{N};
    detail::Slots<T, N> slots_;
};

template <typename T, std::size_t N>
class [[nodiscard("co_await it")]] SpscQueue<T, N>::Put : public detail::SpscWait {
public:
    Put(SpscQueue& queue, T&& item) noexcept
        : SpscWait(queue.state_, Side::producer), queue_(queue), item_(std::move(item)) {}

    Result<void> await_resume() noexcept {
        if (error() != Errc::none) return error();
        return queue_.try_put(std::move(item_));
    }

private:
    SpscQueue& queue_;
    T item_;
};

template <typename T, std::size_t N>
template <typename Given>
class [[nodiscard("co_await it")]] SpscQueue<T, N>::Get : public detail::SpscWait {
public:
    explicit Get(SpscQueue& queue) noexcept
        : SpscWait(queue.state_, Side::consumer), queue_(queue) {}

    Given await_resume() noexcept {
        Result<T> item = error() == Errc::none ? queue_.try_get() : Result<T>(error());
        if constexpr (detail::is_result<Given>) {
            return item;
        } else {
            return item ? Given(std::move(item).value()) : std::nullopt;
        }
    }

private:
    SpscQueue& queue_;
};

/// The name that MicroPython gives it.
template <typename T, std::size_t N>
using ThreadSafeQueue = SpscQueue<T, N>;

}  // namespace perth
