#include "perth/core/timer_queue.hpp"

namespace perth::detail {

Node* TimerQueue::join(Node& older, Node& newer) noexcept {
    if (older.due <= newer.due) {  // the child is newer than all of its parent's
        Node* const newest = older.child;
        older.child = &newer;
        if (newest == nullptr) {
            newer.next = &older;
            newer.prev = &newer;
        } else {
            newer.next = newest;
            newer.prev = newest->prev;
            newest->prev = &newer;
        }
        return &older;
    }
    // The child is older than all of its parent's.
    older.next = &newer;
    Node* const newest = newer.child;
    if (newest == nullptr) {
        older.prev = newer.child = &older;
    } else {
        older.prev = newest->prev;
        newest->prev->next = &older;
        newest->prev = &older;
    }
    return &newer;
}

Node* TimerQueue::join_children(Node& node) noexcept {
    // From the oldest to the newest, neighbours are joined in pairs; then the pairs, newest first.
    if (node.child == nullptr) return nullptr;
    Node* rest = node.child->prev;
    node.child->prev = nullptr;  // ends the walk towards the newest
    Node* pairs = nullptr;       // the newest pair first, linked by `next`
    do {
        Node* pair = rest;
        Node* const newer = pair->prev;
        rest = nullptr;
        if (newer != nullptr) {
            rest = newer->prev;
            pair = join(*pair, *newer);
        }
        pair->next = pairs;
        pairs = pair;
    } while (rest != nullptr);
    while (pairs->next != nullptr) {
        Node* const older = pairs->next;
        Node* const after = older->next;
        pairs = join(*older, *pairs);
        pairs->next = after;
    }
    return pairs;
}

void TimerQueue::remove(Node& node) noexcept {
    Node* const heir = join_children(node);
    if (root_ == &node) {
        root_ = heir;
        return;
    }
    // The two links that lead to the node: from the newer neighbour (or the parent to its newest),
    // and back from the older one (or from the newest to its oldest).
    Node** const forward = node.prev->next == &node ? &node.prev->next : &node.prev->next->child;
    Node* const after = node.next;
    const bool is_oldest = after->child != nullptr && after->child->prev == &node;
    Node** const backward = is_oldest ? &after->child->prev : &after->prev;
    if (heir != nullptr) {
        heir->next = after;
        heir->prev = node.prev == &node ? heir : node.prev;
        *forward = *backward = heir;
    } else if (node.prev == &node) {
        *forward = nullptr;
    } else {
        *backward = node.prev;
        *forward = after;
    }
}

}  // namespace perth::detail
