// The parser of a stimulus; it knows nothing of the rest of the port, so that it can be fuzzed.
#include "stimulus.hpp"

#include <charconv>
#include <optional>
#include <utility>

namespace perth::host {

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Limit {
    char kind;
    int count;
};
constexpr Limit limits[] = {{'P', 32}, {'U', 2}, {'A', 8}, {'I', 2}};

template <typename T>
std::optional<T> number(std::string_view text, T last, int base = 10) {
    T value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc() || stop != end || value < 0 || value > last) return std::nullopt;
    return value;
}

/// Two hexadecimal digits.
std::optional<std::uint8_t> byte(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    const auto value = number<int>(text, 255, 16);
    if (!value) return std::nullopt;
    return static_cast<std::uint8_t>(*value);
}

std::optional<Bytes> bytes(std::string_view text) {
    Bytes result;
    if (text == "-") return result;
    for (; !text.empty(); text.remove_prefix(2)) {
        const auto value = byte(text.substr(0, 2));
        if (!value) return std::nullopt;
        result.push_back(*value);
    }
    if (result.empty()) return std::nullopt;
    return result;
}

/// Reads one line, word by word.
class Line {
public:
    explicit Line(std::string_view text) : rest_(text) {}

    std::variant<Stimulus, std::string> read(Microseconds earliest) {
        Stimulus event{};
        const auto time = number<std::int64_t>(word(), std::int64_t{1} << 53);
        if (!time) return "the line does not begin with a time in microseconds";
        event.time = Microseconds(*time);
        if (event.time < earliest) return "the time is before that of the line above";
        std::string error = read_rest(event);
        if (error.empty() && more_) error = "there is more than belongs here: '" + tail() + "'";
        if (!error.empty()) return error;
        return event;
    }

private:
    std::string_view word() {
        const std::size_t end = rest_.find(' ');
        const std::string_view word = rest_.substr(0, end);
        more_ = end != std::string_view::npos;
        rest_ = more_ ? rest_.substr(end + 1) : std::string_view();
        return word;
    }
    std::string tail() const { return std::string(rest_); }

    // Returns what is wrong, or nothing.
    std::string read_rest(Stimulus& event) {
        const std::string_view target = word();
        if (target == "C") return read_console(event);
        const char kind = target.empty() ? '\0' : target.front();
        for (const Limit& limit : limits) {
            if (limit.kind != kind) continue;
            const std::size_t dot = kind == 'I' ? target.find('.') : std::string_view::npos;
            const auto unit = number<int>(target.substr(1, dot - 1), limit.count - 1);
            if (!unit) {
                return "there is no " + std::string(target) + ", only " + kind + "0 to " + kind +
                       std::to_string(limit.count - 1);
            }
            const std::string_view address =
                dot == std::string_view::npos ? "" : target.substr(dot + 1);
            if (kind == 'P') return read_pad(event, *unit);
            if (kind == 'U') return read_uart(event, *unit);
            if (kind == 'A') return read_adc(event, *unit);
            return read_registers(event, *unit, address);
        }
        return "'" + std::string(target) +
               "' is neither a pad (P8), a UART (U0), the console (C), "
               "an ADC channel (A0) nor a device (I0.48)";
    }

    std::string read_pad(Stimulus& event, int pad) {
        const std::string_view level = word();
        const std::size_t which = std::string_view("01z").find(level);
        if (level.size() != 1 || which == std::string_view::npos) {
            return "a pad is driven to 0, 1 or z, not '" + std::string(level) + "'";
        }
        event.what = Stimulus::OnPad{pad, static_cast<Level>(which)};
        return {};
    }
    std::string read_uart(Stimulus& event, int unit) {
        auto data = bytes(word());
        if (!data) return no_bytes;
        event.what = Stimulus::ToUart{unit, std::move(*data)};
        return {};
    }
    std::string read_console(Stimulus& event) {
        auto data = bytes(word());
        if (!data) return no_bytes;
        event.what = Stimulus::ToConsole{std::move(*data)};
        return {};
    }
    std::string read_adc(Stimulus& event, int channel) {
        const auto value = number<int>(word(), 65535);
        if (!value) return "a voltage is a number from 0 to 65535";
        event.what = Stimulus::OnAdc{channel, static_cast<std::uint16_t>(*value)};
        return {};
    }
    std::string read_registers(Stimulus& event, int bus, std::string_view device) {
        const auto address = byte(device);
        if (!address || *address > 0x7F) return "an I2C address is two digits from 00 to 7f";
        const auto first = byte(word());
        if (!first) return "a register is two hexadecimal digits";
        auto data = bytes(word());
        if (!data) return no_bytes;
        event.what = Stimulus::InRegisters{bus, *address, *first, std::move(*data)};
        return {};
    }

    static constexpr const char* no_bytes =
        "bytes are two hexadecimal digits each, or '-' for none";

    std::string_view rest_;
    bool more_ = false;
};

}  // namespace

std::variant<std::vector<Stimulus>, StimulusError> parse_stimulus(std::string_view text) {
    std::vector<Stimulus> events;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = text.find('\n');
        const Microseconds earliest = events.empty() ? Microseconds(0) : events.back().time;
        auto read = Line(text.substr(0, end)).read(earliest);
        if (auto* const wrong = std::get_if<std::string>(&read)) {
            return StimulusError{line, std::move(*wrong)};
        }
        events.push_back(std::move(std::get<Stimulus>(read)));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return events;
}

}  // namespace perth::host
