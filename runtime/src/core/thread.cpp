#include "perth/core/thread.hpp"

#include "perth/base/panic.hpp"
#include "perth/core/scheduler.hpp"

namespace perth {

void detail::AnyThread::begin(hal::ThreadEntry entry, void (*function)(), void* argument) noexcept {
    if (running() || record_.context != nullptr) panic("thread started twice");
    record_.stop.store(false, std::memory_order_relaxed);
    hal::start_thread(record_, entry, function, argument);
}

// In a program with threads these are linked; the others are weak.
void Scheduler::idle() noexcept {
    current_ = nullptr;
    const hal::Critical guard;
    if (!attention_.any()) hal::idle_beside_threads(attention_);
}

void Scheduler::post(detail::InboxItem& item) noexcept {
    detail::trace_item(detail::TraceKind::post, item);
    put_in_inbox(item);
    Attention::raise(attention_.inbox);
    hal::end_idle_beside_threads();
}

}  // namespace perth
