// What a simulated board writes down of itself: a line a change, read without trust.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace perth::cli {

/// Where a change happened. Numbers of each kind count from 0.
enum class Signal {
    pin,
    uart_sent,
    uart_received,
    analog,
    pwm,
    i2c,
    spi,
    trace,  ///< what a traced program notes
};

/// The level of a pad; `open`: nobody drives it, nor pulls it.
enum class Level : std::uint8_t { low, high, open };

/// One change. Which members count depends on the signal.
struct RecordEvent {
    std::int64_t time = 0;  ///< µs since the start, never less than the one before
    Signal signal = Signal::pin;
    unsigned number = 0;        ///< of the pad, UART, channel or bus; the kind of a trace's event
    Level level = Level::open;  ///< of a pad
    std::uint32_t value = 0;    ///< of an analog channel, or a PWM channel's duty: 0…65535; noted
    std::uint32_t hertz = 0;    ///< of a PWM channel
    unsigned address = 0;       ///< of an I2C device, 0…127
    bool is_read = false;       ///< by I2C
    bool is_acknowledged = true;
    std::string_view bytes = {};  ///< sent, or received by a UART or by I2C; valid during the call
    std::string_view received = {};  ///< by SPI, while `bytes` were sent
    std::uint64_t place = 0;         ///< in the program, from its begin; of a trace's event

    bool operator==(const RecordEvent&) const = default;
};

/// Reads the lines, in pieces as they come:
///
///     T P<n> 0|1|z                     T W<n> HZ DUTY
///     T U<n>t BYTES, T U<n>r BYTES     T I<n> ADDRESS w|r BYTES ok|nack
///     T A<n> VALUE                     T S<n> BYTES BYTES            T end
///     T E<kind> VALUE PLACE
///
/// BYTES are two hexadecimal digits each, '-' for none; ADDRESS is two of them.
class RecordReader {
public:
    using OnEvent = std::function<void(const RecordEvent&)>;

    /// Hands on the event of each complete line. A line of another form, a time that goes
    /// backwards, or anything behind `end` is an `Error`; nothing may be fed afterwards.
    void feed(std::string_view bytes, const OnEvent& on_event);

    /// Returns whether the last line has come.
    [[nodiscard]] bool has_ended() const noexcept { return ended_; }
    /// Returns the time of the last line.
    [[nodiscard]] std::int64_t time() const noexcept { return time_; }

private:
    void line(std::string_view text, const OnEvent& on_event);

    std::string unfinished_;
    std::size_t lines_ = 0;
    std::int64_t time_ = 0;
    bool ended_ = false;
    std::string bytes_;     ///< what RecordEvent::bytes refers to
    std::string received_;  ///< what RecordEvent::received refers to
};

}  // namespace perth::cli
