// expect: reference to type 'detail::PromiseBase' cannot bind to a value of unrelated type
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>

/// A coroutine type that no Scheduler runs.
struct Detached {
    struct promise_type {
        Detached get_return_object() noexcept { return {}; }
        static std::suspend_never initial_suspend() noexcept { return {}; }
        static std::suspend_never final_suspend() noexcept { return {}; }
        static void return_void() noexcept {}
        static void unhandled_exception() noexcept {}
    };
};

perth::Event ready;

#ifdef PERTH_CONTROL
perth::Task<> consume() {
#else
Detached consume() {
#endif
    co_await ready.wait();
}
