#include "cli/console/raw_input.hpp"

#include <unistd.h>

namespace perth::cli {

RawInput::RawInput(int fd, Interrupt interrupt) : fd_(fd) {
    termios settings{};
    if (is_background_terminal(fd) || tcgetattr(fd, &settings) != 0) return;
    before_ = settings;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    settings.c_iflag &= ~static_cast<tcflag_t>(ICRNL | INLCR | IXON);
    if (interrupt == Interrupt::passes) settings.c_cc[VINTR] = _POSIX_VDISABLE;
    settings.c_cc[VQUIT] = _POSIX_VDISABLE;
    settings.c_cc[VSUSP] = _POSIX_VDISABLE;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSANOW, &settings);
}

RawInput::~RawInput() {
    if (before_) tcsetattr(fd_, TCSANOW, &*before_);
}

bool is_background_terminal(int fd) { return isatty(fd) == 1 && tcgetpgrp(fd) != getpgrp(); }

}  // namespace perth::cli
