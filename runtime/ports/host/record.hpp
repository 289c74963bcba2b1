// What happened, as text for perth run; private to the port. The format is told in host.hpp.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "host.hpp"

namespace perth::host {

/// The record: lines into a buffer, and from there into a file descriptor if there is one.
///
/// In wall-clock time the end of time comes in another thread; mutex_ guards the texts.
class Record {
public:
    using Bytes = std::span<const std::uint8_t>;

    /// Writes into this file descriptor.
    void write_to(int fd) noexcept;
    /// Keeps what happens from now on in text(), too, or no longer.
    void capture(bool capture);
    [[nodiscard]] std::string text() const;

    void pad(int number, Level level);
    void uart(int unit, char direction, std::uint8_t byte);
    void adc(int channel, unsigned value);
    void pwm(int channel, unsigned frequency_hz, unsigned duty);
    void i2c(int bus, unsigned address, char direction, Bytes bytes, bool acknowledged);
    void spi(int bus, Bytes sent, Bytes received);
    void trace(unsigned kind, std::uint32_t value, std::uintptr_t place);

    void flush() noexcept;
    /// Writes the last line.
    void end() noexcept;

private:
    [[nodiscard]] bool on() const noexcept { return fd_ >= 0 || capture_; }
    void line(const std::string& text);
    void flush_locked() noexcept;

    mutable std::mutex mutex_;
    std::atomic<int> fd_ = -1;
    bool capture_ = false;
    std::string buffer_;    // not yet written to fd_
    std::string captured_;  // since capture(true)
};

Record& record() noexcept;

/// Writes all of it; the process ends if nobody listens any more.
void write_all(int fd, std::string_view text) noexcept;

}  // namespace perth::host
