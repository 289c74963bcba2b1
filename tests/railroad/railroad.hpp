// What the tests of the railroad templates share: how a program is run, and what became of its
// lights.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "tests/runtime/runtime_test.hpp"

namespace perth {

inline constexpr int red = 1;
inline constexpr int green = 2;
inline constexpr int button = 8;

/// When the light changed, in milliseconds; not when it was set up.
inline std::string changes_of(int pad) {
    std::string text;
    int set_up = pad == red ? 2 : 1;  // off as every output, then red on
    for (const host::PinChange& change : host::board().pin_changes()) {
        if (change.pad != pad || set_up-- > 0) continue;
        text += fmt::format(" {}", change.time.count() / 1000);
    }
    return text;
}

/// Whether the lights were different at the end of every instant.
inline bool always_differ() {
    const auto& changes = host::board().pin_changes();
    bool levels[3] = {};
    for (std::size_t i = 0; i < changes.size(); ++i) {
        levels[changes[i].pad] = changes[i].level;
        const bool goes_on = i + 1 < changes.size() && changes[i + 1].time == changes[i].time;
        if (!goes_on && levels[red] == levels[green]) return false;
    }
    return true;
}

inline std::string story() {
    return fmt::format("red{}, green{}, {}", changes_of(red), changes_of(green),
                       always_differ() ? "always different" : "the same at times");
}

class RailroadTest : public testing::Test {
protected:
    RailroadTest() {
        detail::frame_pool = detail::FramePool();
        host::board().restart();
        host::board().capture_console();
    }
    /// Runs a program that has a scheduler up to a time.
    static void run(void (*main)(Scheduler&), Duration time) {
        Scheduler sch;
        main(sch);
        host::board().at(time, [&sch] { sch.stop(); });
        sch.run_forever();
    }
    /// Runs a program that never returns up to a time, in a process of its own; what `tell` gives
    /// then is to be `told`.
    static void run_endless(void (*main)(Scheduler&), Duration time, std::string (*tell)(),
                            const std::string& told) {
        const auto end = [tell] {
            std::fputs(tell().c_str(), stderr);
            std::_Exit(0);
        };
        const auto begin = [&] {
            host::board().at(time, end);
            Scheduler sch;
            main(sch);
        };
        EXPECT_EXIT(begin(), testing::ExitedWithCode(0), testing::Eq(told));
    }
};

}  // namespace perth
