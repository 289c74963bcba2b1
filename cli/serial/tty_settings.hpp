// The settings of a tty: raw bytes at any rate, put back afterwards.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "cli/serial/serial.hpp"

namespace perth::cli::serial {

/// What a tty was set to when this was made, and the way to change it.
class TtySettings {
public:
    /// Notes the settings of `fd`, which is what `path` was opened as; it stays open longer than
    /// this.
    TtySettings(int fd, std::string path);

    /// Makes it raw: no flow control, no modem control, no HUPCL; the lines are left.
    /// `Error`: as check_rate().
    void apply(const Settings& wanted);
    /// Puts back what was noted, but for HUPCL: that would reset the board at closing.
    void restore() const noexcept;

private:
    int fd_;
    std::string path_;
    // A struct termios2, which cannot be named beside <termios.h>.
    alignas(std::uint32_t) std::array<std::uint8_t, 44> noted_{};
};

/// Throws if the rate that a driver made is more than 3 % off the wanted one (Fault::bad_input).
void check_rate(const std::string& path, std::uint32_t wanted, std::uint32_t made);

}  // namespace perth::cli::serial
