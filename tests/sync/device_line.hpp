// A serial line to a board in this process: requests go to the firmware's agent, a reset to the
// mover.
#pragma once

#include <functional>
#include <string>

#include "cli/agent/smp.hpp"
#include "cli/serial/serial.hpp"
#include "tests/sync/model_flash.hpp"

namespace perth::test {

class DeviceLine : public cli::serial::Stream {
public:
    explicit DeviceLine(ModelFlash& flash) : flash_(flash) {}

    /// The line breaks in the request after the next `requests`: nothing more is heard.
    void break_after(unsigned requests) { left_ = requests; }
    void mend() { left_.reset(), broken_ = false; }
    [[nodiscard]] unsigned requests() const { return requests_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    [[nodiscard]] const std::string& address() const override { return address_; }
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into,
                                   Clock::time_point deadline) override;
    void write(cli::BytesView bytes, Clock::time_point deadline) override;
    void configure(const cli::serial::Settings&) override {}
    void set_lines(cli::serial::Level, cli::serial::Level) override {}
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override {}
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] Clock::time_point now() const override { return now_; }
    void sleep(Clock::duration duration) override { now_ += duration; }

private:
    void take(const cli::SmpPacket& request);

    ModelFlash& flash_;
    std::string address_ = "in-process";
    Clock::time_point now_{};
    std::string line_;
    std::string answer_;
    cli::SmpReader reader_;
    std::optional<unsigned> left_;
    bool broken_ = false;
    unsigned requests_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace perth::test
