// A terminal whose keys go to a firmware one by one.
#pragma once

#include <termios.h>

#include <optional>

namespace perth::cli {

/// While it lives, the terminal hands over every key at once and echoes none; Ctrl-C still
/// interrupts perth, all other keys (Ctrl-Z, Ctrl-S too) are the firmware's. The destructor puts
/// the terminal back as it was. Does nothing where `fd` is no terminal.
class RawInput {
public:
    /// What Ctrl-C does.
    enum class Interrupt {
        ends,   ///< it interrupts perth
        passes  ///< it is the firmware's, too
    };
    explicit RawInput(int fd, Interrupt interrupt = Interrupt::ends);
    ~RawInput();
    RawInput(const RawInput&) = delete;
    RawInput& operator=(const RawInput&) = delete;

private:
    int fd_;
    std::optional<termios> before_;
};

/// Returns whether reading from `fd` would stop this process: a terminal whose foreground job is
/// another one.
[[nodiscard]] bool is_background_terminal(int fd);

}  // namespace perth::cli
