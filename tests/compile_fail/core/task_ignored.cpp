// expect: a Task does nothing until it is awaited or started
#include <perth/perth.hpp>

#pragma clang diagnostic error "-Wunused-result"

perth::Task<> child();

perth::Task<> parent() {
#ifdef PERTH_CONTROL
    co_await child();
#else
    child();
    co_return;
#endif
}
