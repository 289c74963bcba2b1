// Cancelling while running: a child that cancels its owner, a task that cancels itself, a guard
// that creates a task; and a task taken out of each kind of queue.
#include "perth/perth.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Cancelled;
using perth::Scheduler;
using perth::Task;
using perth::TaskHandle;
using perth::TaskStatus;
using perth::ThreadSafeFlag;
using perth::test::check;
using perth::test::Guard;
using perth::test::Story;

Task<> cancel_owner(Story& story, const TaskHandle<>* const& owner) {
    const Guard guard(story, "~child");
    check("a child may cancel its owner", owner->cancel() == Cancelled::yes);
    check("which is not done before the end of the turn", !owner->done());
    check("and cannot be cancelled twice", owner->cancel() == Cancelled::already_done);
    story("goes-on");
    co_await perth::sleep(1ms);
    story("never");
}

Task<> own_a_child(Scheduler&, Story& story, const TaskHandle<>* const& me) {
    const Guard guard(story, "~owner");
    co_await cancel_owner(story, me);
    story("never");
}

Task<> cancelled_by_its_child(Scheduler& sch, Story& story) {
    const TaskHandle<>* owner = nullptr;
    const TaskHandle<> task = sch(own_a_child, story, owner);
    owner = &task;
    const perth::Result<void> result = co_await task;
    check("its awaiter is told", result.error() == perth::Errc::cancelled);
    story("main");
}

Task<> cancel_and_end(const TaskHandle<>* const& owner) {
    (void)owner->cancel();
    co_return;
}

Task<> ends_in_the_same_turn(Scheduler&, Story& story, const TaskHandle<>* const& me) {
    const Guard guard(story, "~owner");
    co_await cancel_and_end(me);
    story("ends");
}

Task<> cancelled_at_its_end(Scheduler& sch, Story& story) {
    const TaskHandle<>* owner = nullptr;
    const TaskHandle<> task = sch(ends_in_the_same_turn, story, owner);
    owner = &task;
    co_await perth::yield();
    co_await perth::yield();
    check("an owner that ends in that turn counts as cancelled",
          task.status() == TaskStatus::cancelled);
}

Task<> cancel_self(Scheduler&, Story& story, const TaskHandle<>* const& me) {
    check("cancelling the current task does nothing", me->cancel() == Cancelled::self);
    co_await perth::yield();
    story("went-on");
}

Task<> self(Scheduler& sch, Story& story) {
    const TaskHandle<>* me = nullptr;
    const TaskHandle<> task = sch(cancel_self, story, me);
    me = &task;
    (void)co_await task;
    check("it ends by itself", task.status() == TaskStatus::done);
}

Task<> clean_up(Scheduler&, Story& story) {
    co_await perth::yield();
    story("cleaned-up");
}

struct LaunchOnExit {
    Scheduler& scheduler;
    Story& story;
    ~LaunchOnExit() { scheduler(clean_up, story); }
};

Task<> guarded(Scheduler& sch, Story& story) {
    const LaunchOnExit guard{sch, story};
    co_await perth::sleep(1h);
}

Task<> guard_creates_a_task(Scheduler& sch, Story& story) {
    const TaskHandle<> task = sch(guarded, story);
    co_await perth::yield();
    (void)task.cancel();
    story("cancelled");
    co_await perth::yield();
    co_await perth::yield();
}

Task<> sleep_long(Scheduler&, Story& story) {
    const Guard guard(story, "~sleeping");
    co_await perth::sleep(20ms);
    story("never");
}

Task<> wait_for(Scheduler&, Story& story, ThreadSafeFlag& flag) {
    const Guard guard(story, "~waiting");
    (void)co_await flag.wait();
    story("never");
}

Task<> join(Scheduler&, Story& story, TaskHandle<> other) {
    const Guard guard(story, "~joining");
    (void)co_await other;
    story("never");
}

Task<> in_every_queue(Scheduler& sch, Story& story, ThreadSafeFlag& flag) {
    const TaskHandle<> sleeping = sch(sleep_long, story);
    const TaskHandle<> waiting = sch(wait_for, story, flag);
    const TaskHandle<> joining = sch(join, story, sleeping);
    co_await perth::yield();
    const TaskHandle<> ready = sch(sleep_long, story);
    for (const TaskHandle<>& task : {joining, ready, waiting, sleeping}) (void)task.cancel();
    flag.set();
    co_await perth::sleep(30ms);
}

}  // namespace

int main() {
    Scheduler sch;
    Story story;
    const std::size_t used = perth::detail::frame_pool.used();
    sch.run(cancelled_by_its_child(sch, story));
    story.check("it is destroyed at the end of the turn, the child first",
                "goes-on ~child ~owner main");
    sch.run(cancelled_at_its_end(sch, story));
    story.check("it still dies once", "ends ~owner");
    sch.run(self(sch, story));
    story.check("and goes on", "went-on");
    sch.run(guard_creates_a_task(sch, story));
    story.check("a guard may create a task", "cancelled cleaned-up");
    ThreadSafeFlag flag;
    sch.run(in_every_queue(sch, story, flag));
    story.check("a task leaves whatever queue it is in", "~joining ~waiting ~sleeping");
    check("what was set meanwhile stays set", flag.is_set());
    check("all frames were given back", perth::detail::frame_pool.used() == used);
    perth::test::finish();
}
