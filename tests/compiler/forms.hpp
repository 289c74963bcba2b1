// A coroutine type with nothing but what the forms in this folder need.
#pragma once

#include <coroutine>
#include <cstdlib>

struct Task {
    struct promise_type {
        Task get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::abort(); }
    };
    std::coroutine_handle<promise_type> handle;
};

/// Waits one turn and gives its value.
struct Answer {
    bool value;
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<>) {}
    bool await_resume() { return value; }
};

inline Answer answer(bool value) { return {value}; }

inline int steps = 0;

/// Returns 0 if the coroutine comes to its end within a few turns and has made so many steps.
inline int check(Task task, int wanted) {
    for (int turn = 0; turn < 5 && !task.handle.done(); ++turn) task.handle.resume();
    return task.handle.done() && steps == wanted ? 0 : 1;
}
