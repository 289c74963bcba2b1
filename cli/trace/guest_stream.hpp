// The console of a firmware in an emulator as a serial line, for who asks its agent.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/emulator/guest.hpp"
#include "cli/serial/serial.hpp"

namespace perth::cli {

/// Serves the guest while it waits: what the emulator tells is taken note of, and a firmware that
/// resets itself goes on.
class GuestStream : public serial::Stream {
public:
    /// `on_output` gets all that the console says. Guest and name live longer.
    GuestStream(Guest& guest, std::string name, std::function<void(std::string_view)> on_output)
        : guest_(guest), name_(std::move(name)), on_output_(std::move(on_output)) {}

    [[nodiscard]] const std::string& address() const override { return name_; }
    /// Errors: the firmware has ended (Fault::gone).
    [[nodiscard]] std::size_t read(std::span<std::uint8_t> into,
                                   Clock::time_point deadline) override;
    void write(BytesView bytes, Clock::time_point deadline) override;
    void configure(const serial::Settings&) override {}
    void set_lines(serial::Level, serial::Level) override {}
    void send_break(std::chrono::milliseconds) override {}
    void discard_input() override { unread_.clear(); }
    [[nodiscard]] int fd() const noexcept override { return guest_.console(); }
    /// Keeps what comes meanwhile.
    void sleep(Clock::duration duration) override;

private:
    bool wait(short events, Clock::time_point deadline);
    bool fetch();

    Guest& guest_;
    std::string name_;
    std::function<void(std::string_view)> on_output_;
    std::string unread_;
};

}  // namespace perth::cli
