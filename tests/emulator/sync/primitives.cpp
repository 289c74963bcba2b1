// The primitives on the chip's own core: interrupts that put, set and trigger, and waits that are
// given up.
#include "perth/sync/barrier.hpp"
#include "perth/sync/broker.hpp"
#include "perth/sync/byte_ring.hpp"
#include "perth/sync/condition.hpp"
#include "perth/sync/delay.hpp"
#include "perth/sync/message.hpp"
#include "perth/sync/queue.hpp"
#include "perth/sync/semaphore.hpp"
#include "perth/sync/spsc_queue.hpp"
#include "perth/sync/stop_token.hpp"
#include "perth/sync/with_timeout.hpp"

#include "core_registers.hpp"
#include "perth/perth.hpp"
#include "startup.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using namespace perth;
using perth::test::check;
using perth::test::Story;

constexpr unsigned irq = 20;

Story story;
void (*volatile in_interrupt)() noexcept = nullptr;

/// Calls `function` in an interrupt, now.
void interrupt(void (*function)() noexcept) noexcept {
    in_interrupt = function;
    perth::hal::cortex_m::nvic().pend(irq);
    asm volatile("dsb\n\tisb" ::: "memory");
}

SpscQueue<int, 2> samples;
ByteRing<4> bytes;
Message<int> message;
Delay<>* delay = nullptr;

Task<> wakes(Scheduler&, void (*function)() noexcept) {
    co_await sleep(1ms);
    story("interrupt");
    interrupt(function);
}

Task<> interrupts_reach_tasks(Scheduler& sch) {
    sch(wakes, +[]() noexcept { (void)samples.try_put(7); });
    const Result<int> sample = co_await samples.get();
    story(sample.value() == 7 ? "sample" : "wrong sample");
    sch(wakes, +[]() noexcept { (void)bytes.write(std::uint8_t{8}); });
    std::uint8_t buffer[4] = {};
    const Result<std::size_t> size = co_await bytes.read_some(buffer);
    story(size.value() == 1 && buffer[0] == 8 ? "byte" : "wrong byte");
    sch(wakes, +[]() noexcept { message.set(9); });
    const int value = co_await message.wait();
    story(value == 9 ? "message" : "wrong message");
    Delay<> local(sch, 2ms);
    delay = &local;
    sch(wakes, +[]() noexcept { (void)delay->trigger(); });
    co_await local.wait();
    story("delay");
}

Task<> hold(Scheduler&, Lock& lock, const char* name) {
    const auto guard = co_await lock.scoped();
    story(name);
    co_await sleep(1ms);
}

Task<> reservations_are_passed_on(Scheduler& sch) {
    Lock lock;
    {
        const auto guard = co_await lock.scoped();
        const TaskHandle<> first = sch(hold, lock, "first");
        sch(hold, lock, "second");
        co_await yield();
        const auto late = co_await with_timeout(1ms, lock.acquire());
        story(late ? "acquired" : "timeout");
        (void)first.cancel();
    }
    co_await sleep(5ms);
    story(lock.locked() ? "locked" : "free");
}

Task<> count_up(Scheduler&, Queue<int, 2>& numbers) {
    for (int i = 0; i < 5; ++i) (void)co_await numbers.put(i);
    numbers.close();
}

Task<> queues_and_conditions(Scheduler& sch) {
    Queue<int, 2> numbers;
    sch(count_up, numbers);
    int total = 0;
    for (;;) {
        const std::optional<int> number = co_await numbers.next();
        if (!number) break;
        total += *number;
    }
    story(total == 10 ? "ten" : "not ten");
    Lock lock;
    Condition changed(lock);
    auto guard = co_await lock.scoped();
    const auto late = co_await with_timeout(1ms, changed.wait(guard));
    story(!late && !guard.holds() ? "released" : "not released");
    StopSource source;
    source.request_stop();
    const auto stopped = co_await unless_stopped(source.token(), sleep(1h));
    story(name(stopped.error()));
}

void tell(std::string_view topic, int, int) { story(topic); }

Task<> brokers_and_barriers(Scheduler&) {
    Broker<int, 2> broker;
    (void)broker.subscribe(Pattern("[a-z]+_on"), tell, 1);
    check("one subscriber", broker.publish("light_on", 1) == 1);
    check("none", broker.publish("light_off", 1) == 0);
    Barrier barrier(2, [] { story("all"); });
    (void)barrier.trigger();
    co_await barrier.wait();
    Semaphore semaphore(1);
    const auto guard = co_await semaphore.scoped();
    check("the semaphore is used up", !semaphore.try_acquire());
}

}  // namespace

PERTH_IRQ(IRQ20) { in_interrupt(); }

int main() {
    perth::hal::cortex_m::nvic().enable(irq);
    Scheduler sch;
    sch.run(interrupts_reach_tasks(sch));
    story.check("interrupts reach tasks",
                "interrupt sample interrupt byte interrupt message interrupt delay");
    sch.run(reservations_are_passed_on(sch));
    story.check("reservations are passed on", "timeout second free");
    sch.run(queues_and_conditions(sch));
    story.check("queues and conditions", "ten released cancelled");
    sch.run(brokers_and_barriers(sch));
    story.check("brokers and barriers", "light_on all");
    perth::test::finish();
}
