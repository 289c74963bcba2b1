// The frame pool: mixed rounds without growth, the error of try_create_task, results that outlive
// their frames. ROUNDS is the number of rounds.
#include <cstdint>

#include "perth/perth.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using perth::Scheduler;
using perth::Task;
using perth::TaskHandle;
using perth::detail::frame_pool;
using perth::test::check;
using perth::test::figure;

perth::test::Numbers numbers;

// Tasks of different sizes that live for some turns.
template <std::size_t Bytes>
Task<> linger(Scheduler&, unsigned turns) {
    volatile char room[Bytes];
    room[0] = 1;
    for (; turns != 0; --turns) co_await perth::yield();
    room[Bytes - 1] = room[0];
}

Task<std::uint32_t> answer(Scheduler&) { co_return 42; }

void create_one(Scheduler& sch, std::uint32_t kind) {
    const unsigned turns = kind % 4;
    switch (kind % 3) {
        case 0:
            sch(linger<8>, turns);
            break;
        case 1:
            sch(linger<40>, turns);
            break;
        default:
            sch(linger<100>, turns);
            break;
    }
}

Task<> mixed_rounds(Scheduler& sch, std::uint32_t rounds) {
    for (; rounds != 0; --rounds) {
        create_one(sch, numbers.next(8));
        if (numbers.next(1) != 0) co_await perth::yield();
        if (numbers.next(4) == 0) {
            const TaskHandle<> cancelled = sch(linger<40>, 3U);
            co_await perth::yield();
            (void)cancelled.cancel();
        }
    }
    for (int turn = 0; turn < 10; ++turn) co_await perth::yield();
}

void no_growth(Scheduler& sch) {
    const std::size_t used = frame_pool.used();
    sch.run(mixed_rounds(sch, ROUNDS / 10));
    const std::size_t untouched = frame_pool.untouched();
    sch.run(mixed_rounds(sch, ROUNDS));
    figure("rounds", ROUNDS, "");
    figure("untouched after a tenth as many", static_cast<std::int32_t>(untouched), "B");
    figure("untouched", static_cast<std::int32_t>(frame_pool.untouched()), "B");
    check("nothing is in use when all have ended", frame_pool.used() == used);
    check("mixed rounds do not grow", frame_pool.untouched() + 512 >= untouched);
}

void full(Scheduler& sch) {
    int started = 0;
    perth::Errc error = perth::Errc::none;
    while (error == perth::Errc::none) {
        const auto task = sch.try_create_task(linger<100>, 1U);
        error = task.error();
        if (task.has_value()) ++started;
    }
    figure("tasks until the memory was full", started, "");
    check("try_create_task says that there is no memory", error == perth::Errc::no_memory);
    check("a refused frame has a size", frame_pool.refused() > frame_pool.untouched());
    sch.run(mixed_rounds(sch, 0));
    check("their blocks are used again", sch.try_create_task(linger<100>, 1U).has_value());
}

int alive = 0;

struct Counted {
    Counted() noexcept { ++alive; }
    Counted(const Counted&) noexcept { ++alive; }
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --alive; }
    std::uint32_t number = 7;
};

Task<Counted> make_counted(Scheduler&) {
    co_await perth::yield();
    co_return Counted();
}

Task<bool> twice(Scheduler&, TaskHandle<Counted> task) {
    const perth::Result<Counted> first = co_await task;
    const perth::Result<Counted> second = co_await task;
    co_return first->number == 7 && second->number == 7 && alive == 3;
}

void result_outlives_frame(Scheduler& sch) {
    const std::size_t used = frame_pool.used();
    {
        const TaskHandle<Counted> task = sch(make_counted);
        check("a result can be had twice", sch.run(twice(sch, task)));
        check("it is kept while a handle is there", task.done() && alive == 1);
        check("and so is its block", frame_pool.used() > used);
    }
    check("it goes with the last handle", alive == 0);
    check("and so does its block", frame_pool.used() == used);
    sch(make_counted);
    sch.run(mixed_rounds(sch, 0));
    check("without a handle it goes at the end", alive == 0 && frame_pool.used() == used);
}

}  // namespace

int main() {
    Scheduler sch;
    result_outlives_frame(sch);
    no_growth(sch);
    full(sch);
    check("run() gives the value", sch.run(answer(sch)) == 42);
    perth::test::finish();
}
