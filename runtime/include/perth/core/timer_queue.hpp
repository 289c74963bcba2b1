// What sleeps, in order of due time, then of arming.
#pragma once

#include "perth/core/node.hpp"

namespace perth::detail {

/// A pairing heap that keeps the order of arming among equal due times without a sequence number.
///
/// Time: arming is constant; taking out the first or any other grows like log n (amortised).
///
/// A node's children form a list from the newest to the oldest: `child` is the newest, `prev` of
/// the newest is the oldest, `next` of the oldest is the parent. Invariants:
///   - a parent's due is not later than its children's; where it is equal, the parent was armed
///   first;
///   - of two siblings, everything below (and including) the older was armed before everything
///   below
///     the newer. Hence comparing two roots by due, and by side where equal, is enough.
/// Both hold because trees are only ever joined with their neighbours in age.
class TimerQueue {
public:
    [[nodiscard]] bool empty() const noexcept { return root_ == nullptr; }
    /// Returns the one that is due first; the queue must not be empty.
    [[nodiscard]] Node& first() const noexcept { return *root_; }
    /// Adds a node whose `due` is set. Returns whether it is now the first.
    bool push(Node& node) noexcept {
        node.child = nullptr;
        root_ = root_ == nullptr ? &node : join(*root_, node);
        return root_ == &node;
    }
    /// Takes the first out; the queue must not be empty.
    Node& pop() noexcept {
        Node& node = *root_;
        root_ = join_children(node);
        return node;
    }
    /// Takes out one that may be anywhere.
    void remove(Node& node) noexcept;

private:
    /// Makes one tree of two; everything in `older` was armed before everything in `newer`.
    static Node* join(Node& older, Node& newer) noexcept;
    /// Makes one tree of the node's children; null if it has none.
    static Node* join_children(Node& node) noexcept;

    Node* root_ = nullptr;
};

}  // namespace perth::detail
