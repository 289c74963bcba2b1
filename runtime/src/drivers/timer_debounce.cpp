#include "perth/drivers/timer_debounce.hpp"

#include <algorithm>

namespace perth::detail {

namespace {

constexpr std::uint32_t beat = 1000;  // µs

}  // namespace

bool Debouncer::running() const noexcept {
    const ShortLock::Guard guard(lock_);
    return wake_at_ != never;
}

Result<Debouncer::Pin*> Debouncer::place_for(int id, const void* input) noexcept {
    for (const Pin& pin : pins_.first(used_)) {
        if (pin.id == id || pin.input == input) return Errc::duplicate;
    }
    if (used_ == pins_.size()) return Errc::no_memory;
    return &pins_[used_];
}

void Debouncer::ignore_all() noexcept {
    for (const Pin& pin : pins_.first(used_)) pin.ignore(pin.input);
}

void Debouncer::edge(void* pin) noexcept {
    Pin& it = *static_cast<Pin*>(pin);
    it.owner->note_edge(it);
}

void Debouncer::note_edge(Pin& pin) noexcept {
    {
        const ShortLock::Guard guard(lock_);
        const std::int64_t now = hal::now();
        if (wake_at_ == never) beat_ = now;
        beat_ += static_cast<std::uint32_t>(now - beat_) / beat * beat;
        pin.is_on = pin.read(pin.input);
        pin.settles_at = beat_ + beat + pin.threshold.count();
        if (pin.settles_at >= wake_at_) return;
        wake_at_ = pin.settles_at;
    }
    ring();
}

void Debouncer::answer(Doorbell& bell) noexcept { static_cast<Debouncer&>(bell).set_timer(); }

void Debouncer::set_timer() noexcept {
    std::int64_t time;
    {
        const ShortLock::Guard guard(lock_);
        time = wake_at_;
    }
    if (time != never) turn_.at(time);
}

void Debouncer::act(void* self) noexcept {
    auto& it = *static_cast<Debouncer*>(self);
    while (Pin* const pin = it.next_to_report()) {
        if (!it.life_.survives(pin->action, pin->id, pin->reported == Pin::on)) return;
    }
    it.set_timer();
}

/// Settles those whose time has come, up to the first with news.
Debouncer::Pin* Debouncer::next_to_report() noexcept {
    const ShortLock::Guard guard(lock_);
    for (;;) {
        Pin* const pin = first_to_settle();
        wake_at_ = pin == nullptr ? never : pin->settles_at;
        if (wake_at_ > hal::now()) return nullptr;
        pin->settles_at = never;
        const auto state = pin->is_on ? Pin::on : Pin::off;
        if (pin->reported == state) continue;
        pin->reported = state;
        return pin;
    }
}

/// Returns a counting pin, or null.
Debouncer::Pin* Debouncer::first_to_settle() noexcept {
    const auto pins = pins_.first(used_);
    const auto first = std::min_element(pins.begin(), pins.end(), [](const Pin& a, const Pin& b) {
        return a.settles_at < b.settles_at;
    });
    return first == pins.end() || first->settles_at == never ? nullptr : &*first;
}

}  // namespace perth::detail
