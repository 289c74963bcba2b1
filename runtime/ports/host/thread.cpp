// Threads of the host: std::jthread, and their part in virtual time.
#include "perth/hal/thread.hpp"

#include <memory>
#include <thread>

#include "clock.hpp"
#include "perth/hal/hal.hpp"

namespace perth::hal {
namespace {

thread_local ThreadRecord* current = nullptr;

}  // namespace

using host::simulated_clock;

void start_thread(ThreadRecord& thread, ThreadEntry entry, void (*function)(),
                  void* argument) noexcept {
    simulated_clock().thread_begins(thread);
    thread.context = new std::jthread([&thread, entry, function, argument] {
        current = &thread;
        entry(function, argument);
        simulated_clock().thread_ends(thread);
    });
}

void join_thread(ThreadRecord& thread) noexcept {
    simulated_clock().wait_for_end(thread, current);
    // Destroying a std::jthread joins it.
    const std::unique_ptr<std::jthread> ended(static_cast<std::jthread*>(thread.context));
    thread.context = nullptr;
}

void sleep_thread_until(std::int64_t due) noexcept {
    simulated_clock().sleep_thread(due, current != nullptr);
}

void yield_thread() noexcept { std::this_thread::yield(); }

ThreadRecord* current_thread() noexcept { return current; }

std::size_t unused_stack(const ThreadRecord& thread) noexcept {
    return thread.stack_words * sizeof *thread.stack;
}

void idle_beside_threads(const Attention&) noexcept { idle(); }

void end_idle_beside_threads() noexcept {}  // wake() has done it

}  // namespace perth::hal
