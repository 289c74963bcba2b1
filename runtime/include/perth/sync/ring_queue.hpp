// A queue that can drop its oldest item.
#pragma once

#include <cstddef>
#include <utility>

#include "perth/sync/queue.hpp"

namespace perth {

/// A Queue for values of which the newest matter most: a producer that must not wait drops the
/// oldest.
///
///     perth::RingQueue<int, 8> readings;
///     unsigned lost = 0;
///
///     perth::Task<> sample(perth::Scheduler&) {
///         for (int i = 0; i < 10; ++i) lost += readings.push_overwrite(i);
///         co_return;
///     }
///
/// Of several consumers, each should yield after an item, or one of them takes them all.
/// Interrupt:  not allowed; see SpscQueue.
template <typename T, std::size_t N>
class RingQueue : public Queue<T, N> {
public:
    /// Puts an item in any case. Returns whether one was lost for it: the oldest, or, if all room
    /// is reserved for waiting producers or the queue is closed, this one.
    bool push_overwrite(T item) noexcept {
        if (this->state_.closed()) return true;
        if (this->state_.slots.try_take()) {
            this->push(std::move(item));
            return false;
        }
        if (this->state_.size() > 0) {
            this->slots_.destroy(this->state_.pop());
            this->state_.lose();
            this->slots_.put(this->state_.push(), std::move(item));
        }
        return true;
    }

    /// Returns the oldest item, which stays. Errors: Errc::queue_empty.
    [[nodiscard]] Result<T> peek() const noexcept {
        if (this->state_.size() == 0) return Errc::queue_empty;
        return this->slots_[this->state_.front()];
    }
};

}  // namespace perth
