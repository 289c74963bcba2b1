// The events, what is done about them, and what is done when there is none.
#pragma once

#include <atomic>
#include <board.hpp>
#include <chrono>
#include <perth/hal/pin.hpp>
#include <perth/perth.hpp>

class Lights {
public:
    Lights() {
        show();
        if (!button_.on_edge(perth::hal::Edge::falling, {on_press, this})) {
            perth::panic("the button has no interrupt");
        }
        perth::hal::console_on_receive({on_bytes, this});
    }
    ~Lights() { perth::hal::console_on_receive({}); }
    Lights(const Lights&) = delete;
    Lights& operator=(const Lights&) = delete;

    /// Does what an event asks for. Returns whether there was one.
    bool handle_event() {
        if (handled_ == happened_) return false;
        ++handled_;
        is_red_ = !is_red_;
        show();
        perth::println("event {}: {}", handled_, is_red_ ? "red" : "green");
        return true;
    }

    /// Is called between events. Sleeps until the next interrupt.
    void idle() {
        // An event after the look and before the sleep would be slept over: no interrupt may come
        // in between. The sleep itself ends at one nevertheless.
        const perth::hal::Critical no_interrupts;
        if (handled_ == happened_) perth::hal::idle();
    }

private:
    // The interrupts only count. Neither interrupts the other, so both may write `happened_`.
    static void on_press(void* lights) {
        using namespace std::chrono_literals;
        auto& self = *static_cast<Lights*>(lights);
        const perth::Time now = perth::Clock::now();
        const bool bounces = now - self.last_edge_ < 20ms;
        self.last_edge_ = now;
        if (!bounces) self.happened_ = self.happened_ + 1;
    }
    static void on_bytes(void* lights) {
        auto& self = *static_cast<Lights*>(lights);
        char byte;
        while (perth::hal::console_read(&byte, 1) == 1) {
            if (byte == '\r' || byte == '\n') self.happened_ = self.happened_ + 1;
        }
    }

    void show() {
        red_.set(is_red_);
        green_.set(!is_red_);
    }

    board::LedRed red_;
    board::LedGreen green_;
    board::Button button_;
    bool is_red_ = true;
    perth::Time last_edge_ = perth::Time(std::chrono::seconds(-1));
    std::atomic<unsigned> happened_ = 0;
    unsigned handled_ = 0;
};
