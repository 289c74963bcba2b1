#include "record.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "clock.hpp"

namespace perth::host {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;

void append_hex(std::string& text, unsigned byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[byte >> 4 & 15];
    text += digits[byte & 15];
}

std::string hex(Record::Bytes bytes) {
    if (bytes.empty()) return "-";
    std::string text;
    for (const std::uint8_t byte : bytes) append_hex(text, byte);
    return text;
}

/// Returns " P8", for instance.
std::string what(char kind, int number) {
    std::string text = " ";
    text += kind;
    return text += std::to_string(number);
}

}  // namespace

Record& record() noexcept {
    static Record instance;
    return instance;
}

void write_all(int fd, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (written < 0 && errno == EAGAIN) {
            pollfd room = {fd, POLLOUT, 0};
            ::poll(&room, 1, -1);
        } else if (written == 0 || errno != EINTR) {
            std::_Exit(1);
        }
    }
}

void Record::write_to(int fd) noexcept { fd_ = fd; }

void Record::capture(bool capture) {
    const std::lock_guard lock(mutex_);
    capture_ = capture;
    captured_.clear();
}

std::string Record::text() const {
    const std::lock_guard lock(mutex_);
    return captured_;
}

void Record::line(const std::string& text) {
    const std::lock_guard lock(mutex_);
    const std::string whole = std::to_string(simulated_clock().now()) + text + '\n';
    if (capture_) captured_ += whole;
    if (fd_ >= 0) buffer_ += whole;
    if (buffer_.size() >= buffer_size) flush_locked();
}

void Record::pad(int number, Level level) {
    if (!on()) return;
    constexpr std::string_view names[] = {" 0", " 1", " z"};
    line(what('P', number).append(names[static_cast<unsigned>(level)]));
}

void Record::uart(int unit, char direction, std::uint8_t byte) {
    if (!on()) return;
    std::string text = what('U', unit);
    text += direction;
    text += ' ';
    append_hex(text, byte);
    line(text);
}

void Record::adc(int channel, unsigned value) {
    if (!on()) return;
    line(what('A', channel) + ' ' + std::to_string(value));
}

void Record::pwm(int channel, unsigned frequency_hz, unsigned duty) {
    if (!on()) return;
    line(what('W', channel) + ' ' + std::to_string(frequency_hz) + ' ' + std::to_string(duty));
}

void Record::i2c(int bus, unsigned address, char direction, Bytes bytes, bool acknowledged) {
    if (!on()) return;
    std::string text = what('I', bus) + ' ';
    append_hex(text, address);
    text += ' ';
    text += direction;
    line(text + ' ' + hex(bytes) + (acknowledged ? " ok" : " nack"));
}

void Record::spi(int bus, Bytes sent, Bytes received) {
    if (!on()) return;
    line(what('S', bus) + ' ' + hex(sent) + ' ' + hex(received));
}

void Record::trace(unsigned kind, std::uint32_t value, std::uintptr_t place) {
    if (!on()) return;
    line(what('E', static_cast<int>(kind)) + ' ' + std::to_string(value) + ' ' +
         std::to_string(place));
}

void Record::flush() noexcept {
    const std::lock_guard lock(mutex_);
    flush_locked();
}

void Record::flush_locked() noexcept {
    if (buffer_.empty()) return;
    write_all(fd_, buffer_);
    buffer_.clear();
}

void Record::end() noexcept {
    if (!on()) return;
    line(" end");
    const std::lock_guard lock(mutex_);
    flush_locked();
    fd_ = -1;
}

}  // namespace perth::host
