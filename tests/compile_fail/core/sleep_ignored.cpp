// expect: co_await it
#include <perth/perth.hpp>

#pragma clang diagnostic error "-Wunused-result"

using namespace std::chrono_literals;

perth::Task<> blink() {
#ifdef PERTH_CONTROL
    co_await perth::sleep(1ms);
#else
    perth::sleep(1ms);
    co_return;
#endif
}
