// A stream that plays prepared bytes, whatever is written to it, in a time of its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>

#include "cli/serial/serial.hpp"
#include "cli/support/bytes.hpp"

namespace perth::fakes {

/// One byte comes each ten milliseconds.
class PlayedStream final : public cli::serial::Stream {
public:
    explicit PlayedStream(cli::Bytes bytes) : bytes_(std::move(bytes)) {}

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }
    std::size_t read(std::span<std::uint8_t> into, Clock::time_point deadline) override {
        const bool has_one = played_ < bytes_.size() && !into.empty();
        now_ = std::max(now_, has_one ? now_ + std::chrono::milliseconds(10) : deadline);
        if (!has_one) return 0;
        into[0] = bytes_[played_++];
        return 1;
    }
    void write(cli::BytesView /*bytes*/, Clock::time_point /*deadline*/) override {}
    void configure(const cli::serial::Settings& /*settings*/) override {}
    void set_lines(cli::serial::Level /*dtr*/, cli::serial::Level /*rts*/) override {}
    void send_break(std::chrono::milliseconds duration) override { now_ += duration; }
    void discard_input() override {}

private:
    cli::Bytes bytes_;
    std::size_t played_ = 0;
    std::string address_ = "/dev/ttyUSB0";
    Clock::time_point now_{};
};

}  // namespace perth::fakes
