// The links by which a waiting task hangs in a queue, and the two queues that are lists.
#pragma once

#include <cstdint>

#include "perth/core/in_task.hpp"

namespace perth::detail {

class WaitLine;

/// Microseconds since start. Aligned to four so that a promise needs no padding on a 32-bit core.
using Due [[gnu::aligned(4)]] = std::int64_t;

/// A place in one queue at a time: ready queue, timer queue or a primitive's line of waiters.
///
/// Says nothing until it is in a queue.
struct Node {
    Node* next;
    Node* prev;
    union {
        Node* child;     ///< timer queue: the newest child
        WaitLine* line;  ///< line of waiters: the line itself
    };
    Due due;  ///< timer queue only
};

/// What is ready to run, first in, first out. Only the scheduler's own thread touches it.
///
/// The last link is kept as its distance from the queue itself, so that an empty queue is all zeros
/// and a Scheduler needs no code to begin with.
class ReadyQueue {
public:
    void push(Node& node) noexcept {
        check_in_task();
        node.next = nullptr;
        *last_link() = &node;
        last_ =
            reinterpret_cast<std::uintptr_t>(&node.next) - reinterpret_cast<std::uintptr_t>(this);
    }
    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    void push_front(Node& node) noexcept {
        if (first_ == nullptr) return push(node);
        node.next = first_;
        first_ = &node;
    }
    /// Returns the oldest, or null.
    [[gnu::always_inline]] Node* pop() noexcept {
        Node* const node = first_;
        if (node != nullptr) {
            first_ = node->next;
            if (first_ == nullptr) last_ = 0;
        }
        return node;
    }
    /// Takes out one that may be anywhere. Time: grows with the number that are ready.
    void remove(Node& node) noexcept;

private:
    Node** last_link() noexcept {
        return reinterpret_cast<Node**>(reinterpret_cast<std::uintptr_t>(this) + last_);
    }

    Node* first_ = nullptr;  // stands first: its link is at distance zero
    std::uintptr_t last_ = 0;
};

/// A line of tasks that wait for the same thing, first come, first served; any may leave at any
/// time.
///
/// A ring: the first one's `prev` is the last one.
class WaitLine {
public:
    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
    /// Returns the first, or null.
    [[nodiscard]] Node* first() const noexcept { return first_; }
    /// Returns the one behind `node`, or null.
    [[nodiscard]] Node* after(const Node& node) const noexcept {
        return node.next == first_ ? nullptr : node.next;
    }
    void push(Node& node) noexcept;
    /// Returns the first, taken out, or null.
    [[gnu::always_inline]] Node* pop() noexcept {
        check_in_task();
        Node* const node = first_;
        if (node != nullptr) remove_first();
        return node;
    }
    /// Takes all out. Returns the first, from which `next` leads to the others and to null.
    Node* pop_all() noexcept {
        check_in_task();
        Node* const node = first_;
        if (node != nullptr) node->prev->next = nullptr;
        first_ = nullptr;
        return node;
    }
    /// Takes `node` out of the line that it waits in.
    static void remove(Node& node) noexcept;

private:
    [[gnu::always_inline]] void remove_first() noexcept {
        Node* const node = first_;
        Node* const next = node->next;
        if (next == node) {
            first_ = nullptr;
            return;
        }
        first_ = next;
        next->prev = node->prev;
        node->prev->next = next;
    }

    Node* first_ = nullptr;
};

}  // namespace perth::detail
