// Children and schedulers: constant stack, who finds which scheduler, leaf-first destruction.
#include <cstdint>

#include "perth/perth.hpp"
#include "tests/emulator/core/story.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Scheduler;
using perth::Task;
using perth::TaskHandle;
using perth::test::check;
using perth::test::figure;
using perth::test::Guard;
using perth::test::Story;

Task<std::uint32_t> ready_child(std::uint32_t value) { co_return value; }

Task<std::uint32_t> add_up(Scheduler&, std::uint32_t count) {
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t value = co_await ready_child(i);
        sum += value;
    }
    co_return sum;
}

constexpr std::size_t painted_words = 512;
constexpr std::uint32_t paint = 0xDEAD'BEEF;

// Paints what lies below the stack pointer; returns the lowest painted word.
[[gnu::noinline]] volatile std::uint32_t* paint_stack() {
    volatile std::uint32_t* top;
    asm volatile("mov %0, sp" : "=r"(top));
    volatile std::uint32_t* const lowest = top - painted_words;
    for (volatile std::uint32_t* word = lowest; word != top; ++word) *word = paint;
    return lowest;
}

// Bytes of stack that running `count` children touches. Interrupts are masked: their frames are not
// the children's.
[[gnu::noinline]] std::int32_t stack_of(Scheduler& sch, std::uint32_t count, std::uint32_t& sum) {
    const perth::hal::Critical guard;
    const volatile std::uint32_t* const lowest = paint_stack();
    sum = sch.run(add_up(sch, count));
    std::size_t untouched = 0;
    while (untouched < painted_words && lowest[untouched] == paint) ++untouched;
    return static_cast<std::int32_t>(4 * (painted_words - untouched));
}

void constant_stack(Scheduler& sch) {
    std::uint32_t sum = 0;
    const std::int32_t of_two = stack_of(sch, 2, sum);
    const std::int32_t of_many = stack_of(sch, 100'000, sum);
    figure("stack of 2 children", of_two, "B");
    figure("stack of 100000 children", of_many, "B");
    check("100000 children were run", sum == 704'982'704);  // 4999950000 modulo 2^32
    check("their stack is that of two", of_many == of_two && of_two > 0);
    check("the paint was not used up", of_many < static_cast<std::int32_t>(4 * painted_words));
}

Task<std::uint32_t> depth(std::uint32_t levels) {
    if (levels == 0) co_return 0;
    const std::uint32_t below = co_await depth(levels - 1);
    co_return below + 1;
}

// The scheduler in the promise of whoever awaits it.
struct SchedulerOfAwaiter {
    Scheduler* found = nullptr;
    static bool await_ready() noexcept { return false; }
    template <typename P>
    bool await_suspend(std::coroutine_handle<P> task) noexcept {
        found = task.promise().scheduler;
        return false;
    }
    [[nodiscard]] Scheduler* await_resume() const noexcept { return found; }
};

Task<bool> finds(Scheduler& expected) {
    co_await perth::yield();
    Scheduler* const inherited = co_await SchedulerOfAwaiter{};
    co_return inherited == &expected && &Scheduler::current() == &expected&& expected.running();
}

Task<bool> child_finds(Scheduler& sch) {
    const bool found = co_await finds(sch);
    co_return found;
}

Task<> scheduler_lookup(Scheduler& sch) {
    const bool in_child = co_await child_finds(sch);
    check("a child inherits its parent's scheduler", in_child);
    {
        Scheduler inner;
        const bool inside = inner.run(child_finds(inner));
        check("a scheduler within a task is the current one while it runs", inside);
    }
    const bool outside = co_await child_finds(sch);
    check("the outer one is current again after it", outside);
}

Task<> leaf(Story& story) {
    const Guard guard(story, "~leaf");
    co_await perth::sleep(1h);
}

Task<> middle(Story& story) {
    const Guard guard(story, "~middle");
    co_await leaf(story);
}

Task<> root(Scheduler&, Story& story) {
    const Guard guard(story, "~root");
    co_await middle(story);
}

Task<> leaf_first(Scheduler& sch, Story& story) {
    const TaskHandle<> task = sch(root, story);
    co_await perth::yield();
    check("cancelling says yes", task.cancel() == perth::Cancelled::yes);
    story.check("locals die within cancel(), innermost first", "~leaf ~middle ~root");
    const perth::Result<void> result = co_await task;
    check("who awaits it is told", result.error() == perth::Errc::cancelled);
}

}  // namespace

int main() {
    Scheduler sch;
    Story story;
    constant_stack(sch);
    check("children nest", sch.run(depth(20)) == 20);
    sch.run(scheduler_lookup(sch));
    check("outside of run() no scheduler runs", !sch.running());
    sch.run(leaf_first(sch, story));
    perth::test::finish();
}
