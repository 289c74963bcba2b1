// expect: not viable: expects an lvalue for 2nd argument
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>
#include <perth/sync/wait_any.hpp>

perth::Event button;

perth::Task<> menu() {
#ifdef PERTH_CONTROL
    perth::Event other;
    (void)co_await perth::wait_any(button, other);
#else
    (void)co_await perth::wait_any(button, perth::Event());
#endif
}
