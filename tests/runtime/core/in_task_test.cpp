// In builds for debugging, what only tasks may do panics in an interrupt.
#include "perth/core/in_task.hpp"

#include <functional>

#include "perth/sync/barrier.hpp"
#include "perth/sync/broker.hpp"
#include "perth/sync/byte_ring.hpp"
#include "perth/sync/condition.hpp"
#include "perth/sync/delay.hpp"
#include "perth/sync/message.hpp"
#include "perth/sync/pinblock.hpp"
#include "perth/sync/queue.hpp"
#include "perth/sync/semaphore.hpp"
#include "perth/sync/stop_token.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

/// What interrupts are going to call.
struct Parts {
    explicit Parts(Scheduler& scheduler) : sch(scheduler) {}

    Scheduler& sch;
    Event event;
    Lock lock;
    Semaphore semaphore;
    BoundedSemaphore bounded;
    Condition condition{lock};
    Queue<int, 2> queue;
    Barrier<> barrier{2};
    Broker<int> broker;
    StopSource stop;
    ThreadSafeFlag flag;
    ThreadSafeEvent safe_event;
    Message<int> message;
    SpscQueue<int, 2> samples;
    ByteRing<2> bytes;
    Pinblock pinblock;
    Delay<> delay{sch, 1s};
    TaskHandle<> task{sch([](Scheduler&) -> Task<> { co_await sleep(1h); })};
};

struct Call {
    const char* name;
    void (*function)(Parts& parts);
};
void PrintTo(const Call& call, std::ostream* out) { *out << call.name; }

class InInterrupt : public RuntimeTest, public testing::WithParamInterface<Call> {
protected:
    /// Calls the parameter in an interrupt that comes while a task sleeps.
    static void run() {
        Scheduler sch;
        Parts parts(sch);
        bool called = false;
        host::board().at(1ms, [&] {
            GetParam().function(parts);
            called = true;
        });
        const auto main = []() -> Task<> { co_await sleep(2ms); };
        sch.run(main());
        EXPECT_TRUE(called);
    }
};

std::string name_of(const testing::TestParamInfo<Call>& info) { return info.param.name; }

using OnlyForTasks = InInterrupt;

TEST_P(OnlyForTasks, PanicsByName) {
    EXPECT_EXIT(run(), testing::ExitedWithCode(1),
                "@perth panic called in an interrupt that must not: 0 0");
}

INSTANTIATE_TEST_SUITE_P(
    Calls, OnlyForTasks,
    testing::Values(Call{"EventSet", [](Parts& p) { p.event.set(); }},
                    Call{"EventClear", [](Parts& p) { p.event.clear(); }},
                    Call{"LockTryAcquire", [](Parts& p) { (void)p.lock.try_acquire(); }},
                    Call{"LockRelease", [](Parts& p) { (void)p.lock.release(); }},
                    Call{"SemaphoreRelease", [](Parts& p) { p.semaphore.release(); }},
                    Call{"BoundedSemaphoreRelease", [](Parts& p) { (void)p.bounded.release(); }},
                    Call{"ConditionNotify", [](Parts& p) { (void)p.condition.notify(); }},
                    Call{"QueueTryPut", [](Parts& p) { (void)p.queue.try_put(1); }},
                    Call{"QueueTryGet", [](Parts& p) { (void)p.queue.try_get(); }},
                    Call{"QueueClose", [](Parts& p) { p.queue.close(); }},
                    Call{"BarrierTrigger", [](Parts& p) { (void)p.barrier.trigger(); }},
                    Call{"BrokerPublish", [](Parts& p) { (void)p.broker.publish("topic", 1); }},
                    Call{"RequestStop", [](Parts& p) { p.stop.request_stop(); }},
                    Call{"CreateTask",
                         [](Parts& p) { (void)p.sch([](Scheduler&) -> Task<> { co_return; }); }},
                    Call{"Cancel", [](Parts& p) { (void)p.task.cancel(); }},
                    Call{"Pause", [](Parts& p) { (void)p.task.pause(); }},
                    Call{"Resume", [](Parts& p) { (void)p.task.resume(); }},
                    Call{"RunForever", [](Parts& p) { p.sch.run_forever(); }},
                    Call{"SetOrder", [](Parts& p) { p.sch.set_order(Order::io_first); }}),
    name_of);

using ForInterrupts = InInterrupt;

TEST_P(ForInterrupts, DoesNotPanic) {
    EXPECT_EXIT(
        {
            run();
            std::exit(HasFailure() ? 1 : 0);
        },
        testing::ExitedWithCode(0), "");
}

INSTANTIATE_TEST_SUITE_P(
    Calls, ForInterrupts,
    testing::Values(Call{"FlagSet", [](Parts& p) { p.flag.set(); }},
                    Call{"ThreadSafeEventSet", [](Parts& p) { p.safe_event.set(); }},
                    Call{"MessageSet", [](Parts& p) { p.message.set(1); }},
                    Call{"SpscQueueTryPut", [](Parts& p) { (void)p.samples.try_put(1); }},
                    Call{"SpscQueueTryGet", [](Parts& p) { (void)p.samples.try_get(); }},
                    Call{"ByteRingWrite", [](Parts& p) { (void)p.bytes.write(std::uint8_t{1}); }},
                    Call{"PinblockInterrupt", [](Parts& p) { p.pinblock.interrupt(); }},
                    Call{"DelayTrigger", [](Parts& p) { (void)p.delay.trigger(); }},
                    Call{"DelayStop", [](Parts& p) { p.delay.stop(); }},
                    Call{"SchedulerStop", [](Parts& p) { p.sch.stop(); }}),
    name_of);

}  // namespace
}  // namespace perth
