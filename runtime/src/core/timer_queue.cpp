#include "perth/core/timer_queue.hpp"

namespace perth::detail {

Node* TimerQueue::join(Node& older, Node& newer) noexcept {
    const bool older_wins = older.due <= newer.due;
    Node& parent = older_wins ? older : newer;
    Node& child = older_wins ? newer : older;
    Node* const newest = parent.child;
    child.next = &parent;
    if (newest == nullptr) {
        child.prev = &child;
        parent.child = &child;
        return &parent;
    }
    Node* const oldest = newest->prev;
    child.prev = oldest;
    newest->prev = &child;
    if (older_wins) {  // the child is newer than all of the parent's
        child.next = newest;
        parent.child = &child;
    } else {  // the child is older than all of the parent's
        oldest->next = &child;
    }
    return &parent;
}

Node* TimerQueue::join_children(Node& node) noexcept {
    // From the oldest to the newest, neighbours are joined in pairs; then the pairs, newest first.
    if (node.child == nullptr) return nullptr;
    Node* rest = node.child->prev;
    node.child->prev = nullptr;  // ends the walk towards the newest
    Node* pairs = nullptr;       // the newest pair first, linked by `next`
    while (rest != nullptr) {
        Node* pair = rest;
        Node* const newer = pair->prev;
        rest = nullptr;
        if (newer != nullptr) {
            rest = newer->prev;
            pair = join(*pair, *newer);
        }
        pair->next = pairs;
        pairs = pair;
    }
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
