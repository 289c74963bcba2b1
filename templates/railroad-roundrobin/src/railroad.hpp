// The tasks of the loop: functions that do their piece and return at once. If one waits, all wait.
#pragma once

#include <board.hpp>
#include <chrono>
#include <perth/perth.hpp>

class Railroad {
public:
    Railroad() { red_.on(); }  // the two lights always differ

    /// Gives each task its turn.
    void round() {
        change_red();
        change_green();
        report();
    }

    [[nodiscard]] unsigned red_changes() const { return red_changes_; }
    [[nodiscard]] unsigned green_changes() const { return green_changes_; }

private:
    void change_red() {
        red_.toggle();
        ++red_changes_;
    }
    void change_green() {
        green_.toggle();
        ++green_changes_;
    }
    // A task with another rhythm than the loop's has to look at the clock, and is late by up to a
    // round.
    void report() {
        using namespace std::chrono_literals;
        if (perth::Clock::now() < next_report_) return;
        next_report_ += 1s;
        perth::println("{} s: red changed {} times, green {}", ++seconds_, red_changes_,
                       green_changes_);
    }

    board::LedRed red_;
    board::LedGreen green_;
    unsigned red_changes_ = 0;
    unsigned green_changes_ = 0;
    unsigned seconds_ = 0;
    perth::Time next_report_ = perth::Clock::now() + std::chrono::seconds(1);
};
