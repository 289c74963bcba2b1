// A tick of TIMER1. Linked only if used; the interrupt TIMER1 is the program's else.
#include "ticker.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::nrf51 {
namespace {

constexpr unsigned irq = 9;  // Nordic nRF51 Series Reference Manual v3.0, "Instantiation"
constexpr unsigned users = 3;
constexpr unsigned tick = 0, capture = 1;  // channels

void (*functions[users])();  // null: wants none; written with interrupts masked
bool started;                // TIMER1 runs; once started it is never stopped

std::uint16_t count() noexcept {
    timer1().capture[capture] = 1;
    return static_cast<std::uint16_t>(timer1().compare[capture]);
}

// An emulator's host may stop us anywhere for long. Were the tick missed, the next one would come
// after a round of the counter.
void aim() noexcept {
    constexpr std::uint16_t margin = 2;
    timer1().events[tick] = 0;
    const std::uint16_t start = count();
    timer1().compare[tick] = static_cast<std::uint16_t>(start + tick_us);
    const auto past = static_cast<std::uint16_t>(count() - start);
    if (past + margin > tick_us) cortex_m::nvic().pend(irq);
}

void start_timer() noexcept {
    if (started) return;
    started = true;
    timer1().mode = 0;
    timer1().bits = Timer::bits_16;
    timer1().prescaler = Timer::at_1_mhz;
    timer1().clear = 1;
    timer1().start = 1;
    cortex_m::nvic().enable(irq);
}

bool is_wanted() noexcept {
    for (auto* const function : functions) {
        if (function != nullptr) return true;
    }
    return false;
}

}  // namespace

void start_ticks(Ticked who, void (*function)()) noexcept {
    const Critical guard;
    start_timer();
    if (!is_wanted()) {
        aim();
        timer1().interrupts_on = Timer::interrupt(tick);
    }
    functions[static_cast<unsigned>(who)] = function;
}

void stop_ticks(Ticked who) noexcept {
    const Critical guard;
    functions[static_cast<unsigned>(who)] = nullptr;
    if (!is_wanted()) timer1().interrupts_off = Timer::interrupt(tick);
}

}  // namespace perth::hal::nrf51

PERTH_IRQ(TIMER1) {
    using namespace perth::hal::nrf51;
    aim();
    for (auto* const& function : functions) {
        if (auto* const wanted = function) wanted();  // which may end itself or another
    }
}
