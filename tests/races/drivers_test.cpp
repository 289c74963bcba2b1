// The drivers that listen to edges, when these come from another thread: as interrupts of another
// core would.
#include <atomic>
#include <thread>

#include "perth/drivers/debounced_rotary.hpp"
#include "perth/drivers/timer_debounce.hpp"
#include "tests/runtime/runtime_test.hpp"

namespace perth {
namespace {

class DriversTest : public RuntimeTest {
protected:
    /// An input whose level a thread sets.
    class Pin {
    public:
        [[nodiscard]] bool is_on() const noexcept { return level_; }
        Result<void> on_edge(hal::Edge, hal::Callback handler) noexcept {
            handler_ = handler;
            return {};
        }
        static void ignore_edges() noexcept {}
        void set(bool level) noexcept {
            level_ = level;
            handler_();
        }

    private:
        std::atomic<bool> level_ = true;
        hal::Callback handler_;
    };

    /// Ends when the thread has been told of so many calls.
    static Task<> wait_for(std::atomic<int>& calls, int count) {
        while (calls < count) co_await sleep(100us);
    }

    DriversTest() { host::board().restart(host::Pace::wall_clock); }

    Scheduler sch;
    std::atomic<int> calls = 0;
};

TEST_F(DriversTest, EachStepOfAKnobIsToldInOrder) {
    constexpr int steps = 50'000;
    Pin clk;
    Pin data;
    int wrong = 0;
    DebouncedRotary knob(sch, clk, data, [this, &wrong](int step) {
        if (step != (calls % 2 == 0 ? 1 : -1)) ++wrong;
        ++calls;
    });
    std::thread thread([&] {
        for (int i = 0; i < steps; ++i) {
            while (calls < i - 6) std::this_thread::yield();  // there is room for eight runs
            Pin& first = i % 2 == 0 ? clk : data;
            Pin& second = i % 2 == 0 ? data : clk;
            first.set(false);
            second.set(false);
            first.set(true);
            second.set(true);
        }
    });
    sch.run(wait_for(calls, steps));
    thread.join();
    EXPECT_EQ(calls, steps);
    EXPECT_EQ(wrong, 0);
}

TEST_F(DriversTest, EachContactThatBouncesIsReported) {
    constexpr int rounds = 300;
    Pin contact;
    TimerDebounce<1> debounce(sch);
    ASSERT_TRUE(debounce.add_pin(
        1, contact,
        [this](int, bool is_on) {
            EXPECT_EQ(is_on, calls % 2 == 1);
            ++calls;
        },
        10us));
    std::thread thread([&] {
        for (int i = 0; i < rounds; ++i) {
            const bool end = i % 2 == 1;
            for (int bounce = 0; bounce < 20; ++bounce) contact.set((bounce % 2 == 1) == end);
            // For ever, if the last edge were lost. So that it comes at all moments of the turn:
            for (std::atomic<int> spin = i % 1500; spin > 0;) --spin;
            while (calls <= i) std::this_thread::yield();
        }
    });
    sch.run(wait_for(calls, rounds));
    thread.join();
    EXPECT_FALSE(debounce.running());
}

}  // namespace
}  // namespace perth
