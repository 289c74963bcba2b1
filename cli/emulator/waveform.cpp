#include "cli/emulator/waveform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace perth::cli {

std::optional<unsigned> pad_number(std::string_view text) {
    if (text.size() < 2 || text.size() > 3 || text[0] != 'P') return std::nullopt;
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data() + 1, end, number);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

std::vector<NamedPad> named_pads(const Board& board) {
    std::vector<NamedPad> pads;
    for (const Pin& pin : board.pins) {
        const auto number = pad_number(pin.pad);
        if (!number) continue;
        const bool active_low = pin.active == Pin::Active::low;
        Level released = active_low ? Level::high : Level::low;
        if (pin.pull == (active_low ? Pin::Pull::up : Pin::Pull::down)) released = Level::open;
        pads.push_back({.pad = *number,
                        .name = pin.name,
                        .active_low = active_low,
                        .is_input = pin.use == Pin::Use::input,
                        .released = released});
    }
    return pads;
}

const NamedPad* find_pad(const std::vector<NamedPad>& pads, unsigned number) {
    const auto found = std::find_if(pads.begin(), pads.end(),
                                    [number](const NamedPad& one) { return one.pad == number; });
    return found == pads.end() ? nullptr : &*found;
}

std::string signal_name(const std::vector<NamedPad>& pads, Signal signal, unsigned number) {
    switch (signal) {
        case Signal::pin:
            if (const NamedPad* const pad = find_pad(pads, number)) return pad->name;
            return fmt::format("P{}", number);
        case Signal::uart_sent:
            return fmt::format("UART{}_TX", number);
        case Signal::uart_received:
            return fmt::format("UART{}_RX", number);
        case Signal::analog:
            return fmt::format("ADC{}", number);
        case Signal::pwm:
            return fmt::format("PWM{}", number);
        case Signal::i2c:
            return fmt::format("I2C{}", number);
        case Signal::spi:
            return fmt::format("SPI{}", number);
    }
    return {};
}

void Recording::feed(std::string_view bytes) {
    if (failure_ || finished_) return;
    bool is_sinks = false;  // whose error it is
    try {
        reader_.feed(bytes, [&](const RecordEvent& event) {
            is_sinks = true;
            for (RecordSink* const sink : sinks_) sink->take(event);
            is_sinks = false;
        });
    } catch (const Error& error) {
        if (is_sinks) throw;
        failure_ = error;
    }
}

bool Recording::is_full() const noexcept {
    return std::any_of(sinks_.begin(), sinks_.end(),
                       [](const RecordSink* sink) { return sink->is_full(); });
}

void Recording::finish() {
    if (finished_) return;
    finished_ = true;
    for (RecordSink* const sink : sinks_) sink->finish(reader_.time());
}

}  // namespace perth::cli
