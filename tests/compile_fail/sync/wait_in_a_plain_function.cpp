// expect: this function cannot be a coroutine
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>

perth::Event ready;

#ifdef PERTH_CONTROL
perth::Task<> consume() {
#else
void consume() {
#endif
    co_await ready.wait();
}
