// Two threads whose sleeps end within a switch of each other, and a scheduler that sleeps beside
// them: nobody sleeps for ever. Run with -icount shift=3: an instruction takes 8 ns, a switch about
// a microsecond. A thread that is lost keeps main from joining it, and the run from ending.
#include <chrono>

#include "perth/core/thread.hpp"
#include "perth/perth.hpp"
#include "tests/emulator/ports/verdict.hpp"

namespace {

using namespace std::chrono_literals;
using perth::Duration;
using perth::Time;
using perth::test::check;

constexpr int rounds = 500;
constexpr int most_apart = 5;  // µs

struct Sleeper {
    Time begin;
    bool is_later = false;
    int woken = 0;
    bool was_early = false;

    static void run(Sleeper& self) noexcept {
        for (int i = 1; i <= rounds; ++i) {
            const Duration apart(self.is_later ? i % (most_apart + 1) : 0);
            const Time due = self.begin + i * 1ms + apart;
            perth::this_thread::sleep_until(due);
            self.was_early |= perth::Clock::now() < due;
            ++self.woken;
        }
    }
};

perth::Task<> sleep_beside(perth::Scheduler&) {
    const Time begin = perth::Clock::now();
    Sleeper first{.begin = begin};
    Sleeper second{.begin = begin, .is_later = true};
    perth::Thread<512> one;
    perth::Thread<512> two;
    one.start(Sleeper::run, first);
    two.start(Sleeper::run, second);
    co_await perth::sleep(rounds * 1ms / 2);
    one.join();
    two.join();
    check("each sleep ended", first.woken == rounds && second.woken == rounds);
    check("none ended early", !first.was_early && !second.was_early);
}

}  // namespace

int main() {
    perth::Scheduler sch;
    sch.run(sleep_beside(sch));
    perth::test::finish();
}
