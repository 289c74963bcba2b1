#include "perth/core/node.hpp"

#include "perth/core/in_task.hpp"

namespace perth::detail {

void ReadyQueue::remove(Node& node) noexcept {
    Node** link = &first_;
    while (*link != &node) link = &(*link)->next;
    *link = node.next;
    if (node.next == nullptr) {
        last_ = reinterpret_cast<std::uintptr_t>(link) - reinterpret_cast<std::uintptr_t>(this);
    }
}

void WaitLine::push(Node& node) noexcept {
    check_in_task();
    node.line = this;
    if (first_ == nullptr) {
        first_ = node.next = node.prev = &node;
        return;
    }
    node.next = first_;
    node.prev = first_->prev;
    node.prev->next = &node;
    first_->prev = &node;
}

void WaitLine::remove(Node& node) noexcept {
    check_in_task();
    WaitLine& line = *node.line;
    node.next->prev = node.prev;
    node.prev->next = node.next;
    if (line.first_ == &node) line.first_ = node.next == &node ? nullptr : node.next;
}

}  // namespace perth::detail
