// Tasks in every state, for GDB to look at. The lines that debug_test.cpp names are marked.
#include <chrono>
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>

using namespace std::chrono_literals;

perth::Event never;
volatile unsigned rounds = 0;

namespace {

perth::Task<int> measure(int channel) {  // begins
    co_await perth::sleep_until(perth::Time(1s));
    co_await perth::sleep_until(perth::Time(3600s));  // measure
    co_return channel * 2;
}

perth::Task<> sample(perth::Scheduler&) {
    for (;;) {
        const int value = co_await measure(3);  // sample
        rounds = rounds + static_cast<unsigned>(value);
    }
}

perth::Task<> listen(perth::Scheduler&) {  // listens
    co_await never.wait();                 // listen
}

/// Has more places to go on than a chain of comparisons is made for.
perth::Task<> climb(perth::Scheduler&) {
    co_await perth::sleep_until(perth::Time(1ms));
    co_await perth::sleep_until(perth::Time(2ms));
    co_await perth::sleep_until(perth::Time(3ms));
    co_await perth::sleep_until(perth::Time(4ms));
    co_await perth::sleep_until(perth::Time(7200500ms));  // climb
    co_await perth::sleep_until(perth::Time(7201s));
    co_await perth::sleep_until(perth::Time(7202s));
}

perth::Task<> lead(perth::Scheduler& sch) {
    const perth::TaskHandle<> held = sch(listen);
    (void)held.pause();
    co_await perth::sleep_until(perth::Time(2s));
    rounds = 1000;  // lead
    for (;;) {
        rounds = rounds + 1;
        if (rounds % 4096 == 0) perth::println("on and on");
        co_await perth::yield();
    }
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    sch(sample);
    sch(listen);
    sch(climb);
    sch(lead);  // fourth
}
