// A little of everything that masks interrupts: sleeps, time-outs, events, flags, queues, tasks
// that begin and end, an alarm that is set again, text. What it does is traced instruction by
// instruction.
#include <perth/io/print.hpp>
#include <perth/perth.hpp>
#include <perth/sync/event.hpp>
#include <perth/sync/gather.hpp>
#include <perth/sync/queue.hpp>
#include <perth/sync/with_timeout.hpp>

using namespace std::chrono_literals;

namespace {

perth::Event event;
perth::ThreadSafeFlag flag;
perth::Queue<std::uint32_t, 4> queue;

perth::Task<> sleeper(perth::Scheduler&, perth::Duration period) {
    for (;;) co_await perth::sleep(period);
}

perth::Task<> producer(perth::Scheduler&) {
    for (std::uint32_t i = 0;; ++i) {
        (void)co_await queue.put(i);
        event.set();
        flag.set();
        co_await perth::sleep(70us);
    }
}

perth::Task<std::uint32_t> child(std::uint32_t number) {
    co_await perth::yield();
    co_return number;
}

perth::Task<> consumer(perth::Scheduler&) {
    for (int i = 0; i < 10; ++i) {
        (void)co_await queue.get();
        (void)co_await perth::with_timeout(30us, event.wait());
        event.clear();
        (void)co_await perth::with_timeout(200us, flag.wait());
        (void)co_await perth::gather(child(1), child(2), child(3));
    }
    perth::println("done {}", 1);
    perth::hal::exit(0);
}

}  // namespace

void perth_main(perth::Scheduler& sch) {
    for (int i = 1; i <= 10; ++i) sch(sleeper, perth::Duration(13 * i));
    sch(producer);
    sch(consumer);
}
