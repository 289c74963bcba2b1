#include "cli/emulator/pads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace perth::cli {
namespace {

std::optional<unsigned> pad_number(std::string_view digits) {
    unsigned number = 0;
    const char* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, number);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return number;
}

/// Behind a dot a number has two digits, as Nordic writes it: P0.05.
std::string pad_name(const PadGroup& group, unsigned number) {
    return fmt::format("{}{:0{}}", group.prefix, number, group.prefix.ends_with('.') ? 2 : 1);
}

NamedPad named_pad(const Pin& pin, unsigned number) {
    const bool active_low = pin.active == Pin::Active::low;
    Level released = active_low ? Level::high : Level::low;
    if (pin.pull == (active_low ? Pin::Pull::up : Pin::Pull::down)) released = Level::open;
    return {.pad = number,
            .name = pin.name,
            .active_low = active_low,
            .is_input = pin.use == Pin::Use::input,
            .released = released};
}

}  // namespace

PadNames::PadNames(std::vector<NamedPad> named, std::vector<PadGroup> groups)
    : named_(std::move(named)), groups_(std::move(groups)) {
    if (groups_.empty()) groups_.push_back({.prefix = "P", .count = 32});
}

const NamedPad* PadNames::find(unsigned number) const {
    const auto found = std::find_if(named_.begin(), named_.end(),
                                    [number](const NamedPad& one) { return one.pad == number; });
    return found == named_.end() ? nullptr : &*found;
}

const NamedPad* PadNames::find(std::string_view name) const {
    const auto found = std::find_if(named_.begin(), named_.end(),
                                    [name](const NamedPad& one) { return one.name == name; });
    return found == named_.end() ? nullptr : &*found;
}

std::optional<unsigned> PadNames::number_of(std::string_view pad) const {
    unsigned first = 0;
    for (const PadGroup& group : groups_) {
        if (pad.starts_with(group.prefix)) {
            const auto number = pad_number(pad.substr(group.prefix.size()));
            if (number && *number < group.count) return first + *number;
        }
        first += group.count;
    }
    return std::nullopt;
}

std::string PadNames::pad_of(unsigned number) const {
    unsigned first = 0;
    for (const PadGroup& group : groups_) {
        if (number < first + group.count) return pad_name(group, number - first);
        first += group.count;
    }
    return fmt::format("P{}", number);
}

std::string PadNames::range() const {
    const PadGroup& last = groups_.back();
    return fmt::format("{} to {}", pad_name(groups_.front(), 0), pad_name(last, last.count - 1));
}

PadNames pad_names(const Board& board) {
    const PadNames all({}, board.pads);
    std::vector<NamedPad> named;
    for (const Pin& pin : board.pins) {
        if (const auto number = all.number_of(pin.pad)) named.push_back(named_pad(pin, *number));
    }
    return {std::move(named), board.pads};
}

std::string signal_name(const PadNames& pads, Signal signal, unsigned number) {
    switch (signal) {
        case Signal::pin:
            if (const NamedPad* const pad = pads.find(number)) return pad->name;
            return pads.pad_of(number);
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
        case Signal::trace:
            break;
    }
    return {};
}

}  // namespace perth::cli
