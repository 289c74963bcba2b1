// A serial line to an interpreter with a raw mode, MicroPython's or perth::Shell's: single bytes
// with a deadline, the banner, and a way out that holds after Ctrl-C.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "cli/serial/serial.hpp"

namespace perth::cli {

class RawLine {
public:
    using Time = serial::Stream::Clock::time_point;
    using Duration = serial::Stream::Clock::duration;

    static constexpr unsigned char credit = 0x01;  ///< the interpreter takes another window
    static constexpr unsigned char end = 0x04;     ///< of a part
    static constexpr std::string_view end_text = "\x04";
    static constexpr std::string_view ask_for_paste = "\x05\x41\x01";
    /// Bytes that a UART without flow control takes at once.
    static constexpr std::size_t longest_write = 256;

    struct Traffic {
        std::size_t sent = 0;      ///< bytes
        std::size_t received = 0;  ///< bytes
    };

    /// The stream must outlive this; `patience` is how long sending may take.
    RawLine(serial::Stream& stream, Duration patience) : stream_(stream), patience_(patience) {}

    void send(std::string_view bytes);
    /// Returns the next byte, or -1 at the deadline.
    [[nodiscard]] int next_byte(Time deadline);
    /// Returns whether a byte has come that nobody has taken.
    [[nodiscard]] bool holds_more() const noexcept { return at_ != buffer_.size(); }
    /// Returns whether the raw mode's banner and prompt came.
    [[nodiscard]] bool read_banner(Time deadline);
    /// Returns the last of what came while the banner was waited for.
    [[nodiscard]] const std::string& heard() const noexcept { return heard_; }
    /// Sends a few bytes as far as the line still allows, also after Ctrl-C.
    void send_last(std::string_view bytes) noexcept;

    [[nodiscard]] Time now() const { return stream_.now(); }
    void sleep(std::chrono::milliseconds time) { stream_.sleep(time); }
    [[nodiscard]] const std::string& address() const { return stream_.address(); }
    [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

private:
    serial::Stream& stream_;
    Duration patience_;
    std::string buffer_;  // what has come and was not looked at, from at_ on
    std::size_t at_ = 0;
    std::string heard_;
    Traffic traffic_;
};

}  // namespace perth::cli
