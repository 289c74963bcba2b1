#include "cli/emulator/qemu_pins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "cli/emulator/pads.hpp"
#include "cli/support/error.hpp"

namespace perth::cli {
namespace {

constexpr std::size_t longest_line = 4096;

std::optional<std::int64_t> number(std::string_view digits) {
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto result = std::from_chars(digits.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return value;
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) all.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

/// What a line of the trace says.
struct Traced {
    std::int64_t clock = 0;   // µs
    std::string_view device;  // empty: the machine's only one
    std::int64_t line = 0;
    std::int64_t level = 0;
};

/// Returns the µs of "4711@1795302019.480194:event".
std::optional<std::int64_t> stamp(std::string_view word) {
    const std::size_t at = word.find('@');
    const std::size_t dot = word.find('.');
    const std::size_t colon = word.find(':');
    if (at == word.npos || dot == word.npos || colon == word.npos || dot < at || colon != dot + 7) {
        return std::nullopt;
    }
    const auto seconds = number(word.substr(at + 1, dot - at - 1));
    const auto micros = number(word.substr(dot + 1, 6));
    constexpr std::int64_t latest = 3'000'000'000;  // s, the year 2065: what a record can count
    if (!seconds || !micros || *seconds < 0 || *seconds > latest || *micros < 0) {
        return std::nullopt;
    }
    return *seconds * 1'000'000 + *micros;
}

/// Reads one of
///
///     PID@TIME:nrf51_gpio_update_output_irq line N value V
///     PID@TIME:pl061_set_output DEVICE setting output N to V
std::optional<Traced> read_traced(std::string_view text) {
    const std::vector<std::string_view> all = words(text);
    if (all.empty()) return std::nullopt;
    const auto clock = stamp(all[0]);
    const std::string_view event = all[0].substr(std::min(all[0].find(':'), all[0].size() - 1) + 1);
    const bool is_nrf51 = event == "nrf51_gpio_update_output_irq" && all.size() == 5;
    const bool is_pl061 = event == "pl061_set_output" && all.size() == 7;
    if (!clock || (!is_nrf51 && !is_pl061)) return std::nullopt;
    const auto line = number(all[is_nrf51 ? 2 : 4]);
    const auto level = number(all.back());
    if (!line || !level) return std::nullopt;
    return Traced{.clock = *clock,
                  .device = is_nrf51 ? std::string_view{} : all[1],
                  .line = *line,
                  .level = *level};
}

}  // namespace

QemuPins qemu_pins(const Board& board) {
    const PadNames names = pad_names(board);
    QemuPins pins;
    unsigned first = 0;
    for (const PadGroup& group : board.pads) {
        const auto device = board.emulator->pads.find(group.prefix);
        for (unsigned line = 0; device != board.emulator->pads.end() && line < group.count;
             ++line) {
            QemuPin pin{.device = device->second, .line = line};
            if (const NamedPad* const pad = names.find(first + line); pad && pad->is_input) {
                const bool is_pulled = pad->released == Level::open;
                const Level pulled = pad->active_low ? Level::high : Level::low;
                pin.idle = is_pulled ? pulled : pad->released;
            }
            pins[first + line] = pin;
        }
        first += group.count;
    }
    return pins;
}

std::string QemuTrace::feed(std::string_view bytes) {
    std::string record;
    for (const char byte : bytes) {
        if (byte == '\n') {
            record += take_line(std::exchange(line_, {}));
        } else if (line_.size() < longest_line) {
            line_ += byte;
        }
    }
    return record;
}

std::string QemuTrace::take_line(std::string_view line) {
    const auto traced = read_traced(line);
    if (!traced) return {};
    for (const auto& [pad, pin] : pins_) {
        const bool is_it =
            pin.line == traced->line && (traced->device.empty() || traced->device == pin.device);
        if (!is_it) continue;
        const Level now = traced->level < 0    ? Level::open
                          : traced->level == 0 ? Level::low
                                               : Level::high;
        return level(traced->clock - start_, pad, now);
    }
    return {};
}

std::string QemuTrace::level(std::int64_t time, unsigned pad, Level level) {
    const auto known = levels_.find(pad);
    if (known != levels_.end() && known->second == level) return {};
    levels_[pad] = level;
    time_ = std::max(time_, time);
    return fmt::format("{} P{} {}\n", time_, pad, "01z"[static_cast<std::size_t>(level)]);
}

std::string QemuTrace::moved(std::int64_t time, unsigned pad, Level to) {
    return level(time, pad, to);
}

std::string QemuTrace::finish(std::int64_t time) {
    time_ = std::max(time_, time);
    return fmt::format("{} end\n", time_);
}

QemuStimulus::QemuStimulus(std::string_view lines, QemuPins pins, const Board& board)
    : pins_(std::move(pins)) {
    const PadNames names = pad_names(board);
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::vector<std::string_view> all = words(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (all.size() != 3) continue;
        Event event{
            .time = number(all[0]).value_or(0), .pad = {}, .level = Level::open, .bytes = {}};
        if (all[1] == "C") {
            for (std::string_view digits = all[2]; digits.size() >= 2; digits.remove_prefix(2)) {
                int byte = 0;
                std::from_chars(digits.data(), digits.data() + 2, byte, 16);
                event.bytes += static_cast<char>(byte);
            }
        } else {
            event.pad = static_cast<unsigned>(number(all[1].substr(1)).value_or(0));
            event.level = static_cast<Level>(std::string_view("01z").find(all[2]));
            if (!pins_.contains(*event.pad)) {
                throw Error(
                    {.what = fmt::format("pad {} cannot be moved on board {}",
                                         signal_name(names, Signal::pin, *event.pad), board.name),
                     .why = "its emulator, QEMU, has no such pad",
                     .hint = "perth run -b host runs the same program on a simulated board",
                     .exit = Exit::wrong_use});
            }
        }
        events_.push_back(std::move(event));
    }
}

std::string QemuStimulus::command(const QemuPin& pin, Level level) const {
    const Level real = level == Level::open ? pin.idle.value_or(Level::open) : level;
    return fmt::format("set_irq_in {} unnamed-gpio-in {} {}\n", pin.device, pin.line,
                       real == Level::open ? -1 : static_cast<int>(real));
}

std::string QemuStimulus::idle() const {
    std::string text;
    for (const auto& [pad, pin] : pins_) {
        if (pin.idle) text += command(pin, *pin.idle);
    }
    return text;
}

std::optional<std::int64_t> QemuStimulus::next() const {
    if (next_ == events_.size()) return std::nullopt;
    return events_[next_].time;
}

QemuStimulus::Due QemuStimulus::take(std::int64_t time) {
    Due due;
    for (; next_ < events_.size() && events_[next_].time <= time; ++next_) {
        const Event& event = events_[next_];
        due.typed += event.bytes;
        if (!event.pad) continue;
        const QemuPin& pin = pins_.at(*event.pad);
        due.commands += command(pin, event.level);
        const Level seen =
            event.level == Level::open ? pin.idle.value_or(Level::open) : event.level;
        due.moved.emplace_back(*event.pad, seen);
    }
    return due;
}

}  // namespace perth::cli
