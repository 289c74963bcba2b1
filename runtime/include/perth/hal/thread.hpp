// What a port owes for preemptive threads. Linked only with what starts one or sleeps in one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "perth/hal/attention.hpp"

namespace perth::hal {

/// A thread as its port knows it. Only `stack`, `stack_words` and `stop` are set by others.
struct ThreadRecord {
    enum class State : std::uint8_t {
        ended,     ///< or never started
        ready,     ///< runs, or waits for its turn
        sleeping,  ///< until `due`
        joining,   ///< until another has ended
        idle,      ///< of the main thread: until its scheduler's attention is wanted
    };

    void* context = nullptr;  ///< where its registers are; on the host its std::jthread
    ThreadRecord* next = nullptr;
    std::int64_t due = 0;
    std::uint32_t* stack = nullptr;
    std::size_t stack_words = 0;
    ThreadRecord* joiner = nullptr;  ///< who waits for its end
    std::atomic<State> state = State::ended;
    std::atomic<bool> stop = false;
};

/// What a thread runs: calls `function`, whose type it knows, with `argument`.
using ThreadEntry = void (*)(void (*function)(), void* argument);

/// Lets `thread` run entry(function, argument), beside the caller. It does not run already.
void start_thread(ThreadRecord& thread, ThreadEntry entry, void (*function)(),
                  void* argument) noexcept;
/// Waits until `thread` has ended; returns at once if it was never started.
void join_thread(ThreadRecord& thread) noexcept;
/// Lets others run until now() >= `due`.
void sleep_thread_until(std::int64_t due) noexcept;
/// Lets the others that are ready have their turns.
void yield_thread() noexcept;
/// Returns the thread that runs now, null for the main thread.
[[nodiscard]] ThreadRecord* current_thread() noexcept;
/// Returns how many bytes of the stack were never used since its start.
[[nodiscard]] std::size_t unused_stack(const ThreadRecord& thread) noexcept;
/// As idle(), but lets other threads run; goes on at the end of a slice after `attention` was
/// raised.
void idle_beside_threads(const Attention& attention) noexcept;
/// Lets it go on at once. Called after an attention was raised. Interrupt: allowed.
void end_idle_beside_threads() noexcept;

}  // namespace perth::hal
