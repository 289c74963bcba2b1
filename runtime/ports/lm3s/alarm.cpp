#include "alarm.hpp"

#include <perth_port.hpp>

#include "core_registers.hpp"
#include "registers.hpp"
#include "startup.hpp"

namespace perth::hal::lm3s {
namespace {

constexpr unsigned unit = 3;
constexpr unsigned irq = 35;  // TI DS-LM3S6965, "Interrupts"
constexpr std::int64_t longest_us = 1'000'000;

void expire_in(std::int64_t us) noexcept {
    if (us < 1) us = 1;
    if (us > longest_us) us = longest_us;
    start_clock(1, SystemControl::timer(unit));
    Timer& it = timer(unit);
    it.control = 0;
    it.configuration = 0;
    it.mode = Timer::one_shot;
    it.load = static_cast<std::uint32_t>(us) * cortex_m::CoreClock::cycles_per_us();
    it.clear = Timer::expired;
    it.mask = Timer::expired;
    cortex_m::nvic().enable(irq);
    it.control = Timer::enable;
}

}  // namespace

void Alarm::arm() noexcept {
    std::int64_t due = no_alarm;
    for (const Alarm* each = first_; each != nullptr; each = each->next_) {
        if (each->due_ < due) due = each->due_;
    }
    if (due != no_alarm) expire_in(due - now());
}

void Alarm::set(std::uint32_t us) noexcept {
    cancel();
    due_ = now() + us + truncation;
    is_set_ = true;
    next_ = first_;
    first_ = this;
    arm();
}

void Alarm::cancel() noexcept {
    if (!is_set_) return;
    Alarm** link = &first_;
    while (*link != this) link = &(*link)->next_;
    *link = next_;
    is_set_ = false;
}

void Alarm::serve() noexcept {
    timer(unit).clear = Timer::expired;
    const std::int64_t time = now();
    for (Alarm* each = first_; each != nullptr;) {
        if (each->due_ > time) {
            each = each->next_;
            continue;
        }
        each->cancel();
        each->callback_();
        each = first_;  // the callback may have changed the list
    }
    arm();
}

}  // namespace perth::hal::lm3s

PERTH_IRQ(TIMER3A) {
    const perth::hal::Critical guard;
    perth::hal::lm3s::Alarm::serve();
}
