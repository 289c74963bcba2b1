#include "cli/emulator/record_pins.hpp"

#include <fmt/format.h>

#include <string_view>

namespace perth::cli {
namespace {

/// Returns seconds: to the millisecond, or to the microsecond where that is not all.
std::string seconds(std::int64_t time) {
    const std::int64_t micros = time % 1'000'000;
    if (micros % 1000 != 0) return fmt::format("{}.{:06}", time / 1'000'000, micros);
    return fmt::format("{}.{:03}", time / 1'000'000, micros / 1000);
}

/// Returns "on" or "off" for a pin of the board, "high" or "low" for another.
std::string_view level_word(Level level, const NamedPad* pad) {
    if (level == Level::open) return "open";
    const bool high = level == Level::high;
    if (pad == nullptr) return high ? "high" : "low";
    return high != pad->active_low ? "on" : "off";
}

}  // namespace

PinsView::PinsView(Form form, PadNames pads) : form_(form), pads_(std::move(pads)) {
    for (const NamedPad& pad : pads_.named()) states_[{Signal::pin, pad.pad}] = "open";
}

void PinsView::take(const RecordEvent& event) {
    std::string state;
    if (event.signal == Signal::pin) {
        state = level_word(event.level, pads_.find(event.number));
    } else if (event.signal == Signal::analog) {
        state = std::to_string(event.value);
    } else if (event.signal == Signal::pwm) {
        state = fmt::format("{:.1f}% at {} Hz", event.value / 655.35, event.hertz);
    } else {
        return;
    }
    time_ = event.time;
    if (form_ == Form::lines) {
        lines_ += fmt::format("{} {} {}\n", seconds(event.time),
                              signal_name(pads_, event.signal, event.number), state);
    }
    states_[{event.signal, event.number}] = std::move(state);
}

std::string PinsView::status() const {
    std::string text = seconds(time_);
    const auto add = [&](const Key& key, std::string_view state) {
        text += fmt::format("  {} {}", signal_name(pads_, key.first, key.second), state);
    };
    for (const NamedPad& pad : pads_.named()) {
        const Key key{Signal::pin, pad.pad};
        add(key, states_.at(key));
    }
    for (const auto& [key, state] : states_) {
        const bool is_named = key.first == Signal::pin && pads_.find(key.second) != nullptr;
        if (!is_named) add(key, state);
    }
    return text;
}

}  // namespace perth::cli
